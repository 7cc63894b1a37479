import type { Zabbix } from '../../zabbix/connection.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import { closedKey, PRE_SHARED_KEY_SECRET, usesPreSharedKey } from '../encryption.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { without } from './without.ts';

const PASSIVE_6 = '6';

export const proxies: Kind = {
  name: 'proxies',
  singular: 'proxy',
  audited: ['26'],
  lookup: {
    api: 'proxy',
    idField: 'proxyid',
    idsParameter: 'proxyids',
    output: (version) => [atLeast(version, '7.0') ? 'name' : 'host'],
    filter: (names, version) => ({ [atLeast(version, '7.0') ? 'name' : 'host']: [...names] }),
    key: (row) => text(row.name ?? row.host),
  },
  travel: {
    by: 'object',
    parameters: (version) => ({
      output: 'extend',
      ...(atLeast(version, '7.0') ? {} : { selectInterface: 'extend' }),
    }),
    fromApi,
    update: 'changed',
    completeUpdate: withInterfaceId,
    lacking,
    closed: (content) => {
      const fields = closedKey(content);
      return fields && { fields, needs: 'its pre-shared key (a random one was set)' };
    },
  },
  references: [{ path: 'proxy_groupid', to: 'proxygroups', none: '0', since: '7.0' }],
  secrets: [
    {
      ...PRE_SHARED_KEY_SECRET,
      stored: (version) =>
        atLeast(version, '7.0')
          ? 'select name as key, tls_psk_identity, tls_psk from proxy'
          : 'select host as key, tls_psk_identity, tls_psk from hosts where status in (5, 6)',
    },
  ],
  key: (content) => text(content.name ?? content.host),
};

/** Of the rows that proxies share with hosts (up to 6.4), the fields that belong to a proxy. */
const FIELDS_6 = [
  'host',
  'status',
  'description',
  'proxy_address',
  'tls_connect',
  'tls_accept',
  'tls_issuer',
  'tls_subject',
  'tls_psk_identity',
  'tls_psk',
];
const INTERFACE_FIELDS_6 = ['dns', 'ip', 'port', 'useip'];
const RUN_TIME_7 = ['proxyid', 'compatibility', 'lastaccess', 'state', 'version'];

function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  if (atLeast(version, '7.0')) return proxy7(row);
  const proxy = pick(row, FIELDS_6);
  if (text(row.status) === PASSIVE_6) {
    if (isObject(row.interface)) proxy.interface = pick(row.interface, INTERFACE_FIELDS_6);
    delete proxy.proxy_address;
  }
  if (!usesPreSharedKey(proxy)) {
    delete proxy.tls_psk_identity;
    delete proxy.tls_psk;
  }
  return proxy;
}

/** The Python tool did not ask for the interfaces of passive proxies, and no passive proxy comes to be without one. */
function lacking(
  content: JsonObject,
  live: JsonObject | undefined,
  version: ZabbixVersion,
): string | undefined {
  const needsOne = !atLeast(version, '7.0') && text(content.status) === PASSIVE_6;
  if (!needsOne || isObject(content.interface) || text(live?.status) === PASSIVE_6) return undefined;
  return 'it is a passive proxy, whose interface the backup does not record';
}

/** Up to 5.2 a passive proxy's interface is updated by its id: without one a second interface would be made. */
async function withInterfaceId(fields: JsonObject, id: string, zabbix: Zabbix): Promise<JsonObject> {
  if (!isObject(fields.interface) || atLeast(zabbix.version, '5.4')) return fields;
  const [row] = await zabbix.call<JsonObject[]>('proxy.get', {
    proxyids: [id],
    output: ['proxyid'],
    selectInterface: ['interfaceid'],
  });
  const present = isObject(row?.interface) ? row.interface.interfaceid : undefined;
  return present === undefined
    ? fields
    : { ...fields, interface: { ...fields.interface, interfaceid: present } };
}

function proxy7(row: JsonObject): JsonObject {
  const proxy = without(row, ...RUN_TIME_7);
  const active = text(row.operating_mode) === '0';
  // The API takes addresses only where the operating mode uses them, time-outs only where they are the proxy's own.
  if (active) delete proxy.address;
  if (active) delete proxy.port;
  else delete proxy.allowed_addresses;
  if (text(row.proxy_groupid) === '0') {
    delete proxy.local_address;
    delete proxy.local_port;
  }
  if (text(row.custom_timeouts) === '0') {
    for (const field of Object.keys(proxy)) if (field.startsWith('timeout_')) delete proxy[field];
  }
  return proxy;
}

function pick(row: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    fields.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]),
  ) as JsonObject;
}
