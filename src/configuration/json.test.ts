import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byText,
  isObject,
  type JsonValue,
  objectsIn,
  sameJson,
  stableText,
  text,
  withSortedFields,
} from './json.ts';
import { anyJson, anyObject, anyRandom, deepFreeze, shuffled } from './testing/builders.ts';

/** The value with its fields, not its lists, in another order. */
function fieldsShuffled(value: JsonValue, random: () => number): JsonValue {
  if (Array.isArray(value)) return value.map((entry) => fieldsShuffled(entry, random));
  if (!isObject(value)) return value;
  const names = shuffled(Object.keys(value), random) as string[];
  return Object.fromEntries(names.map((name) => [name, fieldsShuffled(value[name] as JsonValue, random)]));
}

describe('objectsIn', () => {
  it.each<[JsonValue | undefined, number]>([
    [undefined, 0],
    [null, 0],
    ['text', 0],
    [{ a: 1 }, 0],
    [[], 0],
    [[{ a: 1 }, 'x', null, [], { b: 2 }], 2],
  ])('%j holds %i', (value, count) => {
    expect(objectsIn(value)).toHaveLength(count);
  });
});

describe('text', () => {
  it.each<[JsonValue | undefined, string]>([
    ['x', 'x'],
    [0, '0'],
    [1.5, '1.5'],
    [undefined, ''],
    [null, ''],
    [false, ''],
    [['x'], ''],
    [{}, ''],
  ])('of %j is "%s"', (value, expected) => {
    expect(text(value)).toBe(expected);
  });
});

describe('equality of JSON', () => {
  it('does not depend on the order of fields, in all three forms', () => {
    fc.assert(
      fc.property(anyJson, anyRandom, (value, random) => {
        const other = deepFreeze(fieldsShuffled(deepFreeze(value), random));
        expect(sameJson(value, other)).toBe(true);
        expect(stableText(other)).toBe(stableText(value));
        expect(JSON.stringify(withSortedFields(other))).toBe(JSON.stringify(withSortedFields(value)));
      }),
    );
  });

  it('is the equality of the values', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => {
        let equal = true;
        try {
          expect(a).toStrictEqual(b);
        } catch {
          equal = false;
        }
        expect(sameJson(a, b)).toBe(equal);
        expect(stableText(a) === stableText(b)).toBe(equal);
      }),
    );
  });

  it.each<[JsonValue | undefined, JsonValue | undefined]>([
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      { a: 1, b: 2 },
      { a: 1, c: 2 },
    ],
    [{}, []],
    [null, {}],
    ['1', 1],
    [{ a: 1 }, undefined],
    [{ constructor: 1 }, { a: 1 }],
  ])('tells %j from %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(sameJson(b, a)).toBe(false);
  });

  it('keeps every value when fields are sorted', () => {
    fc.assert(
      fc.property(anyObject, (value) => {
        expect(withSortedFields(value)).toStrictEqual(value);
      }),
    );
    expect(JSON.stringify(withSortedFields({ b: [{ d: 1, c: 2 }], a: null }))).toBe(
      '{"a":null,"b":[{"c":2,"d":1}]}',
    );
  });
});

describe('byText', () => {
  it('orders by code units, whatever the locale', () => {
    expect(['b', 'ä', 'a', 'B', 'a'].sort(byText)).toEqual(['B', 'a', 'a', 'b', 'ä']);
  });
});
