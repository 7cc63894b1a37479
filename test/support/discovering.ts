import { setTimeout as pause } from 'node:timers/promises';
import { labApi } from '../../lab/api.ts';
import { type ServerProcess, startServerProcess } from '../../lab/server-process.ts';
import type { LabServer } from '../../lab/zabbix.ts';

/** The id of a host by its technical name; '' where it is not there. */
export async function idOf(server: LabServer, host: string): Promise<string> {
  const [row] = await server.sql<{ hostid: string }>(`select hostid from hosts where host = '${host}'`);
  return row?.hostid ?? '';
}

/** Has the server's own process make hosts of these names, and ends it. */
export async function discover(server: LabServer, names: readonly string[]): Promise<void> {
  const api = await labApi(server);
  const groups = await api.call<{ groupid: string }[]>('hostgroup.get', { output: ['groupid'], limit: 1 });
  const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
    host: 'discovering',
    groups,
    interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
  });
  const rule = { hostid: hostids[0], name: 'rule', key_: 'rule', type: 2 };
  const { itemids } = await api.call<{ itemids: string[] }>('discoveryrule.create', rule);
  const isNewer = server.version === '7.0';
  await api.call('hostprototype.create', {
    ruleid: itemids[0],
    host: 'found-{#NAME}',
    groupLinks: groups,
    inventory_mode: 0,
    ...(isNewer && {
      tags: [{ tag: 'discovered', value: '{#NAME}' }],
      macros: [{ macro: '{$DISCOVERED}', value: '{#NAME}' }],
    }),
  });
  await api.call('itemprototype.create', [
    { ...PROTOTYPE, hostid: hostids[0], ruleid: itemids[0], name: 'size', key_: 'size[{#NAME}]' },
    { ...PROTOTYPE, hostid: hostids[0], ruleid: itemids[0], name: 'q', key_: 'quiet[{#NAME}]', status: 1 },
  ]);
  const expression =
    server.version === '5.0' ? '{discovering:size[{#NAME}].last()}>9' : 'last(/discovering/size[{#NAME}])>9';
  await api.call('triggerprototype.create', [
    { description: 'Full: {#NAME}', expression },
    { description: 'Quiet: {#NAME}', expression, status: 1 },
  ]);
  const above = isNewer ? await templateGroup(server) : groups;
  await api.call('template.create', { host: 'of a person', groups: above });
  const process = await startServerProcess(server, { StartLLDProcessors: '1' });
  try {
    await untilFound(server, process, names);
  } finally {
    await process.stop();
  }
}

/** Of values that are sent, numbers. */
const PROTOTYPE = { type: 2, value_type: 0 };

async function templateGroup(server: LabServer): Promise<{ groupid: string }[]> {
  const api = await labApi(server);
  const { groupids } = await api.call<{ groupids: string[] }>('templategroup.create', {
    name: 'of a person',
  });
  return groupids.map((groupid) => ({ groupid }));
}

/**
 * The value is sent again and again: one that the server takes in its first moments, before its processes know the
 * item, is lost without a word. The same value once more changes nothing.
 *
 * @throws Error with the server's log where it has not found them within five minutes.
 */
async function untilFound(
  server: LabServer,
  process: ServerProcess,
  names: readonly string[],
): Promise<void> {
  const value = JSON.stringify(names.map((name) => ({ '{#NAME}': name })));
  const expected = 5 * names.length;
  const deadline = Date.now() + 300_000;
  let refusal = 'every value was taken';
  while (Date.now() < deadline) {
    refusal = (await refusalOf(process, value)) ?? refusal;
    for (let look = 0; look < 10; look += 1) {
      if ((await countFound(server)) === expected) return;
      await pause(200);
    }
  }
  throw new Error(`Discovery made ${await countFound(server)} of ${expected}: ${refusal}.\n${process.log()}`);
}

/** Hosts, items and triggers that discovery has made. */
async function countFound(server: LabServer): Promise<number> {
  const [found] = await server.sql<{ count: string }>(
    `select (select count(*) from hosts where flags = 4) + (select count(*) from items where flags = 4)
      + (select count(*) from triggers where flags = 4) as count`,
  );
  return Number(found?.count);
}

/** Why the server did not take the value, if it did not: an item that it does not know yet, for one. */
async function refusalOf(process: ServerProcess, value: string): Promise<string | undefined> {
  try {
    await process.send([{ host: 'discovering', key: 'rule', value }]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
