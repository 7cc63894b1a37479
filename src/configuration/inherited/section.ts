import { EXACT } from '../exact/section.ts';
import { type JsonObject, type JsonValue, objectsIn, sameJson } from '../json.ts';
import { listIdentity } from '../lists.ts';
import type { InheritedClass } from './classes.ts';

/** The field of a supplement that holds what a host or template changes in what it inherits. */
export const INHERITED = 'inherited';

/** An inherited object as it is on its host or template, and as what it is inherited from has it. */
export interface InheritedObject {
  readonly id: string;
  readonly identity: JsonObject;
  /** Changeable fields. */
  readonly own: JsonObject;
  readonly parent: JsonObject;
}

/** The fields in which an object is not what it inherits. */
export function deviation({ own, parent }: Pick<InheritedObject, 'own' | 'parent'>): JsonObject {
  return Object.fromEntries(Object.entries(own).filter(([field, value]) => !sameJson(value, parent[field])));
}

/** The element of a section for an object; undefined where it is as inherited. */
export function elementFor(object: InheritedObject): JsonObject | undefined {
  const fields = deviation(object);
  return Object.keys(fields).length === 0 ? undefined : { ...object.identity, ...fields };
}

/** What tells an inherited object apart within its list. */
export function identityText(list: string, element: JsonObject): string {
  const identity = listIdentity(list)?.(element) ?? '';
  return `${identity}\n${String(element.discovery_rule ?? '')}`;
}

/** A section in one order. */
export function sortedSection(lists: ReadonlyMap<string, readonly JsonObject[]>): JsonObject {
  return Object.fromEntries(
    [...lists]
      .filter(([, elements]) => elements.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([list, elements]) => [
        list,
        elements.toSorted((a, b) => (identityText(list, a) < identityText(list, b) ? -1 : 1)),
      ]),
  );
}

/**
 * The fields of X.update that make an object what a section wants: what it names, and all other fields as inherited.
 * `{}` where nothing is to be written.
 * @param wanted its element in the section; undefined where it is to be as inherited
 */
export function fieldsToWrite(
  object: InheritedObject,
  wanted: JsonObject | undefined,
  { together = [], along = [] }: Pick<InheritedClass, 'together' | 'along'>,
): JsonObject {
  const target = (field: string): JsonValue =>
    ((wanted && Object.hasOwn(wanted, field) ? wanted[field] : object.parent[field]) ?? '') as JsonValue;
  const changed = Object.keys(object.own).filter((field) => !sameJson(target(field), object.own[field]));
  const sent = new Set(changed);
  for (const group of together) {
    if (group.some((field) => sent.has(field)))
      for (const field of group) if (Object.hasOwn(object.own, field)) sent.add(field);
  }
  if (sent.size > 0) for (const field of along) if (Object.hasOwn(object.own, field)) sent.add(field);
  return Object.fromEntries([...sent].map((field) => [field, target(field)]));
}

/** The elements of a list of a section by what tells them apart. */
export function elementsByIdentity(section: JsonObject, list: string): Map<string, JsonObject> {
  return new Map(objectsIn(section[list]).map((element) => [identityText(list, element), element]));
}

/** A host's encryption: a supplement without its sections. Undefined where there is none. */
export function encryptionIn(supplement: JsonObject | undefined): JsonObject | undefined {
  if (!supplement) return undefined;
  const { [INHERITED]: _inherited, [EXACT]: _exact, ...encryption } = supplement;
  return Object.keys(encryption).length === 0 ? undefined : encryption;
}

/** What a host or template changes in what it inherits; undefined where the source does not record it. */
export function inheritedIn(supplement: JsonObject | undefined): JsonObject | undefined {
  return supplement?.[INHERITED] as JsonObject | undefined;
}
