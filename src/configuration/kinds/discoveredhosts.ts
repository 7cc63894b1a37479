import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { MACRO_TYPE, numberFor } from '../export-constants.ts';
import { isObject, type JsonObject, type JsonValue, objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';

/**
 * What a person has set on hosts that low-level discovery has made. The server makes these hosts again, without that.
 * Zabbix lets nobody change more of them: status, description and inventory, from 7.0 on templates, tags and macros too
 * (CHost::validateUpdate, checkDiscoveredFields). A host on which nothing was set is no object of this kind.
 */
export const discoveredHosts: Kind = {
  name: 'discoveredhosts',
  singular: 'discovered host',
  audited: ['4'],
  lookup: {
    api: 'host',
    idField: 'hostid',
    idsParameter: 'hostids',
    output: () => ['host'],
    filter: (names) => ({ ...MADE_BY_DISCOVERY, host: [...names] }),
    key: (row) => text(row.host),
  },
  travel: {
    by: 'object',
    // Nothing of it is made or goes: it is set on a host, and taken away again.
    methods: { create: 'update', update: 'update', delete: 'update' },
    addedTo: 'discovery has not made this host yet: run the restore again when it has',
    parameters: (version) => ({
      output: ['hostid', 'host', 'status', 'description', 'inventory_mode'],
      filter: MADE_BY_DISCOVERY,
      selectHostDiscovery: 'extend',
      selectInventory: 'extend',
      ...(hasMore(version) && {
        selectParentTemplates: ['templateid', 'link_type'],
        selectMacros: 'extend',
        selectTags: ['tag', 'value', 'automatic'],
      }),
    }),
    completeRows: (rows, zabbix, signal) => setByHand(rows, zabbix, signal),
    fromApi,
    update: 'changed',
    createOnly: ['host'],
    completeUpdate: (fields, id, zabbix) => besideWhatIsThere(fields, id, zabbix),
    emptied,
  },
  holdsMacros: true,
  references: [{ path: 'templates[].templateid', to: 'templates', since: '7.0' }],
  key: (content) => text(content.host),
};

const MADE_BY_DISCOVERY: JsonObject = { flags: '4' };
const MANUAL_INVENTORY = '0';
const BY_HAND = '0';
/** Of `disable_source`: the server disabled the host, since discovery does not find it any more. */
const BY_SERVER = '1';
const ENABLED = '0';

function hasMore(version: ZabbixVersion): boolean {
  return atLeast(version, '7.0');
}

function byHand(list: JsonValue | undefined, field: string): JsonObject[] {
  return objectsIn(list).filter((element) => text(element[field]) === BY_HAND);
}

/** Field that only this file knows: the status that the prototype gives to its hosts. */
const STATUS_OF_PROTOTYPE = 'status of the prototype';

/** The hosts on which anything is not as discovery makes it. */
async function setByHand(
  rows: readonly JsonObject[],
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  signal: AbortSignal | undefined,
): Promise<JsonObject[]> {
  const statuses = await statusesOfPrototypes(rows, zabbix, signal);
  return rows
    .map((row) => ({ ...row, [STATUS_OF_PROTOTYPE]: statuses.get(prototypeOf(row)) ?? ENABLED }))
    .filter((row) => {
      const { host: _host, status, ...more } = fromApi(row, zabbix.version);
      return status !== row[STATUS_OF_PROTOTYPE] || Object.values(more).some(isFilled);
    });
}

function isFilled(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : value !== '';
}

function prototypeOf({ hostDiscovery }: JsonObject): string {
  return isObject(hostDiscovery) ? text(hostDiscovery.parent_hostid) : '';
}

async function statusesOfPrototypes(
  rows: readonly JsonObject[],
  zabbix: Pick<Zabbix, 'call'>,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const prototypes = await zabbix.call<JsonObject[]>(
    'hostprototype.get',
    { output: ['status'], hostids: [...new Set(rows.map(prototypeOf))] },
    signal && { signal },
  );
  return new Map(prototypes.map(({ hostid, status }) => [text(hostid), text(status)]));
}

function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const { hostDiscovery, inventory } = row;
  const disabledByServer = isObject(hostDiscovery) && text(hostDiscovery.disable_source) === BY_SERVER;
  const isManual = text(row.inventory_mode) === MANUAL_INVENTORY && isObject(inventory);
  return {
    host: text(row.host),
    status: disabledByServer ? text(row[STATUS_OF_PROTOTYPE]) : text(row.status),
    description: text(row.description),
    // What items fill in comes back with them.
    inventory: isManual ? inventoryFrom(inventory) : {},
    ...(hasMore(version) && {
      templates: byHand(row.parentTemplates, 'link_type').map(({ templateid = '' }) => ({ templateid })),
      tags: byHand(row.tags, 'automatic').map(({ tag = '', value = '' }) => ({ tag, value })),
      macros: byHand(row.macros, 'automatic').map(macroFromApi),
    }),
  };
}

function inventoryFrom(row: JsonObject): JsonObject {
  const fields = Object.entries(row).filter(
    ([field, value]) => field !== 'hostid' && field !== 'inventory_mode' && text(value) !== '',
  );
  return Object.fromEntries(fields);
}

function macroFromApi({ macro = '', type, value, description = '' }: JsonObject): JsonObject {
  const [word = text(type)] = Object.entries(MACRO_TYPE).find(([, number]) => number === text(type)) ?? [];
  return { macro, type: word, description, ...(value !== undefined && { value }) };
}

/** Inventory fields are merged, and macros that are not named go: so what is there is named too. */
async function besideWhatIsThere(fields: JsonObject, id: string, zabbix: Zabbix): Promise<JsonObject> {
  const [live = {}] = await zabbix.call<JsonObject[]>('host.get', {
    hostids: [id],
    output: ['inventory_mode'],
    selectInventory: 'extend',
    ...(hasMore(zabbix.version) && { selectMacros: ['hostmacroid', 'macro', 'automatic'] }),
  });
  const complete = { ...fields };
  delete complete.inventory;
  if (isObject(fields.inventory) && text(live.inventory_mode) === MANUAL_INVENTORY) {
    complete.inventory = { ...blank(live.inventory), ...fields.inventory };
  }
  if (fields.macros !== undefined) complete.macros = macrosToApi(objectsIn(fields.macros), live);
  return complete;
}

function blank(inventory: JsonValue | undefined): JsonObject {
  const present = isObject(inventory) ? Object.keys(inventoryFrom(inventory)) : [];
  return Object.fromEntries(present.map((field) => [field, '']));
}

function macrosToApi(macros: readonly JsonObject[], live: JsonObject): JsonObject[] {
  const present = objectsIn(live.macros);
  const named = new Set(macros.map(({ macro }) => text(macro)));
  const discovered = present.filter(
    ({ macro, automatic }) => text(automatic) !== BY_HAND && !named.has(text(macro)),
  );
  return [
    ...discovered.map(({ hostmacroid = '' }) => ({ hostmacroid })),
    ...macros.map((macro) => {
      const own = present.find((other) => text(other.macro) === text(macro.macro));
      const type = numberFor(MACRO_TYPE, macro.type, MACRO_TYPE.TEXT);
      return {
        macro: text(macro.macro),
        type,
        description: text(macro.description),
        // One that discovery set becomes a person's.
        ...(own && { hostmacroid: text(own.hostmacroid), automatic: BY_HAND }),
        ...(macro.value === undefined && own ? {} : { value: text(macro.value) }),
      };
    }),
  ];
}

/** Parameters of the host.update that leaves a host as discovery makes it. */
async function emptied(id: string, zabbix: Zabbix): Promise<JsonObject> {
  const rows = await zabbix.call<JsonObject[]>('host.get', {
    hostids: [id],
    output: ['hostid'],
    selectHostDiscovery: 'extend',
  });
  const statuses = await statusesOfPrototypes(rows, zabbix);
  const nothing = hasMore(zabbix.version) ? { templates: [], tags: [], macros: [] } : {};
  const [row = {}] = rows;
  const status = statuses.get(prototypeOf(row)) ?? ENABLED;
  return await besideWhatIsThere({ status, description: '', inventory: {}, ...nothing }, id, zabbix);
}
