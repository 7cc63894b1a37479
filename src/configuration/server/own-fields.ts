import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { encryptionOfExport } from '../encryption.ts';
import {
  INVENTORY_MODE,
  IPMI_AUTHENTICATION,
  IPMI_PRIVILEGE,
  MACRO_TYPE,
  MONITORED_BY,
  numberFor,
  STATUS,
} from '../export-constants.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';

/** The id of an object that is known to be on the server. Throws where it is not. */
export type IdOf = (kind: string, key: string) => string;

/** What is needed to turn a template's or host's own fields into parameters of X.create and X.update. */
export interface OwnFieldsContext {
  readonly version: ZabbixVersion;
  readonly idOf: IdOf;
  /** Ids of the macros that the object has already, by macro. */
  readonly macroIds: ReadonlyMap<string, string>;
  /** The object as it is now; absent where it is created. */
  readonly live?: JsonObject;
}

type Write = (element: JsonObject, context: OwnFieldsContext) => JsonObject;

/** By field of the export: the fields of X.update that carry it. Interfaces and links are written by themselves. */
const HOST_FIELDS: Readonly<Record<string, Write>> = {
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

const TEMPLATE_FIELDS: Readonly<Record<string, Write>> = {
  uuid: (element) => ({ uuid: text(element.uuid) }),
  template: (element) => ({ host: text(element.template), name: text(element.name ?? element.template) }),
  name: (element) => ({ name: text(element.name ?? element.template) }),
  description: (element) => ({ description: text(element.description) }),
  vendor: (element) => ({
    vendor_name: text(isObject(element.vendor) ? element.vendor.name : ''),
    vendor_version: text(isObject(element.vendor) ? element.vendor.version : ''),
  }),
  groups: (element, { idOf, version }) => ({
    groups: idsOf(element.groups, 'groupid', (name) =>
      idOf(atLeast(version, '6.2') ? 'templategroups' : 'hostgroups', name),
    ),
  }),
  tags,
  macros,
};

/** Fields of an export element that are not inside it: what X.update writes. */
export function isOwnField(kind: string, field: string): boolean {
  return Object.hasOwn(kind === 'hosts' ? HOST_FIELDS : TEMPLATE_FIELDS, field);
}

/**
 * Parameters of X.create or X.update for these fields of an export element.
 * @throws Error where the element names what the server does not have, or holds a word that is not known.
 */
export function ownFields(
  object: ConfigurationObject,
  fields: Iterable<string>,
  context: OwnFieldsContext,
): JsonObject {
  const table = object.kind === 'hosts' ? HOST_FIELDS : TEMPLATE_FIELDS;
  const result: JsonObject = {};
  for (const field of fields) {
    const write = Object.hasOwn(table, field) ? table[field] : undefined;
    if (write) Object.assign(result, write(object.content, context));
  }
  return result;
}

/** Every own field, for X.create. */
export function allOwnFields(object: ConfigurationObject, context: OwnFieldsContext): JsonObject {
  const present = Object.keys(object.content);
  return ownFields(object, present, context);
}

export function idsOf(
  list: JsonValue | undefined,
  idField: string,
  idOf: (name: string) => string,
): JsonObject[] {
  return objectsIn(list).map((entry) => ({ [idField]: idOf(text(entry.name)) }));
}

function tags(element: JsonObject): JsonObject {
  return {
    tags: objectsIn(element.tags).map((entry) => ({ tag: text(entry.tag), value: text(entry.value) })),
  };
}

/**
 * Macros with their ids, so that a secret one may go without its value and keeps the one it has. A new one gets what
 * the backup holds: nothing, where it is secret.
 */
function macros(element: JsonObject, { macroIds }: OwnFieldsContext): JsonObject {
  return {
    macros: objectsIn(element.macros).map((entry) => {
      const macro = text(entry.macro);
      const id = macroIds.get(macro);
      const type = numberFor(MACRO_TYPE, entry.type, MACRO_TYPE.TEXT);
      const keepsValue = id !== undefined && type === MACRO_TYPE.SECRET_TEXT && entry.value === undefined;
      return {
        ...(id === undefined ? {} : { hostmacroid: id }),
        macro,
        type,
        description: text(entry.description),
        ...(keepsValue ? {} : { value: text(entry.value) }),
      };
    }),
  };
}

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
