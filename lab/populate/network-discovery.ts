import { create, type Fields, type Filling, from, idOf, since } from './filling.ts';
import { DISCOVERY_RULES, PROXIES } from './names.ts';

/** Ports that are tried, by type of service: SSH, LDAP, SMTP, FTP, HTTP, POP, NNTP, IMAP, TCP, HTTPS, telnet. */
const SERVICES: readonly (readonly [type: number, ports: string])[] = [
  [0, '22,2222-2230'],
  [1, '389'],
  [2, '25'],
  [3, '21'],
  [4, '80,8080'],
  [5, '110'],
  [6, '119'],
  [7, '143'],
  [8, '1-65535'],
  [14, '443'],
  [15, '23'],
];
const AGENT = 9;
const SNMP1 = 10;
const SNMP2 = 11;
const PING = 12;
const SNMP3 = 13;

/** Network discovery: checks of every type, some of which look alike, and rules that a proxy runs. */
export async function makeNetworkDiscovery(filling: Filling): Promise<void> {
  const proxyField = since(filling, '7.0') ? 'proxyid' : 'proxy_hostid';
  await create(filling, 'drule', [
    {
      name: DISCOVERY_RULES.machine,
      iprange: '127.0.0.1',
      delay: '1h',
      status: 1,
      dchecks: [{ type: AGENT, key_: 'system.uname', ports: '10050', uniq: 0 }],
    },
    {
      name: DISCOVERY_RULES.everyCheck,
      iprange: '127.0.0.1-5,127.0.0.16/29',
      delay: '{$LAB.LIMIT}',
      status: 1,
      ...from(filling, '7.0', { concurrency_max: 5 }),
      dchecks: everyCheck(filling),
    },
    {
      name: DISCOVERY_RULES.proxied,
      iprange: '127.0.0.1',
      delay: '1d',
      status: 1,
      ...from(filling, '7.0', { concurrency_max: 1 }),
      [proxyField]: idOf(filling, 'proxy', PROXIES.active),
      dchecks: [
        { type: PING, ports: '0', host_source: 2, name_source: 1 },
        ...(since(filling, '7.0') ? [{ type: PING, ports: '0', allow_redirect: 1 }] : []),
      ],
    },
    {
      name: DISCOVERY_RULES.unused,
      iprange: '127.0.0.1',
      status: 1,
      dchecks: [{ type: 4, ports: '80' }],
    },
  ]);
}

function everyCheck(filling: Filling): Fields[] {
  const snmp = (type: number, snmp_community: string, ports = '161'): Fields => ({
    type,
    ports,
    key_: '1.3.6.1.2.1.1.1.0',
    snmp_community,
  });
  const modern = since(filling, '6.0');
  return [
    ...SERVICES.map(([type, ports]) => ({ type, ports })),
    { type: AGENT, key_: 'system.uname["ü",<&>]', ports: '10050-10052', uniq: 1, host_source: 3 },
    { type: AGENT, key_: 'agent.ping', ports: '10050', name_source: 3 },
    snmp(SNMP1, 'public'),
    // Nothing but their communities tells these apart.
    snmp(SNMP2, 'fake-community-b'),
    snmp(SNMP2, 'fake-community-a'),
    snmp(SNMP2, '{$SNMP_COMMUNITY}'),
    snmp(SNMP2, 'public', '1161'),
    {
      type: SNMP3,
      key_: '1.3.6.1.2.1.1.5.0',
      ports: '161',
      snmpv3_contextname: 'context "ü"',
      snmpv3_securityname: 'lab',
      snmpv3_securitylevel: 2,
      snmpv3_authprotocol: modern ? 5 : 1,
      snmpv3_authpassphrase: 'fake-auth-passphrase',
      snmpv3_privprotocol: modern ? 4 : 1,
      snmpv3_privpassphrase: 'fake-priv-passphrase',
    },
    {
      type: SNMP3,
      key_: '1.3.6.1.2.1.1.5.0',
      ports: '161',
      snmpv3_securityname: 'other',
      snmpv3_securitylevel: 1,
      snmpv3_authprotocol: 1,
      snmpv3_authpassphrase: '{$LAB.SECRET}',
    },
    { type: PING, ports: '0' },
  ];
}
