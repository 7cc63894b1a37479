import type { Zabbix } from '../../zabbix/connection.ts';
import { inParts } from '../../zabbix/parts.ts';
import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { hostsInExpression } from '../expression.ts';
import { isObject, type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';

/*
 * What a person has set on items and triggers that low-level discovery has made: whether they are enabled, and nothing
 * else, since X.update takes no other field of theirs (5.0 and 6.0: CUpdateDiscoveredValidator in CItemGeneral::checkInput
 * and CTriggerGeneral::validateUpdate; 7.0: CItem::getDiscoveredValidationRules).
 *
 * An object is one whose status is not that of its prototype, which is what discovery gives to what it makes and never
 * sets again. One that an override of the rule made so is an object too, though discovery makes it again like that: a
 * restore finds it as it is to be. One that the server disabled by itself (7.0), since discovery does not find it any
 * more, is none.
 *
 * There may be hundreds of thousands of these items: asked for are those that are disabled, and of the enabled ones
 * those on hosts with disabled prototypes whose names begin like these.
 */

/** What items and triggers are called in the API. */
interface Class {
  readonly kind: string;
  readonly singular: string;
  readonly api: string;
  /** Its prototypes' resource types too: whether a status was set by a person is told by that of the prototype. */
  readonly audited: readonly string[];
  /** Of it and of its prototype. */
  readonly idField: string;
  /** The kind that is found by name: what an object is named by. */
  readonly named: string;
  readonly discovery: { readonly select: string; readonly field: string; readonly parent: string };
  /** The field in which discovery puts the values of its macros. */
  readonly name: string;
  /** What the names of all begin with that are made of a prototype with this name. */
  beginning(nameOfPrototype: string): string;
  filter(keys: readonly string[]): JsonObject;
}

/** Named as in dashboards: by the technical name of the host and the key, `web01/vfs.fs.size[/,used]`. */
export const discoveredItems = kindOf({
  kind: 'discovereditems',
  singular: 'discovered item',
  api: 'item',
  audited: ['15', '36'],
  idField: 'itemid',
  named: 'items',
  discovery: { select: 'selectItemDiscovery', field: 'itemDiscovery', parent: 'parent_itemid' },
  name: 'key_',
  // A value that needs quotes puts them around its whole parameter: what comes before the parameters stays.
  beginning: (key) => key.slice(0, key.indexOf('[') + 1),
  filter: (keys) => {
    const parts = keys.map((key) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]);
    return { host: unique(parts.map(([host = '']) => host)), key_: unique(parts.map(([, key = '']) => key)) };
  },
});

/** Named as in services and actions: by name and expanded expressions, a line each. */
export const discoveredTriggers = kindOf({
  kind: 'discoveredtriggers',
  singular: 'discovered trigger',
  api: 'trigger',
  audited: ['13', '31'],
  idField: 'triggerid',
  named: 'triggers',
  discovery: { select: 'selectTriggerDiscovery', field: 'triggerDiscovery', parent: 'parent_triggerid' },
  name: 'description',
  beginning: (name) => name.split('{', 1)[0] ?? '',
  filter: (keys) => ({
    description: unique(keys.map((key) => key.split('\n')[0] ?? '')),
    host: unique(keys.flatMap((key) => hostsInExpression(key.split('\n').slice(1).join('\n')))),
  }),
});

const MADE_BY_DISCOVERY: JsonObject = { flags: '4' };
const ENABLED = '0';
const DISABLED = '1';
/** Of `disable_source`: the server disabled it, since discovery does not find it any more. */
const BY_SERVER = '1';
/** Hosts whose items or triggers are asked for in one call. */
const HOSTS_AT_ONCE = 500;

function kindOf(made: Class): Kind {
  const { idField } = made;
  return {
    name: made.kind,
    singular: made.singular,
    audited: made.audited,
    lookup: {
      api: made.api,
      idField,
      idsParameter: `${idField}s`,
      output: () => [],
      filter: (keys) => ({ ...MADE_BY_DISCOVERY, ...made.filter(keys) }),
      // It goes by the name that it has as an item or trigger like others.
      owner: { field: idField, kind: made.named },
      key: (row) => text(row[idField]),
    },
    travel: {
      by: 'object',
      // Nothing of it is made or goes: the status is set, and set back.
      methods: { create: 'update', update: 'update', delete: 'update' },
      addedTo: `discovery has not made this ${made.api} yet: run the restore again when it has`,
      parameters: (version) => ({
        ...statusAndOrigin(made, version),
        filter: { ...MADE_BY_DISCOVERY, status: DISABLED },
      }),
      completeRows: (rows, zabbix, signal) => setByHand(made, rows, zabbix, signal),
      fromApi: (row) => ({ [idField]: text(row[idField]), status: text(row.status) }),
      update: 'changed',
      createOnly: [idField],
      settle: ({ status }, _live, id, zabbix, update) =>
        status === DISABLED ? takeFromServer(made, id, zabbix, update) : Promise.resolve(),
      emptied: (id, zabbix) => asPrototype(made, id, zabbix),
    },
    references: [{ path: idField, to: made.named }],
    key: (content) => text(content[idField]),
    // Found by what its name is once hosts have the names that they are to have.
    alias: [(content) => text(content[idField])],
    aliasFirst: true,
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function statusAndOrigin({ idField, discovery }: Class, version: ZabbixVersion): JsonObject {
  const source = atLeast(version, '7.0') ? ['disable_source'] : [];
  return { output: [idField, 'status'], [discovery.select]: [discovery.parent, ...source] };
}

function prototypeOf({ discovery }: Class, row: JsonObject): string {
  const origin = row[discovery.field];
  return isObject(origin) ? text(origin[discovery.parent]) : '';
}

function isDisabledByServer({ discovery }: Class, row: JsonObject): boolean {
  const origin = row[discovery.field];
  return text(row.status) === DISABLED && isObject(origin) && text(origin.disable_source) === BY_SERVER;
}

/**
 * Of all that discovery made what has not the status of its prototype.
 * @param disabled what is disabled
 */
async function setByHand(
  made: Class,
  disabled: readonly JsonObject[],
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  signal: AbortSignal | undefined,
): Promise<JsonObject[]> {
  const prototypes = await zabbix.call<JsonObject[]>(
    `${made.api}prototype.get`,
    {
      output: [made.idField, made.name],
      selectHosts: ['hostid'],
      templated: false,
      filter: { status: DISABLED },
    },
    signal && { signal },
  );
  const ids = new Set(prototypes.map((prototype) => text(prototype[made.idField])));
  const byHand = disabled.filter((row) => !ids.has(prototypeOf(made, row)) && !isDisabledByServer(made, row));
  const enabled = await enabledBeside(made, prototypes, zabbix, signal);
  return [...byHand, ...enabled.filter((row) => ids.has(prototypeOf(made, row)))];
}

/**
 * What is enabled on the hosts of these prototypes and has names like theirs, once each: more than is made of them. Each
 * beginning of a name is asked for by itself, since `searchByAny` makes any of the filters enough as well (dbFilter).
 */
async function enabledBeside(
  made: Class,
  prototypes: readonly JsonObject[],
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  signal: AbortSignal | undefined,
): Promise<JsonObject[]> {
  const hostsByBeginning = new Map<string, Set<string>>();
  for (const prototype of prototypes) {
    const beginning = made.beginning(text(prototype[made.name]));
    const hosts = hostsByBeginning.get(beginning) ?? new Set();
    for (const { hostid } of objectsIn(prototype.hosts)) hosts.add(text(hostid));
    hostsByBeginning.set(beginning, hosts);
  }
  const found = new Map<string, JsonObject>();
  for (const [beginning, hosts] of hostsByBeginning) {
    const get = async (hostids: string[]): Promise<JsonObject[]> =>
      await zabbix.call<JsonObject[]>(
        `${made.api}.get`,
        {
          ...statusAndOrigin(made, zabbix.version),
          hostids,
          filter: { ...MADE_BY_DISCOVERY, status: ENABLED },
          search: { [made.name]: beginning },
          startSearch: true,
        },
        signal && { signal },
      );
    for await (const { result } of inParts([...hosts], HOSTS_AT_ONCE, get, signal && { signal })) {
      for (const row of result) found.set(text(row[made.idField]), row);
    }
  }
  return [...found.values()];
}

/**
 * What the server had disabled becomes a person's doing: only an update that changes the status says so (7.0:
 * CItem::updateForce, CTriggerGeneral::updateReal).
 */
async function takeFromServer(
  made: Class,
  id: string,
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  update: (fields: JsonObject) => Promise<void>,
): Promise<void> {
  if (!atLeast(zabbix.version, '7.0')) return;
  const [row] = await zabbix.call<JsonObject[]>(`${made.api}.get`, {
    ...statusAndOrigin(made, zabbix.version),
    [`${made.idField}s`]: [id],
  });
  if (row === undefined || !isDisabledByServer(made, row)) return;
  await update({ status: ENABLED });
  await update({ status: DISABLED });
}

/** Parameters of the X.update that leaves it as discovery makes it. */
async function asPrototype(made: Class, id: string, zabbix: Zabbix): Promise<JsonObject> {
  const [row = {}] = await zabbix.call<JsonObject[]>(`${made.api}.get`, {
    ...statusAndOrigin(made, zabbix.version),
    [`${made.idField}s`]: [id],
  });
  const [prototype] = await zabbix.call<JsonObject[]>(`${made.api}prototype.get`, {
    output: ['status'],
    [`${made.idField}s`]: [prototypeOf(made, row)],
  });
  return { status: prototype === undefined ? ENABLED : text(prototype.status) };
}
