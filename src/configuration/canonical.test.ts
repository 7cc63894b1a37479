import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCanonical, sortSets } from './canonical.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { isObject } from './json.ts';
import { listIdentity } from './lists.ts';
import { anyRandom, shuffled } from './testing/builders.ts';

function canonical<T extends JsonObject>(element: T): T {
  const copy = structuredClone(element);
  makeCanonical(copy);
  return copy;
}

/** Another order of every set; lists whose order means something stay. */
function setsShuffled(value: JsonValue, random: () => number, list = ''): JsonValue {
  if (Array.isArray(value)) {
    const inner = value.map((entry) => setsShuffled(entry, random));
    return listIdentity(list) || list === 'graph_items' ? mixed(inner, random) : inner;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, setsShuffled(inner, random, name)]),
  );
}

function mixed<T extends JsonValue>(list: readonly T[], random: () => number): T[] {
  const order = shuffled(
    list.map((_, index) => index),
    random,
  ) as number[];
  return order.map((index) => list[index] as T);
}

const word = fc.constantFrom('a', 'b', 'c', 'd', 'B', 'ä', '10', '9');

const anyHost: fc.Arbitrary<JsonObject> = fc.record({
  host: word,
  tags: fc.array(fc.record({ tag: word, value: word }), { maxLength: 4 }),
  macros: fc.uniqueArray(fc.record({ macro: word, value: word }), {
    selector: ({ macro }) => macro,
  }),
  items: fc.uniqueArray(
    fc.record({
      key: word,
      preprocessing: fc.array(fc.record({ type: word }), { maxLength: 3 }),
      triggers: fc.uniqueArray(fc.record({ name: word, expression: word }), {
        selector: ({ name, expression }) => `${name} ${expression}`,
        maxLength: 3,
      }),
    }),
    { selector: ({ key }) => key, maxLength: 4 },
  ),
  graphs: fc.array(
    fc.record({
      name: word,
      graph_items: fc.array(
        fc.record({
          sortorder: fc.constantFrom('0', '1', '10', '9'),
          color: word,
        }),
        {
          maxLength: 4,
        },
      ),
    }),
    { maxLength: 3 },
  ),
});

describe('the canonical form', () => {
  it('is one for every order of the sets', () => {
    fc.assert(
      fc.property(anyHost, anyRandom, (host, random) => {
        const other = setsShuffled(host, random) as JsonObject;
        expect(canonical(other)).toEqual(canonical(host));
      }),
    );
  });

  it('does not change when it is made again', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        expect(canonical(canonical(host))).toEqual(canonical(host));
      }),
    );
  });

  it('leaves the order where it means something', () => {
    const steps = [{ name: 'second' }, { name: 'first' }];
    const host = canonical({
      host: 'A',
      items: [{ key: 'k', preprocessing: [{ type: 'Z' }, { type: 'A' }] }],
      httptests: [{ name: 'w', steps }],
    });
    expect(host.items[0]?.preprocessing).toEqual([{ type: 'Z' }, { type: 'A' }]);
    expect(host.httptests[0]?.steps).toEqual(steps);
  });

  it('sorts by code units and leaves the order of fields alone', () => {
    const host = canonical({
      host: 'A',
      items: [{ name: 'x', key: 'ä' }, { key: 'b' }, { key: 'Z' }],
    });
    expect(JSON.stringify(host.items)).toBe('[{"key":"Z"},{"key":"b"},{"name":"x","key":"ä"}]');
  });

  it('sorts the items of a graph by their place as a number', () => {
    const graph = {
      name: 'g',
      graph_items: ['10', '9', '1'].map((sortorder) => ({ sortorder })),
    };
    const unnumbered = {
      name: 'h',
      graph_items: [{ sortorder: '1', color: 'A' }, { color: 'B' }],
    };
    const { graphs } = canonical({ host: 'A', graphs: [graph, unnumbered] });
    expect(graphs[0]?.graph_items).toEqual([{ sortorder: '1' }, { sortorder: '9' }, { sortorder: '10' }]);
    expect(graphs[1]?.graph_items).toEqual([{ color: 'B' }, { sortorder: '1', color: 'A' }]);
  });

  it('leaves lists alone that hold anything but objects', () => {
    expect(canonical({ host: 'A', tags: ['b', 'a'] })).toEqual({
      host: 'A',
      tags: ['b', 'a'],
    });
  });
});

describe('conditions of a discovery filter', () => {
  const rule = (filter: JsonObject): JsonObject => ({ host: 'A', discovery_rules: [{ key: 'r', filter }] });
  const condition = (macro: string, formulaid: string): JsonObject => ({ macro, formulaid });

  it('are a set, whose letters mean nothing where there is no formula', () => {
    const conditions = fc.uniqueArray(word, { minLength: 1 });
    fc.assert(
      fc.property(conditions, anyRandom, (macros, random) => {
        const letters = macros.map((_, index) => String.fromCharCode(65 + index));
        const filter = (order: readonly string[]): JsonObject => ({
          evaltype: 'AND_OR',
          conditions: order.map((macro, index) => condition(macro, letters[index] ?? '')),
        });
        const one = canonical(rule(filter(macros)));
        expect(canonical(rule(filter(mixed(macros, random))))).toEqual(one);
        const [{ filter: sorted } = {}] = one.discovery_rules as { filter?: { conditions: JsonObject[] } }[];
        expect(sorted?.conditions.map(({ macro }) => macro).toSorted()).toEqual(macros.toSorted());
        expect(sorted?.conditions.map(({ formulaid }) => formulaid)).toEqual(letters);
      }),
    );
  });

  it('keep their letters where a formula names them, and come in their order', () => {
    const filter = { evaltype: 'FORMULA', formula: 'B and not A' };
    const conditions = [condition('x', 'B'), condition('y', 'A')];
    expect(canonical(rule({ ...filter, conditions }))).toEqual(
      rule({ ...filter, conditions: [condition('y', 'A'), condition('x', 'B')] }),
    );
  });

  it('have letters of two after those of one', () => {
    const macros = Array.from({ length: 28 }, (_, index) => `m${String(index).padStart(2, '0')}`);
    const letters = [...macros.slice(0, 26).map((_, index) => String.fromCharCode(65 + index)), 'AA', 'AB'];
    const conditions = macros.map((macro, index) => condition(macro, letters[index] ?? ''));
    const filter = { evaltype: 'AND', conditions };
    expect(canonical(rule({ ...filter, conditions: conditions.toReversed() }))).toEqual(
      rule({ evaltype: 'AND', conditions }),
    );
  });

  it('stay as they are where there are none, or no letters', () => {
    for (const filter of [{}, { evaltype: 'AND' }, { conditions: [{ macro: 'x' }] }]) {
      expect(canonical(rule(filter))).toStrictEqual(rule(filter));
    }
  });
});

const anyInterfaces = fc.uniqueArray(fc.record({ type: word, ip: word, default: word }), {
  selector: (entry) => JSON.stringify(entry),
  maxLength: 12,
});

/** A host with an item on every interface, and the numbers that its interfaces have. */
function hostWith(interfaces: readonly JsonObject[], numbers: readonly number[]): JsonObject {
  const refs = interfaces.map((_, index) => `if${numbers[index]}`);
  return {
    host: 'A',
    interfaces: interfaces.map((entry, index) => ({
      ...entry,
      interface_ref: refs[index] as string,
    })),
    items: refs.map((interface_ref, index) => ({
      key: `k${index}`,
      interface_ref,
    })),
    discovery_rules: refs.map((interface_ref, index) => ({
      key: `r${index}`,
      interface_ref,
      item_prototypes: [{ key: 'p', interface_ref }, { key: 'q' }],
    })),
  };
}

describe('the numbers of interfaces', () => {
  it('say what the interfaces are, whatever their ids were', () => {
    fc.assert(
      fc.property(anyInterfaces, anyRandom, (interfaces, random) => {
        const first = interfaces.map((_, index) => index + 1);
        const second = mixed(first, random);
        expect(canonical(hostWith(interfaces, second))).toEqual(canonical(hostWith(interfaces, first)));
      }),
    );
  });

  it('lead every item to the interface that it was on', () => {
    fc.assert(
      fc.property(anyInterfaces, anyRandom, (interfaces, random) => {
        const numbers = mixed(
          interfaces.map((_, index) => index + 1),
          random,
        );
        const host = canonical(hostWith(interfaces, numbers));
        const contents = new Map(
          (host.interfaces as JsonObject[]).map(({ interface_ref, ...content }) => [interface_ref, content]),
        );
        expect(contents.size).toBe(interfaces.length);
        for (const holder of [...(host.items as JsonObject[]), ...(host.discovery_rules as JsonObject[])]) {
          const index = Number(String(holder.key).slice(1));
          expect(contents.get(holder.interface_ref as string)).toEqual(interfaces[index]);
          const [prototype, bare] = (holder.item_prototypes ?? []) as JsonObject[];
          if (prototype) expect(prototype.interface_ref).toBe(holder.interface_ref);
          if (bare) expect(bare).toEqual({ key: 'q' });
        }
      }),
    );
  });

  it('sort as texts where there are ten or more', () => {
    const interfaces = Array.from({ length: 11 }, (_, index) => ({
      ip: String(index),
    }));
    const host = canonical(
      hostWith(
        interfaces,
        interfaces.map((_, index) => index + 1),
      ),
    );
    expect((host.interfaces as JsonObject[]).map(({ interface_ref }) => interface_ref)).toEqual(
      Array.from({ length: 11 }, (_, index) => `if${String(index + 1).padStart(2, '0')}`),
    );
  });
});

describe('sortSets', () => {
  it('gives rows one order, and leaves what is in order', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: word, tags: fc.array(word) })), anyRandom, (rows, random) => {
        const one: JsonObject = {
          rows: structuredClone(rows),
          steps: structuredClone(rows),
        };
        const other: JsonObject = {
          rows: shuffled(structuredClone(rows), random),
          steps: one.steps ?? [],
        };
        const sorted = [one, other].map((value) => {
          const copy = structuredClone(value);
          sortSets(copy, ['steps', 'steps[].tags']);
          return copy;
        });
        expect(sorted[1]).toEqual(sorted[0]);
        expect(sorted[0]?.steps).toEqual(rows);
      }),
    );
  });

  it('knows an ordered list by its whole path', () => {
    const list = (): string[] => ['b', 'a'];
    const value = {
      a: { b: { list: list() } },
      b: [{ list: list() }],
      c: { b: { list: list() } },
      list: list(),
    };
    sortSets(value, ['a.b.list', 'b[].list']);
    expect(value).toEqual({
      a: { b: { list: list() } },
      b: [{ list: list() }],
      c: { b: { list: ['a', 'b'] } },
      list: ['a', 'b'],
    });
  });
});
