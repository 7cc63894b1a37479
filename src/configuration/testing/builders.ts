import fc from 'fast-check';
import { parseVersion, type ZabbixVersion } from '../../zabbix/version.ts';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import type { JsonObject, JsonValue } from '../json.ts';

export const V50: ZabbixVersion = parseVersion('5.0.8');
export const V60: ZabbixVersion = parseVersion('6.0.14');
export const V70: ZabbixVersion = parseVersion('7.0.22');

/** The versions that exist as real servers here, by the names that tests show. */
export const VERSIONS: readonly (readonly [string, ZabbixVersion])[] = [
  ['5.0', V50],
  ['6.0', V60],
  ['7.0', V70],
];

/** An object of a Configuration, under its key. */
export function objectOf(
  kind: string,
  key: string,
  content: JsonObject,
  supplement?: JsonObject,
): ConfigurationObject {
  return { kind, key, content, ...(supplement && { supplement }) };
}

/** A Configuration of these objects: contents by kind and key. */
export function configurationOf(
  contents: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>,
  version: ZabbixVersion = V70,
): Configuration {
  const objects = Object.entries(contents).map(
    ([kind, byKey]) =>
      [
        kind,
        new Map(Object.entries(byKey).map(([key, content]) => [key, objectOf(kind, key, content)])),
      ] as const,
  );
  return { zabbixVersion: version.text, exportVersion: version.series, objects: new Map(objects) };
}

/** A Configuration of these objects, in the order in which they come. */
export function configurationWith(
  objects: readonly ConfigurationObject[],
  version: ZabbixVersion = V70,
): Configuration {
  const byKind = new Map<string, Map<string, ConfigurationObject>>();
  for (const object of objects) {
    byKind.set(object.kind, (byKind.get(object.kind) ?? new Map()).set(object.key, object));
  }
  return { zabbixVersion: version.text, exportVersion: version.series, objects: byKind };
}

/** Makes a value unchangeable at every depth, Maps included, so that whoever changes it fails at once. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const [key, inner] of value) {
      deepFreeze(key);
      deepFreeze(inner);
    }
    const refuse = (): never => {
      throw new TypeError('This Map is not to be changed');
    };
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
  }
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** Any JSON as an API could give it. `__proto__` is no field of Zabbix and means something else to JavaScript. */
export const anyJson: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  // JSON.parse(JSON.stringify(-0)) is 0.
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

export const anyObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ maxLength: 8 }), anyJson, { maxKeys: 5, noNullPrototype: true })
  .filter((value) => !Object.hasOwn(value, '__proto__'))
  .map((value) => structuredClone(value));

/** Every place in a value where an object stands, the value itself included. */
export function objectsWithin(value: JsonValue): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsWithin);
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsWithin)];
}

/** The value with every list and every object in another order, which `random` decides: 0 ≤ random() < 1. */
export function shuffled(value: JsonValue, random: () => number): JsonValue {
  const reorder = <T>(list: readonly T[]): T[] =>
    list
      .map((entry) => ({ entry, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ entry }) => entry);
  if (Array.isArray(value)) return reorder(value.map((entry) => shuffled(entry, random)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    reorder(Object.entries(value)).map(([name, inner]) => [name, shuffled(inner, random)]),
  );
}

/** A source of numbers for `shuffled` that fast-check can repeat. */
export const anyRandom: fc.Arbitrary<() => number> = fc.noShrink(fc.integer({ min: 1 })).map((seed) => {
  let state = seed;
  return () => {
    // Lehmer's generator (Park and Miller 1988): enough to mix a list.
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
});
