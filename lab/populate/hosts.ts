import { create, type Fields, type Filling, idOf, rememberItems, since } from './filling.ts';
import { makeOwnValueMaps } from './groups.ts';
import { INTERFACES, type InterfaceShape, interfaceFields } from './interfaces.ts';
import { HOSTS, PROXIES, PROXY_GROUPS, TEMPLATES } from './names.ts';
import { TLS } from './proxies.ts';
import { fakePsk } from './secrets.ts';
import { hostGroups, macros } from './templates.ts';

/** Hosts that use PSK. */
export const PSK_HOSTS: readonly string[] = [HOSTS.encryptedPsk, HOSTS.encryptedBoth];

interface HostShape {
  readonly interfaces?: readonly InterfaceShape[];
  readonly templates?: readonly string[];
  readonly fields?: Fields;
}

const CERTIFICATE = { tls_issuer: 'CN=Lab CA "ü"', tls_subject: 'CN=host <1>' };

/** The hosts of the sample, with interfaces, links, macros, inventory, encryption and proxies. */
export async function makeHosts(filling: Filling): Promise<void> {
  const shapes = hostShapes(filling);
  const ids = await create(
    filling,
    'host',
    Object.entries(shapes).map(([name, shape]) => host(filling, name, shape)),
  );
  await makeOwnValueMaps(filling, [idOf(filling, 'host', HOSTS.main)]);
  await rememberInterfaces(filling, shapes);
  await rememberItems(filling, ids);
}

function host(filling: Filling, name: string, shape: HostShape): Fields {
  return {
    host: name,
    groups: hostGroups(filling, 'servers'),
    interfaces: (shape.interfaces ?? []).map(interfaceFields),
    templates: (shape.templates ?? []).map((template) => ({
      templateid: idOf(filling, 'template', template),
    })),
    ...shape.fields,
  };
}

async function rememberInterfaces(filling: Filling, shapes: Record<string, HostShape>): Promise<void> {
  for (const [name, { interfaces = [] }] of Object.entries(shapes)) {
    const hostid = idOf(filling, 'host', name);
    const found = await filling.api.call<Record<string, string>[]>('hostinterface.get', {
      output: ['interfaceid', 'type', 'port'],
      hostids: [hostid],
    });
    for (const { label, type, port } of interfaces) {
      const one = found.find((candidate) => candidate.type === String(type) && candidate.port === port);
      filling.ids.set(`hostinterface:${hostid}/${label}`, one?.interfaceid ?? '0');
    }
  }
}

function hostShapes(filling: Filling): Record<string, HostShape> {
  const agent = [INTERFACES.agentMain];
  const shapes: Record<string, HostShape> = {
    [HOSTS.main]: {
      interfaces: Object.values(INTERFACES),
      templates: [TEMPLATES.top, TEMPLATES.everyItem, TEMPLATES.pairA, TEMPLATES.pairB, TEMPLATES.discovery],
      fields: mainFields(filling),
    },
    [HOSTS.second]: {
      interfaces: agent,
      templates: [TEMPLATES.top, TEMPLATES.web],
      fields: { macros: macros(filling, HOSTS.second), name: 'Lab second / “zwei”' },
    },
    [HOSTS.discovering]: { interfaces: agent, fields: { name: 'Lab discovering <&> "ü"' } },
    [HOSTS.encryptedPsk]: {
      interfaces: agent,
      fields: { tls_connect: TLS.psk, tls_accept: TLS.psk, ...psk(HOSTS.encryptedPsk) },
    },
    [HOSTS.encryptedCertificate]: {
      interfaces: agent,
      fields: { tls_connect: TLS.certificate, tls_accept: TLS.certificate, ...CERTIFICATE },
    },
    [HOSTS.encryptedBoth]: {
      interfaces: agent,
      fields: {
        tls_connect: TLS.certificate,
        tls_accept: TLS.none | TLS.psk | TLS.certificate,
        ...CERTIFICATE,
        ...psk(HOSTS.encryptedBoth),
      },
    },
    [HOSTS.behindActive]: {
      interfaces: agent,
      templates: [TEMPLATES.left],
      fields: behind(filling, PROXIES.active),
    },
    [HOSTS.behindPassive]: { interfaces: agent, fields: behind(filling, PROXIES.passivePsk) },
    [HOSTS.disabled]: { interfaces: agent, templates: [TEMPLATES.base], fields: { status: 1 } },
    [HOSTS.inventoryAutomatic]: {
      interfaces: agent,
      fields: { inventory_mode: 1, inventory: { alias: 'by hand, though automatic', location: 'Zürich' } },
    },
    [HOSTS.inventoryDisabled]: { interfaces: agent, fields: { inventory_mode: -1 } },
    // 5.0 refuses a host without an interface.
    [HOSTS.bare]: {
      interfaces: since(filling, '6.0') ? [] : agent,
      templates: [TEMPLATES.bare],
      fields: { groups: hostGroups(filling, 'emoji') },
    },
    [HOSTS.snmp]: {
      interfaces: [{ ...INTERFACES.snmpV3, main: 1 }],
      fields: { groups: hostGroups(filling, 'xml', 'root') },
    },
  };
  if (since(filling, '7.0')) {
    shapes[HOSTS.behindGroup] = {
      interfaces: agent,
      fields: { monitored_by: 2, proxy_groupid: idOf(filling, 'proxygroup', PROXY_GROUPS.main) },
    };
  }
  return shapes;
}

function psk(name: string): Fields {
  const { identity, psk: key } = fakePsk(name);
  return { tls_psk_identity: identity, tls_psk: key };
}

function behind(filling: Filling, proxy: string): Fields {
  const id = idOf(filling, 'proxy', proxy);
  return since(filling, '7.0') ? { monitored_by: 1, proxyid: id } : { proxy_hostid: id };
}

function mainFields(filling: Filling): Fields {
  return {
    name: 'Lab main — "Zürich" <&> \'x\' 日本語 🐘',
    groups: hostGroups(filling, 'servers', 'zurich', 'xml', 'emoji'),
    description: 'windows line\r\nwindows line\nunix line <&> "ü"\n',
    macros: [...macros(filling, HOSTS.main), { macro: '{$LAB.LEVEL}', value: 'host' }],
    tags: [
      { tag: 'site', value: 'Zürich & "Genève"' },
      { tag: 'site', value: '<b>' },
      { tag: 'bare', value: '' },
    ],
    ipmi_authtype: 2,
    ipmi_privilege: 4,
    ipmi_username: 'ipmi-user',
    ipmi_password: 'fake-ipmi-pass',
    inventory_mode: 0,
    inventory: inventory(),
  };
}

function inventory(): Fields {
  return {
    type: 'Server',
    type_full: 'Server, full <type>',
    name: 'lab-main',
    alias: 'Main & "alias"',
    os: 'Debian ü',
    serialno_a: 'SN-0001',
    tag: 'lab',
    asset_tag: 'A/1',
    macaddress_a: '00:00:5e:00:53:01',
    hardware: 'line 1\r\nline 2',
    software: "it's",
    contact: 'Olga <olga@example.invalid>',
    location: 'Zürich',
    location_lat: '47.3769',
    location_lon: '8.5417',
    notes: 'first\nsecond\r\nthird <&>',
    url_a: 'http://127.0.0.1/?a=1&b=2',
    host_networks: '127.0.0.0/8',
    site_city: 'Zürich',
    poc_1_name: 'Müller "the first"',
    poc_1_email: 'mueller@example.invalid',
    poc_2_notes: '日本語 🐘',
  };
}
