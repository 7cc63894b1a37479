import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, differences, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** A few hosts made for one question each, on a server that holds hardly anything else. */
await onEachVersion('a few hosts', (servers) => {
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

  it('keep what --keep-items keeps on the interface on which it is', async () => {
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
});
