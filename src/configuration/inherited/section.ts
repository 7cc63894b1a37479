import { EXACT } from '../exact/section.ts';
import { type JsonObject, type JsonValue, objectsIn, sameJson } from '../json.ts';
import { listIdentity } from '../lists.ts';
import type { InheritedClass } from './classes.ts';

/** The field of a supplement that holds what a host or template changes in what it inherits. */
export const INHERITED = 'inherited';

/** An item, trigger, rule … that a host or template inherits, as it is there and as it is in the template above. */
export interface InheritedObject {
  readonly id: string;
  readonly identity: JsonObject;
  /** Fields that may be changed where it is inherited: as they are there. */
  readonly own: JsonObject;
  /** The same fields in the template above. */
  readonly parent: JsonObject;
}

/** Fields of an inherited object that are not as in the template above. */
export function deviation({ own, parent }: Pick<InheritedObject, 'own' | 'parent'>): JsonObject {
  return Object.fromEntries(Object.entries(own).filter(([field, value]) => !sameJson(value, parent[field])));
}

/** The element of a section for an inherited object: what tells it apart and what is changed; undefined where nothing is. */
export function elementFor(object: InheritedObject): JsonObject | undefined {
  const fields = deviation(object);
  return Object.keys(fields).length === 0 ? undefined : { ...object.identity, ...fields };
}

/** What tells an inherited object apart within its list. */
export function identityText(list: string, element: JsonObject): string {
  const identity = listIdentity(list)?.(element) ?? '';
  return `${identity}\n${String(element.discovery_rule ?? '')}`;
}

/** A section whose elements stand in one order, so that two backups of the same are the same bytes. */
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
 * Fields for X.update that make an inherited object what a section wants. Fields that its element names become what stands
 * there, all others what the template above has. `{}` where nothing is to be written.
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
