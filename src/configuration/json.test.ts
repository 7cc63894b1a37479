import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byText,
  isObject,
  type JsonValue,
  objectsIn,
  sameJson,
  sortedByText,
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

describe('sortedByText', () => {
  it('sorts by the first text, and by the second where that is equal', () => {
    const entries = fc.array(fc.record({ a: fc.constantFrom('x', 'y'), b: fc.constantFrom('', '1', '2') }));
    fc.assert(
      fc.property(entries, (list) => {
        const sorted = sortedByText(
          deepFreeze(list),
          ({ a }) => a,
          ({ b }) => b,
        );
        expect(sorted.map(({ a, b }) => a + b)).toEqual(list.map(({ a, b }) => a + b).sort(byText));
      }),
    );
  });

  it('leaves equals in their order where there is no second', () => {
    expect(
      sortedByText(
        [
          { a: 'x', b: 2 },
          { a: 'w', b: 0 },
          { a: 'x', b: 1 },
        ],
        ({ a }) => a,
      ),
    ).toEqual([
      { a: 'w', b: 0 },
      { a: 'x', b: 2 },
      { a: 'x', b: 1 },
    ]);
  });

  it('makes the first text once for each, and the second only where it is needed', () => {
    const made: string[] = [];
    const texts = (name: string) => (value: string) => {
      made.push(`${name} ${value}`);
      return value[0] ?? '';
    };
    sortedByText(['a', 'b2', 'b1', 'c'], texts('own'), texts('further'));
    expect(made.filter((entry) => entry.startsWith('own'))).toHaveLength(4);
    expect(new Set(made.filter((entry) => entry.startsWith('further')))).toEqual(
      new Set(['further b1', 'further b2']),
    );
  });
});
