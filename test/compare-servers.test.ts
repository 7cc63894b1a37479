import { beforeAll, describe, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { compareServers, isWhole, unlike } from '../lab/compare/compare.ts';
import {
  LEFT_OUT_COLUMNS,
  LEFT_OUT_ROWS,
  LEFT_OUT_TABLES,
  ONLY_WHERE,
  SECRET_COLUMNS,
} from '../lab/compare/left-out.ts';
import { FORMULAS, OTHER_REFERENCES, TABLES } from '../lab/compare/tables.ts';
import { LAB_VERSIONS, type LabServer, suiteGone, zabbixLab } from '../lab/zabbix.ts';
import { onEachVersion } from './support/servers.ts';

const [GROUP_A, GROUP_B] = ['compare a', 'compare b'];

/** The tool that judges restores by the databases, judged itself: `npm run lab -- compare`. */
await onEachVersion('comparing databases', (servers) => {
  let first: LabServer;
  let second: LabServer;

  beforeAll(async () => {
    first = await servers.lean();
    second = await servers.lean();
    await fill(await labApi(first), [GROUP_A, GROUP_B]);
    await fill(await labApi(second), [GROUP_B, GROUP_A]);
    // Each server makes up a uuid of its own for a new group.
    const uuids = `update hstgrp set uuid = md5(name) where name in ('${GROUP_A}', '${GROUP_B}')`;
    for (const server of servers.version === '5.0' ? [] : [first, second]) await server.sql(uuids);
  });

  it('finds two servers whole that were filled in another order, so that ids differ', async () => {
    const ids = async (server: LabServer) =>
      await server.sql(`select groupid from hstgrp where name = '${GROUP_A}'`);
    expect(await ids(first)).not.toEqual(await ids(second));
    const comparison = await compareServers(first, second);
    expect(unlike(comparison)).toEqual([]);
    expect(isWhole(comparison)).toBe(true);
    expect(comparison.tables.items?.whole).toBeGreaterThan(50);
    expect(comparison.tables.triggers?.whole).toBeGreaterThan(20);
  });

  it.each<[what: string, sql: string, expected: RegExp[]]>([
    [
      'a changed column',
      `update items set delay = '17s' where key_ = 'compare.load' and hostid in (select hostid from hosts where host = 'host of ${GROUP_A}')`,
      [/^items: changed host of compare a » compare\.load \(delay\)$/],
    ],
    [
      'a missing row',
      `delete from hostmacro where macro = '{$COMPARE}' and value = '${GROUP_A}'`,
      [/^hostmacro: missing host of compare a » \{\$COMPARE\}$/],
    ],
    [
      'an extra row',
      `insert into globalmacro (globalmacroid, macro, value) values (990001, '{$COMPARE.EXTRA}', 'x')`,
      [/^globalmacro: extra \{\$COMPARE\.EXTRA\}$/],
    ],
    [
      'references that were swapped, the ids being the same',
      `update hstgrp set name = 'compare c' where name = '${GROUP_A}';
       update hstgrp set name = '${GROUP_A}' where name = '${GROUP_B}';
       update hstgrp set name = '${GROUP_B}' where name = 'compare c'`,
      [/^conditions: missing/, /^hosts_groups: missing host of compare a » .*compare a$/],
    ],
    [
      'a reference that no foreign key declares',
      `update conditions set value = (select groupid::text from hstgrp where name = '${GROUP_B}')
       where conditiontype = 0 and value = (select groupid::text from hstgrp where name = '${GROUP_A}')`,
      [/^conditions: missing action of compare a/, /^conditions: extra action of compare a/],
    ],
    [
      'an item in an expression',
      `update functions set itemid = (select i.itemid from items i join hosts h using (hostid) where h.host = 'host of ${GROUP_B}' and i.key_ = 'compare.load')
       where itemid = (select i.itemid from items i join hosts h using (hostid) where h.host = 'host of ${GROUP_A}' and i.key_ = 'compare.load')`,
      [/^triggers: missing load of compare a/, /^triggers: extra load of compare a/],
    ],
    [
      'the parent of what is inherited',
      `update items set templateid = null where templateid is not null and itemid = (select min(itemid) from items where templateid is not null)`,
      [/^items: changed .* \(templateid\)$/],
    ],
  ])('finds %s', async (_, sql, expected) => {
    const changed = await servers.copy(second);
    await changed.sql(sql);
    const found = unlike(await compareServers(first, changed));
    for (const line of expected)
      expect(
        found.some((text) => line.test(text)),
        `${line}: ${found}`,
      ).toBe(true);
    if (expected.length === 1) expect(found).toHaveLength(1);
    await changed.stop();
  });

  it('does not take for configuration what changes by itself', async () => {
    const running = await servers.copy(second);
    await running.sql(`update triggers set value = 1, lastchange = 99; update items set lifetime = '9d' where flags = 0; insert into profiles (profileid, userid, idx, value_str)
      values (990001, 1, 'web.page', 'x'); update ids set nextid = nextid + 5`);
    expect(unlike(await compareServers(first, running))).toEqual([]);
    await running.stop();
  });

  it('refuses a database with a table or an id that it does not know', async () => {
    const newer = await servers.copy(second);
    await newer.sql('create table novelty (noveltyid bigint primary key)');
    await expect(compareServers(first, newer)).rejects.toThrow('novelty');
    await newer.sql('drop table novelty; alter table usrgrp add column noveltyid bigint');
    await expect(compareServers(first, newer)).rejects.toThrow('usrgrp.noveltyid');
    await newer.stop();
  });
});

const gone = (await Promise.all(LAB_VERSIONS.map(suiteGone))).find((reason) => reason !== undefined);
describe.skipIf(gone !== undefined)(`what lab/compare declares${gone ? `, not run: ${gone}` : ''}`, () => {
  it('is there in one of the versions', async () => {
    const seen = await columnsOfAllVersions();
    const columns = [
      ...Object.entries(TABLES).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)),
      ...[LEFT_OUT_COLUMNS, ONLY_WHERE, SECRET_COLUMNS, FORMULAS, OTHER_REFERENCES].flatMap((list) =>
        Object.entries(list).flatMap(([table, names]) =>
          Object.keys(names).map((name) => `${table}.${name}`),
        ),
      ),
      ...Object.entries(LEFT_OUT_ROWS).map(([table, { column }]) => `${table}.${column}`),
    ];
    const unknown = columns.filter((name) => {
      const [table = '', column = ''] = name.split('.');
      return !seen.get(table)?.has(column);
    });
    expect(unknown).toEqual([]);
    expect(
      [...Object.keys(TABLES), ...Object.keys(LEFT_OUT_TABLES)].filter((name) => !seen.has(name)),
    ).toEqual([]);
  });
});

async function columnsOfAllVersions(): Promise<Map<string, Set<string>>> {
  const seen = new Map<string, Set<string>>();
  for (const version of LAB_VERSIONS) {
    const lab = await zabbixLab(version);
    const server = await lab.fresh(`e2e_${process.pid}_compare`);
    for (const { table, column } of await server.sql<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'`,
    )) {
      seen.set(table, (seen.get(table) ?? new Set()).add(column));
    }
    await server.stop();
    await lab.stop();
  }
  return seen;
}

/** A group, a host with an item, a macro, a trigger, and an action that names the group, for each name in turn. */
async function fill(api: LabApi, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { groupids } = await api.call<{ groupids: string[] }>('hostgroup.create', { name });
    const host = `host of ${name}`;
    const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
      host,
      groups: groupids.map((groupid) => ({ groupid })),
      // 5.0 makes no host without an interface.
      interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
      macros: [{ macro: '{$COMPARE}', value: name }],
    });
    await api.call('item.create', {
      hostid: hostids[0],
      name: 'Load',
      key_: 'compare.load',
      type: 2,
      value_type: 0,
    });
    const expression =
      api.version === '5.0' ? `{${host}:compare.load.last()}>5` : `last(/${host}/compare.load)>5`;
    await api.call('trigger.create', { description: `load of ${name}`, expression });
    await api.call('action.create', {
      name: `action of ${name}`,
      eventsource: 0,
      esc_period: '1h',
      filter: { evaltype: 0, conditions: [{ conditiontype: 0, operator: 0, value: groupids[0] }] },
      operations: [{ operationtype: 0, opmessage: { default_msg: 1 }, opmessage_grp: [{ usrgrpid: '7' }] }],
    });
  }
}
