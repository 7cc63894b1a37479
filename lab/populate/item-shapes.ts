import { type Fields, type Filling, since } from './filling.ts';
import { GROUPS } from './names.ts';

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

/** Value types as the API counts them. */
export const VALUE = { float: 0, character: 1, log: 2, unsigned: 3, text: 4 } as const;

const MULTILINE_SCRIPT = `var request = '<&>',
\tquoted = "a \\"b\\"";\r
// windows line above, unix line here: ünïcode 日本語
return request + quoted;
`;

/** name/value pairs of an HTTP item: 5.0 and 6.0 write one object per pair or one object of all, 7.0 a list. */
function httpPairs(
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

const WITHOUT_DELAY: readonly number[] = [TYPE.trapper, TYPE.snmpTrap, TYPE.dependent];

/** A whole item out of the fields that matter. */
export function item(hostid: string, key: string, fields: Fields): Fields {
  const delay = WITHOUT_DELAY.includes(fields.type as number) ? '0' : '1h';
  return { name: `Item ${key}`, value_type: VALUE.unsigned, delay, ...fields, hostid, key_: key };
}

/** One item of every type that the version has and that needs no interface of its own kind on a template. */
export function everyType(filling: Filling): Record<string, Fields> {
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
