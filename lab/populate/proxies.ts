import { create, createOne, type Fields, type Filling, idOf, since } from './filling.ts';
import { PROXIES, PROXY_GROUPS } from './names.ts';
import { fakePsk } from './secrets.ts';

/** TLS as the API counts it: 1 none, 2 PSK, 4 certificate; `accept` is a sum of them. */
export const TLS = { none: 1, psk: 2, certificate: 4 } as const;

const CERTIFICATE = { tls_issuer: 'CN=Lab CA,O="Lab & Söhne"', tls_subject: 'CN=lab proxy <1>' };

interface ProxyShape {
  readonly name: string;
  readonly passive: boolean;
  /** tls_connect of a passive proxy, tls_accept of an active one */
  readonly tls?: number;
  readonly group?: string;
}

const SHAPES: readonly ProxyShape[] = [
  { name: PROXIES.active, passive: false },
  { name: PROXIES.passive, passive: true },
  { name: PROXIES.activePsk, passive: false, tls: TLS.psk | TLS.none },
  { name: PROXIES.activeCertificate, passive: false, tls: TLS.certificate },
  { name: PROXIES.passivePsk, passive: true, tls: TLS.psk },
  { name: PROXIES.passiveCertificate, passive: true, tls: TLS.certificate },
];

const GROUPED: readonly ProxyShape[] = [
  { name: PROXIES.groupedOne, passive: false, group: PROXY_GROUPS.main },
  { name: PROXIES.groupedTwo, passive: true, group: PROXY_GROUPS.main, tls: TLS.psk },
];

/** Proxies active and passive, with every encryption; from 7.0 also in proxy groups. */
export async function makeProxies(filling: Filling): Promise<void> {
  if (since(filling, '7.0')) {
    await createOne(filling, 'proxygroup', {
      name: PROXY_GROUPS.main,
      failover_delay: '90s',
      min_online: '2',
      description: 'two proxies\r\nwith <a> "description"',
    });
    await createOne(filling, 'proxygroup', { name: PROXY_GROUPS.empty });
    await create(
      filling,
      'proxy',
      [...SHAPES, ...GROUPED].map((shape) => modernProxy(filling, shape)),
    );
  } else {
    await create(filling, 'proxy', SHAPES.map(classicProxy));
  }
}

/** The name, identity and key of every proxy of this version that uses PSK. */
export function proxiesWithPsk(filling: Filling): { proxy: string; identity: string; psk: string }[] {
  return [...SHAPES, ...(since(filling, '7.0') ? GROUPED : [])]
    .filter(({ tls = 0 }) => (tls & TLS.psk) !== 0)
    .map(({ name }) => ({ proxy: name, ...fakePsk(name) }));
}

function modernProxy(filling: Filling, shape: ProxyShape): Fields {
  const { name, passive, group } = shape;
  return {
    name,
    operating_mode: passive ? 1 : 0,
    description: `proxy ${name}\r\nsecond line <&> "ü"`,
    ...(passive ? { address: '127.0.0.1', port: '30051' } : { allowed_addresses: '127.0.0.1,localhost' }),
    ...(group === undefined
      ? { custom_timeouts: 0 }
      : {
          proxy_groupid: idOf(filling, 'proxygroup', group),
          local_address: '127.0.0.1',
          local_port: '30052',
        }),
    ...(name === PROXIES.passive ? customTimeouts() : {}),
    ...encryption(shape),
  };
}

function customTimeouts(): Fields {
  const kinds = ['zabbix_agent', 'simple_check', 'snmp_agent', 'external_check', 'db_monitor', 'http_agent'];
  const more = ['ssh_agent', 'telnet_agent', 'script', 'browser'];
  return {
    custom_timeouts: 1,
    ...Object.fromEntries([...kinds, ...more].map((kind, index) => [`timeout_${kind}`, `${index + 3}s`])),
  };
}

/** 5.0 and 6.0: a proxy is a host of status 5 (active) or 6 (passive, with an interface). */
function classicProxy(shape: ProxyShape): Fields {
  return {
    host: shape.name,
    status: shape.passive ? 6 : 5,
    description: `proxy ${shape.name}\r\nsecond line <&> "ü"`,
    ...(shape.passive
      ? { interface: { ip: '127.0.0.1', dns: 'localhost', useip: 1, port: '30051' } }
      : { proxy_address: '127.0.0.1,localhost' }),
    ...encryption(shape),
  };
}

function encryption({ name, passive, tls }: ProxyShape): Fields {
  if (tls === undefined) {
    return {};
  }
  const { identity, psk } = fakePsk(name);
  return {
    [passive ? 'tls_connect' : 'tls_accept']: tls,
    ...((tls & TLS.psk) === 0 ? {} : { tls_psk_identity: identity, tls_psk: psk }),
    ...((tls & TLS.certificate) === 0 ? {} : CERTIFICATE),
  };
}
