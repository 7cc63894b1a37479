import type { ZabbixVersion } from '../zabbix/version.ts';
import { sortSets } from './canonical.ts';
import type { ConfigurationObject } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { text, withSortedFields } from './json.ts';
import type { Kind, ObjectKind } from './kind.ts';
import { referencesOf } from './kinds/all-kinds.ts';
import { unsortedLists } from './lists.ts';
import { type ReferencePlace, referencePlaces } from './references.ts';

/** The key of an object of another kind by its id; undefined where nobody knows it. */
export type KeyOf = (kind: string, id: string) => string | undefined;

/** An object of X.get without its id, references still by id. */
export interface Row {
  readonly id: string;
  readonly content: JsonObject;
}

/** Rows of X.get as they are to be kept, still with ids where they point to other objects. */
export function contentOfRows(kind: ObjectKind, rows: readonly JsonObject[], version: ZabbixVersion): Row[] {
  return rows.map((row) => ({
    id: idOfRow(kind, row),
    content: kind.travel.fromApi(structuredClone(row), version),
  }));
}

function idOfRow(kind: ObjectKind, row: JsonObject): string {
  if (kind.travel.single) return '';
  const id = text(row[kind.lookup.idField]);
  if (id === '') throw new Error(`${kind.lookup.api}.get gave an object without ${kind.lookup.idField}`);
  return id;
}

/** The keys of these rows, in their order. Where a key holds that of an owner, that one must be known already. */
export function keysOfRows(kind: Kind, rows: readonly Row[], keyOf?: KeyOf): string[] {
  const { owner } = kind.lookup;
  const named = (content: JsonObject): JsonObject => {
    if (owner === undefined) return content;
    const id = text(content[owner.field]);
    return { ...content, [owner.field]: keyOf?.(owner.kind, id) ?? id };
  };
  return kind.assignKeys?.(rows) ?? rows.map(({ content }) => kind.key?.(named(content)) ?? '');
}

/** Every place in these rows that holds the id of another object. */
export function idPlaces(kind: Kind, rows: readonly Row[], version: ZabbixVersion): ReferencePlace[] {
  const references = referencesOf(kind, version);
  return rows.flatMap(({ content }) => referencePlaces(content, references));
}

/**
 * Turns rows into objects: ids become keys, sets are sorted, fields are in alphabetical order.
 * An id that nobody knows becomes `{ unresolved: kind, id }`: the object is kept and cannot be restored by mistake.
 */
export function objectsFromRows(
  kind: ObjectKind,
  rows: readonly Row[],
  keys: readonly string[],
  keyOf: KeyOf,
  version: ZabbixVersion,
): Map<string, ConfigurationObject> {
  for (const { parent, field, to, reference } of idPlaces(kind, rows, version)) {
    const id = text(parent[field]);
    if (id === reference.none) parent[field] = null;
    else parent[field] = keyOf(to, id) ?? { unresolved: to, id };
  }
  const objects = rows.map(({ content }, index) => {
    const key = keys[index] ?? '';
    const sorted = withSortedFields(content) as JsonObject;
    sortSets(sorted, unsortedLists(kind));
    return [key, { kind: kind.name, key, content: sorted }] as const;
  });
  const byKey = new Map(objects.sort(([a], [b]) => (a < b ? -1 : 1)));
  if (byKey.size < objects.length) throw new Error(`Two objects of ${kind.name} have one key`);
  return byKey;
}
