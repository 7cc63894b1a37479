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

  // 5.0 has no uuids: there the one that stands in the place is the one that is meant.
  if (servers.version !== '5.0') {
    it('are services of which another one has taken the name and the place', async () => {
      const create = async (name: string, ...parents: string[]): Promise<string> => {
        const { serviceids } = await api.call<{ serviceids: string[] }>('service.create', {
          ...{ name, algorithm: 0, sortorder: 0, parents: parents.map((serviceid) => ({ serviceid })) },
        });
        return serviceids[0] ?? '';
      };
      const parent = await create('Few parent');
      const child = await create('Few child', parent);
      const dir = folder();
      await backUp(target, dir);
      await api.call('service.update', { serviceid: child, name: 'Few former child', parents: [] });
      await create('Few child', parent);
      const { changes } = await differences(target, dir);
      expect(changes.map(({ key }: { key: string }) => key).sort()).toEqual([
        'Few parent',
        'Few parent / Few child',
      ]);
      await expectExit(0, ['restore_config'], settings(target, dir));
      const children = await target.sql(
        `select servicedownid from services_links where serviceupid = ${parent}`,
      );
      expect(children).toEqual([{ servicedownid: child }]);
      await expectExit(0, ['diff'], settings(target, dir));
    });
  }

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

  it('are two hosts of which one has taken the name of the other: what is said beforehand is what is done', async () => {
    const interfaces = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];
    const hostid = await createHost('few-named', { name: 'Few named', interfaces });
    const gone = await createHost('few-taken', { name: 'Few taken', interfaces });
    const { actionids } = await api.call<{ actionids: string[] }>('action.create', {
      name: 'few taken',
      eventsource: 0,
      esc_period: '1h',
      filter: { evaltype: 0, conditions: [{ conditiontype: 1, operator: 0, value: gone }] },
      operations: [{ operationtype: 0, opmessage: { default_msg: 1 }, opmessage_grp: [{ usrgrpid: '7' }] }],
    });
    const dir = folder();
    await backUp(target, dir);
    await api.call('action.delete', actionids);
    await api.call('host.delete', [gone]);
    await api.call('host.update', { hostid, host: 'few-taken', name: 'Few named' });

    const only = ['restore_config', '--only', 'hosts:few-named', '--only', 'trigger_actions:few taken'];
    const action = { kind: 'trigger_actions', key: 'few taken' };
    const reason = 'it needs the host "few-taken", which is to go by another name';
    const asked = (await expectExit(3, [...only, '--dry-run', '--json'], settings(target, dir))).json();
    expect(asked.plan.changes).toEqual([
      expect.objectContaining({ kind: 'hosts', key: 'few-named', renamed_from: 'few-taken' }),
      expect.objectContaining({ ...action, skipped: reason }),
    ]);
    const done = (await expectExit(1, [...only, '--json'], settings(target, dir))).json();
    expect(done.skipped).toEqual([{ ...action, reason }]);
    expect(done.failed).toEqual([]);
    expect(await target.sql(`select host from hosts where hostid = ${hostid}`)).toEqual([
      { host: 'few-named' },
    ]);
    await expectExit(0, ['restore_config'], settings(target, dir));
    await expectEqual(target, dir);
  });

  // What decides this is the same in all versions.
  if (servers.version === '7.0')
    it('are a template that the server refuses, and what needs it, through seven kinds: the rest is restored', async () => {
      const above = await templateGroups();
      const create = async (kind: string, idField: string, fields: object): Promise<string> => {
        const created = await api.call<Record<string, string[]>>(`${kind}.create`, fields);
        return created[`${idField}s`]?.[0] ?? '';
      };
      const upper = await create('template', 'templateid', { host: 'few refused', groups: above });
      await create('item', 'itemid', { hostid: upper, name: 'i', key_: 'few.key', type: 2, value_type: 3 });
      const below = { host: 'few below it', groups: above, templates: [{ templateid: upper }] };
      const templateid = await create('template', 'templateid', below);
      const hostid = await createHost('few-refused', { templates: [{ templateid }] });
      await createHost('few-beside', {});
      const active = { active_since: 2051222400, active_till: 2053814400 };
      const timeperiods = [{ timeperiod_type: 0, period: 3600, start_date: 2051226000 }];
      const name = 'few refused';
      await create('maintenance', 'maintenanceid', { name, ...active, timeperiods, hosts: [{ hostid }] });
      const element = { elementtype: 0, elements: [{ hostid }], iconid_off: '1', x: 0, y: 0 };
      const sysmapid = await create('map', 'sysmapid', {
        name,
        width: 100,
        height: 100,
        selements: [element],
      });
      const fields = [{ type: 8, name: 'sysmapid.0', value: sysmapid }];
      const widgets = [{ type: 'map', x: 0, y: 0, width: 12, height: 5, fields }];
      const dashboardid = await create('dashboard', 'dashboardid', { name, pages: [{ widgets }] });
      const users = [{ userid: '1' }];
      await create('report', 'reportid', { name, userid: '1', dashboardid, period: 0, cycle: 0, users });
      await create('action', 'actionid', {
        name,
        eventsource: 0,
        esc_period: '1h',
        filter: { evaltype: 0, conditions: [{ conditiontype: 1, operator: 0, value: hostid }] },
        operations: [{ operationtype: 0, opmessage: { default_msg: 1 }, opmessage_grp: [{ usrgrpid: '7' }] }],
      });
      const dir = folder();
      await backUp(target, dir);
      const file = join(dir, 'templates.json');
      const good = readFileSync(file, 'utf8');
      writeFileSync(file, good.replace('"few.key"', '"few key ["'));

      const fresh = await servers.lean();
      const edited = ['restore_config', '--accept-edited'];
      const report = (await expectExit(1, [...edited, '--json'], settings(fresh, dir))).json();
      expect(report.failed).toEqual([
        { kind: 'templates', key: name, reason: expect.stringMatching(/^Zabbix refused .*key_/u) },
      ]);
      const needs = (what: string) => `it needs the ${what}, which was not restored`;
      expect(report.skipped).toEqual([
        { kind: 'templates', key: 'few below it', reason: needs('template "few refused"') },
        { kind: 'hosts', key: 'few-refused', reason: needs('template "few below it"') },
        { kind: 'maintenances', key: name, reason: needs('host "few-refused"') },
        { kind: 'maps', key: name, reason: needs('host "few-refused"') },
        { kind: 'trigger_actions', key: name, reason: needs('host "few-refused"') },
        { kind: 'dashboards', key: name, reason: needs('map "few refused"') },
        { kind: 'reports', key: name, reason: needs('dashboard "few refused"') },
      ]);
      const notDone = [...report.failed, ...report.skipped].map(({ kind, key }) => `${kind}: ${key}`);
      const left = report.left.changes.map(
        (change: { kind: string; key: string }) => `${change.kind}: ${change.key}`,
      );
      expect(left.sort()).toEqual(notDone.sort());
      const again = await expectExit(1, edited, settings(fresh, dir));
      expect(again.stdout).toContain(
        'Put the reasons right, here or in the backup, and run restore_config again',
      );
      writeFileSync(file, good);
      await expectExit(0, ['restore_config'], settings(fresh, dir));
      await expectEqual(fresh, dir);
    });

  async function templateGroups(): Promise<{ groupid: string }[]> {
    if (servers.version !== '7.0') return groups;
    const name = 'Few templates';
    const found = await api.call<{ groupid: string }[]>('templategroup.get', {
      output: ['groupid'],
      filter: { name },
    });
    if (found.length > 0) return found;
    const { groupids } = await api.call<{ groupids: string[] }>('templategroup.create', { name });
    return groupids.map((groupid) => ({ groupid }));
  }
});
