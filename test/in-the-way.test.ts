import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, run, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/* What an import of Zabbix stumbles over, because it links and deletes before it writes the rest. */

const TRAPPER = { type: 2, value_type: 4, history: '1d', trends: '0' };
const DEPENDENT = 18;
const RULE = 'lab.rule';

type Item = Record<'itemid' | 'key_', string>;

await onEachVersion('what is not to be there', (servers) => {
  const dir = useFolders()();
  let server: LabServer;
  let api: LabApi;
  let host: string;
  let template: string;

  const create = async (object: string, parameters: object): Promise<string> => {
    const ids = await api.call<Record<string, string[]>>(`${object}.create`, parameters);
    return Object.values(ids)[0]?.[0] ?? '';
  };
  const itemsByKey = async (): Promise<Record<string, string>> => {
    const rows = await server.sql<Item>(
      `select itemid, key_ from items where hostid = ${host} and key_ like 'lab.d%'`,
    );
    return Object.fromEntries(rows.map(({ itemid, key_ }) => [key_, itemid]));
  };
  /** A master item, and a master prototype of the rule. */
  const makeMasters = async (name: string, ruleid: string): Promise<[item: string, prototype: string]> => [
    await create('item', { hostid: host, name, key_: `lab.${name}`, ...TRAPPER }),
    await create('itemprototype', { hostid: host, ruleid, name, key_: `lab.${name}[{#A}]`, ...TRAPPER }),
  ];

  beforeAll(async () => {
    server = await servers.lean();
    api = await labApi(server);
    const groups = [{ groupid: await create('hostgroup', { name: 'Lab in the way' }) }];
    const ofTemplates =
      servers.version === '7.0'
        ? [{ groupid: await create('templategroup', { name: 'Lab in the way' }) }]
        : groups;
    const interfaces = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];
    host = await create('host', { host: 'lab-in-the-way', groups, interfaces });
    const ruleid = await create('discoveryrule', { hostid: host, name: RULE, key_: RULE, type: 2 });
    const [master, prototype] = await makeMasters('first', ruleid);
    const dependent = { hostid: host, ...TRAPPER, type: DEPENDENT };
    await create('item', { ...dependent, name: 'd', key_: 'lab.d', master_itemid: master });
    await create('itemprototype', {
      ...dependent,
      ruleid,
      name: 'd',
      key_: 'lab.d[{#A}]',
      master_itemid: prototype,
    });
    template = await create('template', { host: 'Lab linked', groups: ofTemplates });
    const a = await create('item', { hostid: template, name: 'a', key_: 'a', ...TRAPPER, value_type: 3 });
    await create('graph', {
      name: 'Lab graph',
      width: 900,
      height: 200,
      gitems: [{ itemid: a, color: 'FF0000' }],
    });
    await create('template', {
      host: 'Lab linking',
      groups: ofTemplates,
      templates: [{ templateid: template }],
    });
    await backUp(server, dir);
  });

  it('does not take along what depends on it and is to depend on another', async () => {
    const before = await itemsByKey();
    const [rule] = await server.sql<Item>(
      `select itemid from items where hostid = ${host} and key_ = '${RULE}'`,
    );
    const [master, prototype] = await makeMasters('second', rule?.itemid ?? '');
    const now = await itemsByKey();
    await api.call('item.update', { itemid: now['lab.d'], master_itemid: master });
    await api.call('itemprototype.update', { itemid: now['lab.d[{#A}]'], master_itemid: prototype });
    await expectExit(0, ['restore_config', '--yes'], settings(server, dir));
    await expectEqual(server, dir);
    expect(await itemsByKey()).toEqual(before);
  });

  it('is said to have taken history along where the import that keeps it is refused', async () => {
    const [rule] = await server.sql<Item>(
      `select itemid from items where hostid = ${host} and key_ = '${RULE}'`,
    );
    const [master] = await makeMasters('third', rule?.itemid ?? '');
    await api.call('item.update', { itemid: (await itemsByKey())['lab.d'], master_itemid: master });
    const refusal = {
      jsonrpc: '2.0',
      error: { code: -32500, message: 'Application error.', data: 'Not now.' },
    };
    const gateway = await servers.gateway(server, {
      onRequest: ({ method, nth }) =>
        method === 'configuration.import' && nth === 1
          ? { kind: 'status', status: 200, body: JSON.stringify({ ...refusal, id: 1 }) }
          : undefined,
    });
    const { exitCode, stdout } = await run(['restore_config', '--yes'], settings(gateway, dir));
    expect([0, 1], stdout).toContain(exitCode);
    expect(stdout).toMatch(
      /hosts: lab-in-the-way: look at its dependent items: .*without their history.*Not now\./u,
    );
    await expectExit(0, ['restore_config', '--yes'], settings(server, dir));
    await expectEqual(server, dir);
  });

  it('gives way to a graph of its name that a link brings', async () => {
    const [row] = await server.sql<{ hostid: string }>(`select hostid from hosts where host = 'Lab linking'`);
    const linking = row?.hostid ?? '';
    await api.call('template.update', { templateid: linking, templates_clear: [{ templateid: template }] });
    const b = await create('item', { hostid: linking, name: 'b', key_: 'b', ...TRAPPER, value_type: 3 });
    await create('graph', {
      name: 'Lab graph',
      width: 900,
      height: 200,
      gitems: [{ itemid: b, color: 'FF0000' }],
    });
    await expectExit(0, ['restore_config', '--yes'], settings(server, dir));
    await expectEqual(server, dir);
  });
});
