import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, differences, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** A few objects made for one question each, on a server that holds hardly anything else. */
await onEachVersion('a few objects', (servers) => {
  const folder = useFolders();
  let target: LabServer;
  let api: LabApi;
  let groups: { groupid: string }[];

  beforeAll(async () => {
    target = await servers.lean();
    api = await labApi(target);
    const { groupids } = await api.call<{ groupids: string[] }>('hostgroup.create', { name: 'Few' });
    groups = groupids.map((groupid) => ({ groupid }));
  });

  async function createHost(host: string, more: Record<string, unknown>): Promise<string> {
    const { hostids } = await api.call<{ hostids: string[] }>('host.create', { host, groups, ...more });
    return hostids[0] ?? '';
  }

  /** Ports of the interfaces of a host by the keys of the items on them; '' for an interface without items. */
  async function portsOf(hostid: string): Promise<Record<string, string>> {
    const rows = await target.sql<{ port: string; key_: string | null }>(
      `select n.port, i.key_ from interface n left join items i using (interfaceid) where n.hostid = ${hostid}`,
    );
    return Object.fromEntries(rows.map(({ port, key_ }) => [key_ ?? '', port]));
  }

  it('are items that --keep-items keeps, on the interface on which they are', async () => {
    const agent = (port: string, main = 0) => ({ type: 1, main, useip: 1, ip: '127.0.0.1', dns: '', port });
    const hostid = await createHost('few-interfaces', {
      interfaces: [agent('10001', 1), agent('10002'), agent('10005')],
    });
    const idOf = async (port: string): Promise<string> => {
      const [row] = await target.sql<{ id: string }>(
        `select interfaceid as id from interface where hostid = ${hostid} and port = '${port}'`,
      );
      return row?.id ?? '';
    };
    const createItem = async (key: string, interfaceid: string, type = 0): Promise<void> => {
      const fields = { hostid, name: key, key_: key, type, value_type: 3, delay: '1h', interfaceid };
      await api.call('item.create', fields);
    };
    await createItem('of.backup', await idOf('10002'));
    const dir = folder();
    await backUp(target, dir);
    // The interfaces change their order, and with it the numbers that an export gives them.
    await api.call('hostinterface.update', { interfaceid: await idOf('10002'), port: '10009' });
    await createItem('own', await idOf('10005'));
    const added = { hostid, ...agent('12345', 1), type: 4 };
    const { interfaceids } = await api.call<{ interfaceids: string[] }>('hostinterface.create', added);
    await createItem('jmx["own","kept"]', interfaceids[0] ?? '', 16);

    const ports = { '': '10001', 'of.backup': '10002', own: '10005', 'jmx["own","kept"]': '12345' };
    await expectExit(0, ['restore_config', '--keep-items', '--yes'], settings(target, dir));
    expect(await portsOf(hostid)).toEqual(ports);
    const { changes } = await differences(target, dir);
    expect(changes.flatMap((change: { differences: object[] }) => change.differences)).toEqual([
      expect.objectContaining({ path: ['interfaces', expect.any(String)] }),
      expect.objectContaining({ path: ['items', '[jmx["own","kept"]]'] }),
      expect.objectContaining({ path: ['items', '[own]'] }),
    ]);
    await expectExit(0, ['restore_config', '--yes'], settings(target, dir));
    await expectEqual(target, dir);
    expect(await portsOf(hostid)).toEqual({ '': expect.any(String), 'of.backup': '10002' });
  });

  it('are secret macros whose values somebody wrote into the backup: set where that is asked for', async () => {
    const macros = [{ macro: '{$SECRET}', type: 1, value: 'of the target' }];
    const interfaces = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];
    const hostid = await createHost('few-secrets', { macros, interfaces });
    const rule = { hostid, name: 'rule', key_: 'rule', type: 2 };
    const { itemids } = await api.call<{ itemids: string[] }>('discoveryrule.create', rule);
    await api.call('hostprototype.create', {
      ruleid: itemids[0],
      host: '{#NAME}',
      groupLinks: groups,
      // 5.0 has no macros of host prototypes.
      ...(servers.version === '5.0' ? {} : { macros: [{ ...macros[0], macro: '{$SECRET.TOO}' }] }),
    });
    const values = async (): Promise<string[]> => {
      const rows = await target.sql<{ value: string }>(
        `select value from hostmacro where macro like '{$SECRET%' and type = 1 order by macro`,
      );
      return rows.map(({ value }) => value);
    };
    const before = await values();
    expect(before).toEqual(Array(servers.version === '5.0' ? 1 : 2).fill('of the target'));

    const dir = folder();
    await backUp(target, dir);
    const file = join(dir, 'hosts.json');
    const text = readFileSync(file, 'utf8');
    const edited = text.replaceAll(/"macro":"\{\$SECRET[^}]*\}"/gu, '$&,"value":"of the backup"');
    writeFileSync(file, edited);
    const ask = async (...args: string[]) =>
      await expectExit(0, [...args, '--accept-edited'], settings(target, dir));
    for (const command of ['diff', 'restore_config']) {
      const { stdout } = await ask(command);
      expect(stdout).toContain('Cannot be compared');
      expect(stdout).toContain('  hosts: few-secrets: {$SECRET}');
      expect(stdout).not.toContain('of the backup');
    }
    expect(await values()).toEqual(before);
    await ask('restore_config', '--set-secrets');
    expect(await values()).toEqual(before.map(() => 'of the backup'));
    await ask('restore_config');
    await ask('diff');
  });

  it('are services that were renamed together with their parents', async () => {
    const more = servers.version === '5.0' ? { showsla: 0, goodsla: 99.9 } : {};
    const serviceids: string[] = [];
    for (const name of ['Few', 'Few web', 'Few disk']) {
      const above = serviceids.at(-1);
      const parent =
        above === undefined
          ? {}
          : servers.version === '5.0'
            ? { parentid: above }
            : { parents: [{ serviceid: above }] };
      const created = await api.call<{ serviceids: string[] }>('service.create', {
        ...{ name, algorithm: servers.version === '5.0' ? 1 : 0, sortorder: serviceids.length },
        ...{ ...more, ...parent },
      });
      serviceids.push(created.serviceids[0] ?? '');
    }
    const services = async (): Promise<object[]> =>
      await target.sql(`select serviceid, name from services where name like 'Few%' order by serviceid`);
    const before = await services();
    const dir = folder();
    await backUp(target, dir);
    for (const serviceid of serviceids)
      await api.call('service.update', { serviceid, name: `Renamed ${serviceid}` });
    const { changes } = await differences(target, dir);
    expect(changes.map((change: { renamed_from?: string }) => change.renamed_from)).toEqual([
      expect.stringContaining('Renamed'),
      expect.stringContaining('Renamed'),
      expect.stringContaining('Renamed'),
    ]);
    await expectExit(0, ['restore_config'], settings(target, dir));
    expect(await services()).toEqual(before);
  });

  it('are hosts and templates that have swapped their visible names', async () => {
    const interfaces = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];
    // Hosts and templates share one space of visible names.
    const [hostNames, templateNames] = ['host', 'template'].map((what) =>
      [1, 2, 3].map((number) => `Few ${what} ${number}`),
    ) as [string[], string[]];
    const hostids = [];
    for (const name of hostNames)
      hostids.push(await createHost(name.replaceAll(' ', '-'), { name, interfaces }));
    const templateids = [];
    const above = await templateGroups();
    for (const name of templateNames) {
      const fields = { host: name.replaceAll(' ', '-'), name, groups: above };
      const created = await api.call<{ templateids: string[] }>('template.create', fields);
      templateids.push(created.templateids[0] ?? '');
    }
    const visible = async (): Promise<object[]> =>
      await target.sql(`select hostid, name from hosts where name like 'Few %' order by hostid`);
    const before = await visible();
    expect(before.length).toBe(6);
    const dir = folder();
    await backUp(target, dir);
    for (const [kind, idField, ids, names] of [
      ['host', 'hostid', hostids, hostNames],
      ['template', 'templateid', templateids, templateNames],
    ] as const) {
      // The first goes aside, each of the others takes the name before it, and the first the last one.
      const turned = ['aside', ...names];
      for (const [index, id] of [...ids, ids[0]].entries())
        await api.call(`${kind}.update`, { [idField]: id, name: turned[index] });
    }
    expect((await differences(target, dir)).summary).toMatchObject({ update: 6 });
    await expectExit(0, ['restore_config', '--allow-many'], settings(target, dir));
    expect(await visible()).toEqual(before);
  });

  async function templateGroups(): Promise<{ groupid: string }[]> {
    if (servers.version !== '7.0') return groups;
    const { groupids } = await api.call<{ groupids: string[] }>('templategroup.create', {
      name: 'Few templates',
    });
    return groupids.map((groupid) => ({ groupid }));
  }
});
