import { create, createOne, type Fields, type Filling, idOf, itemOf, since } from './filling.ts';
import { valueMapOf } from './groups.ts';
import { GROUPS, HOSTS, TEMPLATES, VALUE_MAPS } from './names.ts';
import { chains, step } from './preprocessing.ts';

/** Item types as the API counts them. */
export const TYPE = {
  agent: 0,
  trapper: 2,
  simple: 3,
  internal: 5,
  active: 7,
  aggregate: 8,
  external: 10,
  database: 11,
  ipmi: 12,
  ssh: 13,
  telnet: 14,
  calculated: 15,
  jmx: 16,
  snmpTrap: 17,
  dependent: 18,
  http: 19,
  snmp: 20,
  script: 21,
  browser: 22,
} as const;

export const APPLICATIONS = { xml: 'Lab <&> "application"', plain: 'Lab plain application' } as const;

/** Value types as the API counts them. */
export const VALUE = { float: 0, character: 1, log: 2, unsigned: 3, text: 4 } as const;

const MULTILINE_SCRIPT = `var request = '<&>',
\tquoted = "a \\"b\\"";\r
// windows line above, unix line here: ünïcode 日本語
return request + quoted;
`;

/** name/value pairs of an HTTP item: 5.0 and 6.0 write one object per pair or one object of all, 7.0 a list. */
export function httpPairs(
  filling: Filling,
  pairs: readonly [string, string][],
): Pick<Fields, 'headers' | 'query_fields'> {
  if (since(filling, '7.0')) {
    const list = pairs.map(([name, value]) => ({ name, value }));
    return { headers: list, query_fields: list };
  }
  return {
    headers: Object.fromEntries(pairs),
    query_fields: pairs.map(([name, value]) => ({ [name]: value })),
  };
}

/** Fields of an HTTP agent check with every credential it has. */
export function httpWithCredentials(filling: Filling, url: string): Fields {
  return {
    type: TYPE.http,
    url,
    ...httpPairs(filling, [
      ['X-Lab', 'ü <&> "quoted"'],
      ['a b', '{$LAB.PLAIN}'],
    ]),
    request_method: 1,
    post_type: 2,
    posts: '{"key": "<&> ü", "lines": "a\\nb"}',
    status_codes: '200,201-204',
    timeout: '7s',
    follow_redirects: 0,
    retrieve_mode: 2,
    output_format: 1,
    http_proxy: 'http://user:fake-proxy-password@127.0.0.1:3128',
    authtype: 1,
    username: 'http-user',
    password: 'fake-http-password <&> "ü"',
    verify_peer: 1,
    verify_host: 1,
    ssl_cert_file: 'lab.crt',
    ssl_key_file: 'lab.key',
    ssl_key_password: 'fake-key-password',
    allow_traps: 1,
    trapper_hosts: '127.0.0.1',
  };
}

/** SSH checks by password and by key. */
export function sshByPassword(): Fields {
  return {
    type: TYPE.ssh,
    authtype: 0,
    username: 'ssh-user',
    password: 'fake-ssh-password',
    params: 'uname -a\r\nuptime',
  };
}

export function sshByKey(): Fields {
  const key = { publickey: 'lab_rsa.pub', privatekey: 'lab_rsa', password: 'fake-passphrase' };
  return { type: TYPE.ssh, authtype: 1, username: 'ssh-key-user', ...key, params: 'echo "<&>" \'ü\'\ntrue' };
}

/** One item of every type that the version has and that needs no interface of its own kind on a template. */
function everyType(filling: Filling): Record<string, Fields> {
  const modern = since(filling, '6.0');
  return {
    'lab.agent["ü <&>",\'x\']': {
      type: TYPE.agent,
      value_type: VALUE.float,
      units: 'B/s "ü"',
      delay: '1m;wd1-5h9m30;10s/1-5,00:00-06:00',
    },
    'lab.trapper': { type: TYPE.trapper, value_type: VALUE.text, trapper_hosts: '127.0.0.1,{HOST.CONN}' },
    'net.tcp.service[ssh,127.0.0.1,22]': {
      type: TYPE.simple,
      username: 'simple-user',
      password: 'fake-simple-password',
    },
    'zabbix[host,,items]': { type: TYPE.internal },
    'log["/var/log/lab <1>.log","err|ü",,,skip]': {
      type: TYPE.active,
      value_type: VALUE.log,
      logtimefmt: 'yyyyMMdd:hhmmss',
    },
    ...(modern
      ? {}
      : {
          [`grpavg["${GROUPS.servers}","lab.load",last,0]`]: {
            type: TYPE.aggregate,
            value_type: VALUE.float,
          },
        }),
    'lab.external["{HOST.CONN}"]': { type: TYPE.external, value_type: VALUE.character },
    'db.odbc.select[lab,dsn]': {
      type: TYPE.database,
      username: 'db-user',
      password: 'fake-db-password',
      params: 'SELECT count(*)\r\nFROM "t"\nWHERE a < 1 AND b > \'ü\'',
    },
    'lab.ipmi': { type: TYPE.ipmi, value_type: VALUE.float, ipmi_sensor: 'FAN "1" <A>' },
    'ssh.run[password]': { ...sshByPassword(), value_type: VALUE.text },
    'ssh.run[key,,2222,utf8]': { ...sshByKey(), value_type: VALUE.text },
    'telnet.run[lab]': {
      type: TYPE.telnet,
      value_type: VALUE.text,
      username: 'telnet-user',
      password: 'fake-telnet-password',
      params: 'ls -l',
    },
    'lab.calculated': {
      type: TYPE.calculated,
      value_type: VALUE.float,
      params: modern
        ? 'last(//lab.load)\n + 2 * avg(//lab.load,5m)'
        : 'last("lab.load")\n + 2 * avg("lab.load",5m)',
    },
    'jmx["java.lang:type=Memory",HeapMemoryUsage.used]': {
      type: TYPE.jmx,
      username: 'jmx-user',
      password: 'fake-jmx-password',
      jmx_endpoint: 'service:jmx:rmi:///jndi/rmi://{HOST.CONN}:{HOST.PORT}/jmxrmi',
    },
    'snmptrap["coldStart <&>"]': { type: TYPE.snmpTrap, value_type: VALUE.log },
    'lab.http': { ...httpWithCredentials(filling, 'http://127.0.0.1:9/api?x=1'), value_type: VALUE.text },
    'lab.snmp': { type: TYPE.snmp, snmp_oid: '1.3.6.1.2.1.1.3.0' },
    'lab.load': { type: TYPE.agent, value_type: VALUE.float },
    'lab.master': { type: TYPE.trapper, value_type: VALUE.text, history: '1h' },
    ...(modern
      ? {
          'lab.script': {
            type: TYPE.script,
            value_type: VALUE.text,
            params: MULTILINE_SCRIPT,
            timeout: '8s',
            parameters: [
              { name: 'host', value: '{HOST.CONN}' },
              { name: 'ü <&>', value: 'fake-parameter-token' },
            ],
          },
        }
      : {}),
    ...(since(filling, '7.0')
      ? {
          'lab.browser': {
            type: TYPE.browser,
            value_type: VALUE.text,
            params: `${MULTILINE_SCRIPT}// browser\n`,
            timeout: '30s',
          },
          'lab.snmp.walk': {
            type: TYPE.snmp,
            value_type: VALUE.text,
            snmp_oid: 'walk[1.3.6.1.2.1.31,1.3.6.1.2.1.2]',
          },
          'lab.agent.timeout': { type: TYPE.agent, timeout: '25s' },
        }
      : {}),
  };
}

const WITHOUT_DELAY: readonly number[] = [TYPE.trapper, TYPE.snmpTrap, TYPE.dependent];

/** A whole item out of the fields that matter. */
export function item(hostid: string, key: string, fields: Fields): Fields {
  const delay = WITHOUT_DELAY.includes(fields.type as number) ? '0' : '1h';
  return { name: `Item ${key}`, value_type: VALUE.unsigned, delay, ...fields, hostid, key_: key };
}

/** The items of the template that holds one of every type, with its dependent and preprocessed ones. */
export async function makeEveryItem(filling: Filling): Promise<void> {
  const hostid = idOf(filling, 'template', TEMPLATES.everyItem);
  const types = Object.entries(everyType(filling)).map(([key, fields]) => item(hostid, key, fields));
  await create(
    filling,
    'item',
    types.map((fields) => ({ ...fields, ...labels(filling) })),
  );
  await create(filling, 'item', [...preprocessed(filling, hostid), ...described(filling, hostid)]);
  // A chain of three: master, dependent, dependent on the dependent.
  const master_itemid = itemOf(filling, hostid, 'lab.master');
  const first = await createOne(filling, 'item', {
    ...item(hostid, 'lab.dependent["1"]', { type: TYPE.dependent, value_type: VALUE.text }),
    master_itemid,
    preprocessing: [step(12, '$.a')],
  });
  await createOne(filling, 'item', {
    ...item(hostid, 'lab.dependent["2"]', { type: TYPE.dependent, value_type: VALUE.float }),
    master_itemid: first,
    preprocessing: [step(12, '$.b', 1)],
  });
}

/** Tags from 5.4 on; 5.0 sorts items into applications. */
function labels(filling: Filling): Fields {
  const hostid = idOf(filling, 'template', TEMPLATES.everyItem);
  return since(filling, '6.0')
    ? {
        tags: [
          { tag: 'component', value: 'ü <&> "x"' },
          { tag: 'component', value: 'lab' },
          { tag: 'bare', value: '' },
        ],
      }
    : { applications: [idOf(filling, 'application', `${hostid}/${APPLICATIONS.xml}`)] };
}

function preprocessed(filling: Filling, hostid: string): Fields[] {
  return Object.entries(chains(filling)).map(([name, preprocessing]) => ({
    ...item(hostid, `lab.preprocessed[${name}]`, { type: TYPE.trapper, value_type: VALUE.text }),
    ...(name === 'number' || name === 'numeralBases' ? { value_type: VALUE.float } : {}),
    preprocessing,
  }));
}

/** Items that show what else an item carries: value maps, history, trends, status, descriptions, inventory links. */
function described(filling: Filling, hostid: string): Fields[] {
  const agent = { type: TYPE.agent };
  const shapes: Record<string, Fields> = {
    'lab.mapped': { ...agent, valuemapid: valueMapOf(filling, hostid, VALUE_MAPS.state) },
    'lab.mapped.text': {
      ...agent,
      value_type: VALUE.character,
      valuemapid: valueMapOf(filling, hostid, VALUE_MAPS.xml),
    },
    'lab.kept.never': { ...agent, history: '0', trends: '0' },
    'lab.kept.long': { ...agent, history: '180d', trends: '{$LAB.LIMIT}' },
    'lab.disabled': { ...agent, status: 1 },
    'lab.described': {
      ...agent,
      name: 'Lab 日本語 "quoted" <&> \'single\' 🐘',
      description: 'line 1\r\nline 2\nline <3> & "4"',
    },
    'lab.inventory': { ...agent, value_type: VALUE.character, inventory_link: 5 },
  };
  return Object.entries(shapes).map(([key, fields]) => item(hostid, key, fields));
}

/** The items of the nested templates: some of one key on two levels' hosts, so that inheritance shows. */
export async function makeNestedItems(filling: Filling): Promise<void> {
  const numeric = { type: TYPE.trapper, value_type: VALUE.float };
  const of = (template: string, ...keys: string[]): Fields[] =>
    keys.map((key) => item(idOf(filling, 'template', template), key, numeric));
  await create(filling, 'item', [
    ...of(TEMPLATES.base, 'base.load', 'base.users', 'base.noise'),
    ...of(TEMPLATES.left, 'left.load', 'left.free'),
    ...of(TEMPLATES.right, 'right.load'),
    ...of(TEMPLATES.top, 'top.load', 'top.total'),
    ...of(TEMPLATES.pairA, 'pair.a', 'pair.a.more'),
    ...of(TEMPLATES.pairB, 'pair.b'),
    ...of(TEMPLATES.discovered, 'discovered.load'),
    ...of(TEMPLATES.overridden, 'overridden.load'),
    ...of(TEMPLATES.unlinked, 'unlinked.load'),
  ]);
}

/** Items that stand on hosts themselves, bound to interfaces that are not the main ones. */
export async function makeHostItems(filling: Filling): Promise<void> {
  const main = idOf(filling, 'host', HOSTS.main);
  const second = idOf(filling, 'host', HOSTS.second);
  const on = (name: string): Fields => ({ interfaceid: idOf(filling, 'hostinterface', `${main}/${name}`) });
  const shapes: Record<string, Fields> = {
    'own.agent.main': { type: TYPE.agent, value_type: VALUE.float, ...on('agent main') },
    'own.agent.other': { type: TYPE.agent, value_type: VALUE.float, ...on('agent other') },
    'own.snmp.v1': { type: TYPE.snmp, snmp_oid: '1.3.6.1.2.1.1.3.0', ...on('snmp v1') },
    'own.snmp.v3': {
      type: TYPE.snmp,
      snmp_oid: '1.3.6.1.2.1.1.5.0',
      value_type: VALUE.text,
      ...on('snmp v3'),
    },
    'own.http': {
      ...httpWithCredentials(filling, 'http://127.0.0.1:9/own'),
      value_type: VALUE.text,
      ...on('agent other'),
    },
    'ssh.run[own]': { ...sshByKey(), value_type: VALUE.text, ...on('agent other') },
    'own.trapper': { type: TYPE.trapper, value_type: VALUE.float },
  };
  await create(
    filling,
    'item',
    Object.entries(shapes).map(([key, fields]) => item(main, key, fields)),
  );
  await create(filling, 'item', [
    item(second, 'own.trapper', { type: TYPE.trapper, value_type: VALUE.float }),
    item(second, 'own.limit', { type: TYPE.trapper, value_type: VALUE.float }),
  ]);
}

/** The applications of 5.0, by which it sorts items; tags have replaced them since. */
export async function makeApplications(filling: Filling, hostids: readonly string[]): Promise<void> {
  if (!since(filling, '6.0')) {
    const names = Object.values(APPLICATIONS);
    await create(
      filling,
      'application',
      hostids.flatMap((hostid) => names.map((name) => ({ hostid, name }))),
    );
  }
}
