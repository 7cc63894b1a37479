import type { Fields } from './filling.ts';

/** An interface of a host; `label` is what the sample calls it by, the port tells interfaces of one type apart. */
export interface InterfaceShape {
  readonly label: string;
  /** 1 agent, 2 SNMP, 3 IPMI, 4 JMX */
  readonly type: 1 | 2 | 3 | 4;
  readonly main: 0 | 1;
  readonly port: string;
  /** By name instead of by address: always localhost. */
  readonly byName?: boolean;
  readonly details?: Fields;
}

const V3 = {
  version: 3,
  bulk: 0,
  securityname: 'lab "v3" <&>',
  securitylevel: 2,
  authprotocol: 1,
  authpassphrase: 'fake-auth-passphrase',
  privprotocol: 1,
  privpassphrase: 'fake-priv-passphrase',
  contextname: 'context ü',
};

/** Every kind of interface, two of them twice. All on 127.0.0.1. */
export const INTERFACES = {
  agentMain: { label: 'agent main', type: 1, main: 1, port: '10050' },
  agentOther: { label: 'agent other', type: 1, main: 0, port: '20050', byName: true },
  snmpV2: {
    label: 'snmp v2',
    type: 2,
    main: 1,
    port: '161',
    details: { version: 2, bulk: 1, community: 'fake-community <&>' },
  },
  snmpV1: {
    label: 'snmp v1',
    type: 2,
    main: 0,
    port: '1161',
    details: { version: 1, bulk: 0, community: '{$LAB.SECRET}' },
  },
  snmpV3: { label: 'snmp v3', type: 2, main: 0, port: '2161', byName: true, details: V3 },
  ipmi: { label: 'ipmi', type: 3, main: 1, port: '1623' },
  jmx: { label: 'jmx', type: 4, main: 1, port: '{$LAB.JMX.PORT}' },
} as const satisfies Record<string, InterfaceShape>;

/** An interface as the API takes it. The address that is not used is filled in as well: it must survive too. */
export function interfaceFields({ type, main, port, byName = false, details }: InterfaceShape): Fields {
  return {
    type,
    main,
    useip: byName ? 0 : 1,
    ip: '127.0.0.1',
    dns: byName ? 'localhost' : 'lab.example.invalid',
    port,
    ...(details === undefined ? {} : { details }),
  };
}
