import { isObject, type JsonObject, objectsIn, text } from '../json.ts';

/** The field of a supplement that holds what a document cannot say of what is in it: see ExactClass. */
export const EXACT = 'exact';

/** Fields of an element of a section that say something; all others say of what. */
const VALUES: ReadonlySet<string> = new Set([
  'inventory_mode',
  'line_ends',
  'output_format',
  'parameters',
  'preprocessing',
  'raw_steps',
]);

/** What tells an element of a section apart within its list. */
export function exactIdentity(element: JsonObject): string {
  return Object.entries(element)
    .filter(([field]) => !VALUES.has(field))
    .map(([, value]) => text(value))
    .join('\n');
}

/** What an element says, without what it says it of. */
export function exactValues(element: JsonObject | undefined): JsonObject {
  return Object.fromEntries(Object.entries(element ?? {}).filter(([field]) => VALUES.has(field)));
}

/** What a document cannot say of an object; undefined where there is nothing of that. */
export function exactIn(supplement: JsonObject | undefined): JsonObject | undefined {
  const section = supplement?.[EXACT];
  return isObject(section) ? section : undefined;
}

/** A section in one order; undefined where it is empty. */
export function exactSection(lists: ReadonlyMap<string, readonly JsonObject[]>): JsonObject | undefined {
  const filled = [...lists].filter(([, elements]) => elements.length > 0);
  if (filled.length === 0) return undefined;
  return Object.fromEntries(
    filled
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([list, elements]) => [
        list,
        elements.toSorted((a, b) => (exactIdentity(a) < exactIdentity(b) ? -1 : 1)),
      ]),
  );
}

/** The elements of a list of a section by what tells them apart. */
export function exactElements(section: JsonObject | undefined, list: string): Map<string, JsonObject> {
  return new Map(objectsIn(section?.[list]).map((element) => [exactIdentity(element), element]));
}
