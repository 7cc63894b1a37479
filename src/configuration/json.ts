/** JSON as Zabbix speaks it. `undefined` never stands in a value: an absent field is absent. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [field: string]: JsonValue;
}

/** Whether it is an object, neither a list nor null. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; anything else (an absent list, an empty PHP array) is an empty list. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A field as text: what Zabbix sends as number or string alike; '' where it is absent. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** JSON text that does not depend on the order of fields: equal values have equal text. */
export function stableText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  if (isObject(value)) {
    const fields = Object.keys(value).sort();
    return `{${fields.map((field) => `${JSON.stringify(field)}:${stableText(value[field] as JsonValue)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Whether two values are the same; the order of fields does not count, the order of lists does. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((element, index) => sameJson(element, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const fields = Object.keys(a);
  if (fields.length !== Object.keys(b).length) return false;
  return fields.every((field) => Object.hasOwn(b, field) && sameJson(a[field], b[field]));
}

/** The same object with its fields in alphabetical order, at every depth. */
export function withSortedFields(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withSortedFields);
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const field of Object.keys(value).sort()) sorted[field] = withSortedFields(value[field] as JsonValue);
  return sorted;
}

/** Compares by code units, so that an order does not depend on a locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The elements in the order of a text of each, and of a further text where those are equal. A text is made once at most
 * for each element, which counts where it is long.
 */
export function sortedByText<T>(
  elements: readonly T[],
  textOf: (element: T) => string,
  furtherTextOf?: (element: T) => string,
): T[] {
  const entries = elements.map((element) => ({ element, own: textOf(element), further: '' }));
  const further = (entry: (typeof entries)[number]): string => {
    entry.further ||= furtherTextOf?.(entry.element) ?? '';
    return entry.further;
  };
  entries.sort((a, b) => byText(a.own, b.own) || byText(further(a), further(b)));
  return entries.map(({ element }) => element);
}
