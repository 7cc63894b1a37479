import { atLeast } from '../../zabbix/version.ts';
import { encryptionOfExport, PRE_SHARED_KEY_SECRET } from '../encryption.ts';
import { EXACT_ITEMS } from '../exact/items.ts';
import { exactMacros, hostTexts } from '../exact/own.ts';
import { EXACT_PARTS } from '../exact/parts.ts';
import { EXACT_TRIGGERS } from '../exact/triggers.ts';
import {
  INVENTORY_MODE,
  IPMI_AUTHENTICATION,
  IPMI_PRIVILEGE,
  MONITORED_BY,
  numberFor,
  STATUS,
} from '../export-constants.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import type { Kind, OwnFieldsContext, WriteOwn } from '../kind.ts';
import { AUDITED_INSIDE, lookInside } from './look-inside.ts';
import { lookupBy } from './lookup.ts';
import { idsOf, macros, tags } from './own-fields.ts';
import { referencesInside } from './template-and-host-references.ts';
import { insideRules } from './templates.ts';

/** Interfaces and links are written by themselves. */
const OWN_FIELDS: Readonly<Record<string, WriteOwn>> = {
  // Without the visible name X.update makes that one follow the technical name.
  host: (element) => ({ host: text(element.host), name: text(element.name ?? element.host) }),
  name: (element) => ({ name: text(element.name ?? element.host) }),
  description: (element) => ({ description: text(element.description) }),
  status: (element) => ({ status: numberFor(STATUS, element.status, STATUS.ENABLED) }),
  ipmi_authtype: (element) => ({
    ipmi_authtype: numberFor(IPMI_AUTHENTICATION, element.ipmi_authtype, IPMI_AUTHENTICATION.DEFAULT),
  }),
  ipmi_privilege: (element) => ({
    ipmi_privilege: numberFor(IPMI_PRIVILEGE, element.ipmi_privilege, IPMI_PRIVILEGE.USER),
  }),
  ipmi_username: (element) => ({ ipmi_username: text(element.ipmi_username) }),
  ipmi_password: (element) => ({ ipmi_password: text(element.ipmi_password) }),
  groups: (element, { idOf }) => ({
    groups: idsOf(element.groups, 'groupid', (name) => idOf('hostgroups', name)),
  }),
  tags,
  macros,
  inventory,
  inventory_mode: inventory,
  proxy: monitoredBy,
  proxy_group: monitoredBy,
  monitored_by: monitoredBy,
  tls_connect: encryptionOfExport,
  tls_accept: encryptionOfExport,
  tls_issuer: encryptionOfExport,
  tls_subject: encryptionOfExport,
  tls_psk_identity: encryptionOfExport,
  tls_psk: encryptionOfExport,
};

/** Hosts made by a person. Those that discovery made (flags 4) are made again by the server. */
export const hosts: Kind = {
  name: 'hosts',
  singular: 'host',
  audited: ['4'],
  auditedInside: AUDITED_INSIDE,
  lookup: lookupBy('host', 'host', 'hostid'),
  travel: {
    by: 'document',
    element: () => 'hosts',
    exportOption: () => 'hosts',
    partSize: 200,
    look: (version) => ({
      output: [
        ...['host', 'name', 'description', 'status', 'inventory_mode', 'tls_connect', 'tls_accept'],
        ...['ipmi_authtype', 'ipmi_privilege', 'ipmi_username', 'ipmi_password'],
        ...(atLeast(version, '7.0') ? ['monitored_by', 'proxyid', 'proxy_groupid'] : ['proxy_hostid']),
      ],
      selectInterfaces: ['type', 'main', 'useip', 'ip', 'dns', 'port', 'details'],
      ...(atLeast(version, '6.2') ? { selectHostGroups: ['groupid'] } : { selectGroups: ['groupid'] }),
      ...lookInside(version),
    }),
    credentials: { ipmi_password: 'ipmi_password' },
    // 5.0 exports encryption, keys included (C50XmlValidator); later versions have no place for it in a document.
    supplement: (version) =>
      atLeast(version, '5.4') ? ['tls_connect', 'tls_accept', 'tls_issuer', 'tls_subject'] : [],
    exact: [hostTexts, exactMacros, ...EXACT_ITEMS, ...EXACT_TRIGGERS, ...EXACT_PARTS],
    ownFields: OWN_FIELDS,
    where: { filter: { flags: 0 } },
    rules: (version) => ({ hosts: { createMissing: true, updateExisting: false }, ...insideRules(version) }),
  },
  references: [
    { path: 'groups[].name', to: 'hostgroups' },
    { path: 'proxy.name', to: 'proxies' },
    { path: 'proxy_group.name', to: 'proxygroups', since: '7.0' },
    ...referencesInside('hosts'),
  ],
  holdsMacros: true,
  secrets: [
    {
      ...PRE_SHARED_KEY_SECRET,
      in: 'supplement',
      stored: () =>
        'select host as key, tls_psk_identity, tls_psk from hosts where status in (0, 1) and flags = 0',
    },
  ],
  key: (content) => text(content.host),
  asleep: { status: 'DISABLED' },
  discovered: true,
  alias: [(content) => text(content.name ?? content.host)],
};

/** host.update merges inventory: a field that is to be empty must be sent empty. */
function inventory(element: JsonObject, { live }: OwnFieldsContext): JsonObject {
  const mode = numberFor(INVENTORY_MODE, element.inventory_mode, INVENTORY_MODE.MANUAL);
  if (mode === INVENTORY_MODE.DISABLED) return { inventory_mode: mode };
  const former = isObject(live?.inventory) ? live.inventory : {};
  const blank = Object.fromEntries(Object.keys(former).map((field) => [field, '']));
  const wanted = isObject(element.inventory) ? element.inventory : {};
  const fields = { ...blank, ...wanted };
  return { inventory_mode: mode, ...(Object.keys(fields).length > 0 ? { inventory: fields } : {}) };
}

function monitoredBy(element: JsonObject, { idOf, version }: OwnFieldsContext): JsonObject {
  const proxy = isObject(element.proxy) ? idOf('proxies', text(element.proxy.name)) : '0';
  if (!atLeast(version, '7.0')) return { proxy_hostid: proxy };
  const mode = numberFor(MONITORED_BY, element.monitored_by, MONITORED_BY.SERVER);
  if (mode === MONITORED_BY.PROXY) return { monitored_by: mode, proxyid: proxy };
  if (mode === MONITORED_BY.PROXY_GROUP && isObject(element.proxy_group)) {
    return { monitored_by: mode, proxy_groupid: idOf('proxygroups', text(element.proxy_group.name)) };
  }
  return { monitored_by: mode };
}
