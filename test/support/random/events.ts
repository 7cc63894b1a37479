import type { JsonObject } from '../../../src/configuration/json.ts';
import type { Estate } from './estate.ts';

/** Scripts, network discovery, maintenance, correlation and connectors. */
export function drawEvents(estate: Estate): void {
  const { draw } = estate;
  for (let left = draw.int(4, 6); left > 0; left -= 1) drawScript(estate);
  for (let left = draw.int(2, 4); left > 0; left -= 1) drawDiscovery(estate);
  for (let left = draw.int(2, 4); left > 0; left -= 1) drawMaintenance(estate);
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawCorrelation(estate);
  if (draw.version === '7.0') for (let left = draw.int(1, 3); left > 0; left -= 1) drawConnector(estate);
}

function drawScript({ draw, add, keys }: Estate): void {
  const scope = draw.pick(['1', '1', '2', '4']);
  const inMenu = scope !== '1';
  const kind = draw.pick<JsonObject>([
    { type: '0', command: 'echo "ü <&>"\nexit 0', execute_on: String(draw.int(0, 2)) },
    {
      type: '5',
      command: 'return "ü";',
      timeout: '5s',
      parameters: [{ name: draw.name(60), value: draw.text() }],
    },
    {
      type: '2',
      command: 'uptime',
      authtype: '0',
      username: draw.name(60),
      password: 'fake-script-password',
      port: '2222',
    },
  ]);
  add('scripts', {
    ...kind,
    name: draw.name(255),
    description: draw.text(),
    scope,
    groupid: draw.once(2) ? draw.pick(keys('hostgroups')) : null,
    ...(inMenu && {
      menu_path: draw.pick(['', 'Random', 'Random/Ü <&>']),
      usrgrpid: draw.once(2) ? draw.pick(keys('usergroups')) : null,
      host_access: draw.pick(['2', '3']),
      confirmation: draw.pick(['', 'Sure? "ü" <&>']),
    }),
    ...(draw.version === '7.0' && { manualinput: '0' }),
  });
}

function drawDiscovery({ draw, add, keys }: Estate): void {
  const newer = draw.version === '7.0';
  const proxy = draw.once(2) ? draw.pick(keys('proxies')) : null;
  const types = draw.some(['0', '4', '8', '9', '11', '12', '13'], 1, 4);
  add('drules', {
    name: draw.name(255),
    iprange: draw.pick(['127.0.0.1', '127.0.0.1-99,127.0.1.0/24']),
    delay: draw.pick(['1h', '1d', '{$M.DELAY}']),
    status: '1',
    ...(newer ? { proxyid: proxy, concurrency_max: String(draw.int(0, 9)) } : { proxy_hostid: proxy }),
    dchecks: types.map((type) => ({
      ...(newer && { allow_redirect: '0' }),
      type,
      host_source: '1',
      name_source: '0',
      uniq: '0',
      key_: type === '9' ? 'system.uname["ü"]' : type === '11' || type === '13' ? '1.3.6.1.2.1.1.1.0' : '',
      ports: type === '12' ? '0' : draw.pick(['22', '1024-2048,22']),
      snmp_community: type === '11' ? '{$M.COMMUNITY}' : '',
      snmpv3_authpassphrase: '',
      snmpv3_authprotocol: '0',
      snmpv3_contextname: type === '13' ? draw.name(60) : '',
      snmpv3_privpassphrase: '',
      snmpv3_privprotocol: '0',
      snmpv3_securitylevel: '0',
      snmpv3_securityname: type === '13' ? draw.name(60) : '',
    })),
  });
}

const BEGIN = 2_051_222_400;
const DAY = 86_400;

function drawMaintenance({ draw, add, keys }: Estate): void {
  const hosts = draw.some(keys('hosts'), 0, 3);
  const [since, days] = [BEGIN + DAY * draw.int(0, 99), draw.int(1, 300)];
  const collects = draw.once(2);
  add('maintenances', {
    name: draw.name(128),
    description: draw.text(),
    active_since: String(since),
    active_till: String(since + DAY * days),
    maintenance_type: collects ? '0' : '1',
    groups: draw.some(keys('hostgroups'), hosts.length === 0 ? 1 : 0, 2).map((groupid) => ({ groupid })),
    hosts: hosts.map((hostid) => ({ hostid })),
    ...(collects && {
      tags_evaltype: draw.pick(['0', '2']),
      tags: Array.from({ length: draw.int(0, 2) }, () => ({
        tag: draw.name(60),
        operator: draw.pick(['0', '2']),
        value: draw.pick(['', 'ü <&>']),
      })),
    }),
    timeperiods: draw.some<JsonObject>(
      [
        { timeperiod_type: '0', period: '3600', start_date: String(since + 3600) },
        { timeperiod_type: '2', period: '300', start_time: '64800', every: String(draw.int(1, 9)) },
        { timeperiod_type: '3', period: '86400', start_time: '0', every: '2', dayofweek: '65' },
        {
          timeperiod_type: '4',
          period: '600',
          start_time: '60',
          every: '1',
          dayofweek: '0',
          day: '31',
          month: '5',
        },
      ],
      1,
      4,
    ),
  });
}

function drawCorrelation({ draw, add, keys }: Estate): void {
  const conditions = draw.some<JsonObject>(
    [
      { type: '0', tag: draw.name(60) },
      { type: '1', tag: draw.name(60) },
      { type: '2', groupid: draw.pick(keys('hostgroups')), operator: String(draw.int(0, 1)) },
      { type: '3', oldtag: draw.name(60), newtag: draw.name(60) },
      { type: '4', tag: draw.name(60), operator: '2', value: draw.name(60) },
    ],
    2,
    5,
  );
  const byFormula = draw.once(2);
  add('correlations', {
    name: draw.name(255),
    description: draw.text(),
    status: String(draw.int(0, 1)),
    filter: byFormula
      ? {
          evaltype: '3',
          formula: conditions.map((_, index) => 'ABCDE'.charAt(index)).join(' or '),
          conditions: conditions.map((condition, index) => ({
            ...condition,
            formulaid: 'ABCDE'.charAt(index),
          })),
        }
      : { evaltype: draw.pick(['0', '1', '2']), conditions },
    operations: draw.some(['0', '1'], 1, 2).map((type) => ({ type })),
  });
}

function drawConnector({ draw, add }: Estate): void {
  const values = draw.once(2);
  add('connectors', {
    name: draw.name(255),
    description: draw.text(),
    protocol: '0',
    data_type: values ? '0' : '1',
    item_value_type: values ? String(draw.int(1, 31)) : '31',
    url: `http://127.0.0.1:9/${draw.int(1, 99)}?a="ü"`,
    status: '0',
    authtype: '1',
    username: draw.name(60),
    password: 'fake-connector-password',
    token: '',
    tags: Array.from({ length: draw.int(0, 2) }, () => ({
      tag: draw.name(60),
      operator: '0',
      value: draw.name(60),
    })),
    tags_evaltype: draw.pick(['0', '2']),
    max_records: String(draw.int(0, 999)),
    max_senders: String(draw.int(1, 100)),
    max_attempts: '1',
    attempt_interval: '5s',
    timeout: draw.pick(['5s', '{$M.TIMEOUT}']),
    http_proxy: '',
    verify_host: '1',
    verify_peer: '0',
    ssl_cert_file: '',
    ssl_key_file: '',
    ssl_key_password: '',
  });
}
