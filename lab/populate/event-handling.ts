import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import { CONNECTORS, CORRELATIONS, GROUPS, HOSTS, MAINTENANCES } from './names.ts';

/** 2035: no maintenance of the sample is ever in force while a test runs. */
const SINCE = 2_051_222_400;
const DAY = 86_400;

/** Maintenances with time periods of every type, with and without data collection, over hosts and host groups. */
export async function makeMaintenances(filling: Filling): Promise<void> {
  const hosts = (...names: string[]): string[] => names.map((name) => idOf(filling, 'host', name));
  const groups = (...names: string[]): string[] => names.map((name) => idOf(filling, 'hostgroup', name));
  await create(filling, 'maintenance', [
    {
      name: MAINTENANCES.everything,
      description: 'first line\r\nsecond line: <&> "ünïcode"',
      active_since: SINCE,
      active_till: SINCE + 30 * DAY,
      ...over(filling, hosts(HOSTS.main, HOSTS.second), groups(GROUPS.zurich, GROUPS.xml)),
      tags_evaltype: 2,
      tags: [
        { tag: 'service', operator: 0, value: 'web' },
        { tag: 'service', operator: 2, value: 'Zür' },
        { tag: 'empty' },
      ],
      timeperiods: [
        { timeperiod_type: 0, start_date: SINCE + 3600, period: 7200 },
        { timeperiod_type: 2, every: 3, start_time: 64_800, period: 3600 },
        { timeperiod_type: 3, every: 2, dayofweek: 65, start_time: 3600, period: 86_400 },
        { timeperiod_type: 4, month: 4095, day: 31, start_time: 0, period: 300 },
        { timeperiod_type: 4, month: 5, dayofweek: 64, every: 5, start_time: 60, period: 600 },
      ],
    },
    {
      name: MAINTENANCES.noData,
      maintenance_type: 1,
      active_since: SINCE,
      active_till: SINCE + DAY,
      ...over(filling, hosts(HOSTS.disabled), []),
      timeperiods: [{ timeperiod_type: 2, every: 1, start_time: 0, period: 1800 }],
    },
    {
      name: MAINTENANCES.group,
      active_since: SINCE + DAY,
      active_till: SINCE + 2 * DAY,
      ...over(filling, [], groups(GROUPS.emoji)),
      timeperiods: [
        { timeperiod_type: 0, start_date: SINCE + DAY, period: 3600 },
        { timeperiod_type: 0, start_date: SINCE + DAY, period: 3600 },
      ],
    },
  ]);
}

function over(filling: Filling, hostids: string[], groupids: string[]): Fields {
  return since(filling, '6.0')
    ? { hosts: hostids.map((hostid) => ({ hostid })), groups: groupids.map((groupid) => ({ groupid })) }
    : { hostids, groupids };
}

/** Event correlations with every condition and operation, and one with a formula of its own. */
export async function makeCorrelations(filling: Filling): Promise<void> {
  const group = (name: string): Fields => ({ groupid: idOf(filling, 'hostgroup', name) });
  await create(filling, 'correlation', [
    {
      name: CORRELATIONS.everything,
      description: 'closes "old" & <new>\nsecond line',
      filter: {
        evaltype: 0,
        conditions: [
          { type: 0, tag: 'old tag' },
          { type: 1, tag: 'new tag' },
          { type: 2, operator: 0, ...group(GROUPS.zurich) },
          { type: 2, operator: 1, ...group(GROUPS.emoji) },
          { type: 3, oldtag: 'old', newtag: 'new "quoted"' },
          { type: 4, tag: 'state', operator: 2, value: 'dö' },
          { type: 5, tag: 'state', operator: 3, value: since(filling, '6.0') ? '' : 'x' },
        ],
      },
      operations: [{ type: 0 }, { type: 1 }],
    },
    {
      name: CORRELATIONS.formula,
      status: 1,
      filter: {
        evaltype: 3,
        formula: '(C or A) and not B',
        conditions: [
          { formulaid: 'A', type: 2, operator: 0, ...group(GROUPS.xml) },
          { formulaid: 'B', type: 0, tag: 'ignored' },
          { formulaid: 'C', type: 5, tag: 'host', operator: 0, value: 'a' },
        ],
      },
      operations: [{ type: 1 }],
    },
  ]);
}

/** Connectors came with 7.0. Their addresses are on this machine, and all but one are disabled. */
export async function makeConnectors(filling: Filling): Promise<void> {
  if (!since(filling, '7.0')) {
    return;
  }
  await create(filling, 'connector', [
    {
      name: CONNECTORS.values,
      url: 'http://127.0.0.1:9/values?a=1&b={$LAB.PATH}',
      item_value_type: 17,
      authtype: 1,
      username: 'lab "user"',
      password: 'fake-connector-password',
      max_records: 1000,
      max_senders: 7,
      max_attempts: 3,
      attempt_interval: '7s',
      timeout: '{$LAB.TIMEOUT}',
      http_proxy: 'http://127.0.0.1:9',
      verify_peer: 0,
      verify_host: 0,
      ssl_cert_file: 'lab.pem',
      ssl_key_file: 'lab.key',
      ssl_key_password: 'fake-connector-key-password',
      description: 'first line\nsecond: <&>',
      status: 0,
      tags_evaltype: 2,
      tags: [
        { tag: 'service', operator: 0, value: 'web' },
        { tag: 'service', operator: 3, value: 'Zür' },
        { tag: 'any', operator: 12 },
      ],
    },
    {
      name: CONNECTORS.events,
      data_type: 1,
      url: 'https://127.0.0.1:9/events',
      authtype: 5,
      token: 'fake-connector-token',
      status: 0,
    },
    { name: CONNECTORS.plain, url: 'http://127.0.0.1:9/', status: 0 },
  ]);
}

/** Modules that every fresh server of this version has registered: from 7.0 on its own widgets. */
export async function changeModules(filling: Filling): Promise<void> {
  const found = await filling.api.call<{ moduleid: string; relative_path: string }[]>('module.get', {
    output: ['moduleid', 'relative_path'],
    sortfield: 'relative_path',
  });
  const [first, second] = found;
  if (first === undefined || second === undefined) {
    return;
  }
  await filling.api.call('module.update', [
    { moduleid: first.moduleid, status: 0 },
    { moduleid: second.moduleid, config: { order: ['b', 'a'], ünï: { nested: true }, number: 1 } },
  ]);
}
