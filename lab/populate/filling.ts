import type { LabApi } from '../api.ts';
import { LAB_VERSIONS, type LabVersion } from '../zabbix.ts';

/** Fields of one API object, as sent. */
export type Fields = Record<string, unknown>;

/** A server while it is being filled: its API, and the ids of all that was made on it, by kind and name. */
export interface Filling {
  readonly api: LabApi;
  readonly version: LabVersion;
  readonly ids: Map<string, string>;
}

export function fillingOf(api: LabApi): Filling {
  return { api, version: api.version, ids: new Map() };
}

/** Whether the server is of this version or newer. */
export function since(filling: Filling, version: LabVersion): boolean {
  return LAB_VERSIONS.indexOf(filling.version) >= LAB_VERSIONS.indexOf(version);
}

/** The fields where the server is of this version or newer, else none: to be spread into an object. */
export function from(filling: Filling, version: LabVersion, fields: Fields): Fields {
  return since(filling, version) ? fields : {};
}

/** The fields where the server is older than this version, else none. */
export function before(filling: Filling, version: LabVersion, fields: Fields): Fields {
  return since(filling, version) ? {} : fields;
}

/** Where the name of a kind stands that is not in key_, host or name. */
const NAME_FIELDS: Record<string, readonly string[]> = {
  trigger: ['description'],
  triggerprototype: ['description'],
  user: ['username', 'alias'],
  userdirectory: ['name'],
};

function nameOf(kind: string, object: Fields): string {
  const host = object.hostid === undefined ? '' : `${String(object.hostid)}/`;
  const name = NAME_FIELDS[kind]?.map((field) => object[field]).find((value) => value !== undefined);
  return host + String(name ?? object.key_ ?? object.host ?? object.name);
}

/**
 * Creates objects of one kind in one call and remembers their ids.
 * Items, prototypes and rules are remembered as `<hostid>/<key>`, triggers by description, the rest by name.
 * @returns the ids, in the order of the objects
 */
export async function create(filling: Filling, kind: string, objects: readonly Fields[]): Promise<string[]> {
  if (objects.length === 0) {
    return [];
  }
  const answer = await filling.api.call<Record<string, unknown>>(`${kind}.create`, objects);
  const ids = Object.values(answer).find(Array.isArray) as (string | number)[] | undefined;
  if (ids?.length !== objects.length) {
    throw new Error(`${kind}.create answered without an id for every object: ${JSON.stringify(answer)}`);
  }
  objects.forEach((object, index) => {
    filling.ids.set(`${kind}:${nameOf(kind, object)}`, String(ids[index]));
  });
  return ids.map(String);
}

/** Creates one object; see {@link create}. */
export async function createOne(filling: Filling, kind: string, object: Fields): Promise<string> {
  const [id] = await create(filling, kind, [object]);
  return id as string;
}

/** The id of something made or remembered earlier; throws where there is none. */
export function idOf(filling: Filling, kind: string, name: string): string {
  const id = filling.ids.get(`${kind}:${name}`);
  if (id === undefined) {
    throw new Error(`populate: no ${kind} "${name}" was made on this server`);
  }
  return id;
}

/** The id of an item that stands on this host or template. */
export function itemOf(filling: Filling, hostid: string, key: string): string {
  return idOf(filling, 'item', `${hostid}/${key}`);
}

/** Remembers the items of hosts or templates as they are now, the inherited ones too. */
export async function rememberItems(filling: Filling, hostids: readonly string[]): Promise<void> {
  const items = await filling.api.call<{ itemid: string; hostid: string; key_: string }[]>('item.get', {
    output: ['itemid', 'hostid', 'key_'],
    hostids,
    webitems: true,
  });
  for (const { itemid, hostid, key_ } of items) {
    filling.ids.set(`item:${hostid}/${key_}`, itemid);
  }
}

/** Remembers, by name, objects that a fresh server brings along (roles, stock templates and the like). */
export async function remember(
  filling: Filling,
  kind: string,
  idField: string,
  nameField: string,
): Promise<void> {
  const found = await filling.api.call<Record<string, string>[]>(`${kind}.get`, {
    output: [idField, nameField],
  });
  for (const object of found) {
    filling.ids.set(`${kind}:${object[nameField]}`, object[idField] as string);
  }
}

/**
 * A function call in a trigger expression or calculated item, in the version's own notation:
 * 5.0 `{host:key.avg(5m)}`, from 6.0 `avg(/host/key,5m)`.
 * @see https://www.zabbix.com/documentation/5.4/en/manual/installation/upgrade_notes_540 (expression syntax)
 */
export function of(
  filling: Filling,
  call: string,
  host: string,
  key: string,
  ...parameters: string[]
): string {
  return since(filling, '6.0')
    ? `${call}(${[`/${host}/${key}`, ...parameters].join(',')})`
    : `{${host}:${key}.${call}(${parameters.join(',')})}`;
}
