import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { type JsonObject, objectsIn } from './json.ts';
import { keepingItems } from './keep-items.ts';
import { listIdentity } from './lists.ts';
import { deepFreeze } from './testing/builders.ts';

const key = fc.constantFrom('a', 'b', 'c');
const delay = fc.constantFrom('1m', '2m');

function named<T extends JsonObject>(field: string, entry: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.uniqueArray(entry, { selector: (element) => element[field], maxLength: 3 });
}

const triggers = named('name', fc.record({ name: key, expression: fc.constant('e'), priority: delay }));
const anyHost: fc.Arbitrary<JsonObject> = fc.record(
  {
    name: key,
    macros: named('macro', fc.record({ macro: key, value: delay })),
    templates: named('name', fc.record({ name: key })),
    items: named('key', fc.record({ key, delay, triggers }, { requiredKeys: ['key'] })),
    triggers,
    graphs: named('name', fc.record({ name: key, width: delay })),
    httptests: named('name', fc.record({ name: key, delay, steps: fc.array(fc.record({ name: key })) })),
    discovery_rules: named(
      'key',
      fc.record(
        {
          key,
          delay,
          item_prototypes: named('key', fc.record({ key, delay, trigger_prototypes: triggers })),
          graph_prototypes: named('name', fc.record({ name: key, width: delay })),
          host_prototypes: named('host', fc.record({ host: key, status: delay })),
        },
        { requiredKeys: ['key'] },
      ),
    ),
  },
  { requiredKeys: ['name'] },
);

const KEPT = [
  'items',
  'triggers',
  'graphs',
  'httptests',
  'discovery_rules',
  'item_prototypes',
  'host_prototypes',
  'graph_prototypes',
];

/** Whether a difference is one whole element of a list that is kept. */
function isKeptElement(path: readonly string[]): boolean {
  const list = path.at(-2) ?? '';
  return (path.at(-1) ?? '').startsWith('[') && [...KEPT, 'trigger_prototypes'].includes(list);
}

describe('keepingItems', () => {
  it('takes nothing away that is on the target only, at any depth', () => {
    fc.assert(
      fc.property(anyHost, anyHost, (desired, live) => {
        const kept = keepingItems(deepFreeze(desired), deepFreeze(live));
        const gone = compare(kept, live, listIdentity).filter((found) => found.desired === undefined);
        expect(gone.filter(({ path }) => isKeptElement(path))).toEqual([]);
      }),
    );
  });

  it('holds everything that is desired as it is desired, and otherwise only what is kept', () => {
    fc.assert(
      fc.property(anyHost, anyHost, (desired, live) => {
        const kept = keepingItems(deepFreeze(desired), deepFreeze(live));
        const differences = compare(desired, kept, listIdentity);
        expect(
          differences.filter(({ path, desired: wanted }) => wanted !== undefined || !isKeptElement(path)),
        ).toEqual([]);
      }),
    );
  });

  it('is the desired side where the target has nothing of its own', () => {
    fc.assert(
      fc.property(anyHost, (desired) => {
        expect(keepingItems(deepFreeze(desired), deepFreeze(structuredClone(desired)))).toEqual(desired);
        expect(keepingItems(desired, { name: 'x', macros: [{ macro: 'z' }] })).toEqual(desired);
      }),
    );
  });

  it('keeps what was kept', () => {
    fc.assert(
      fc.property(anyHost, anyHost, (desired, live) => {
        const once = deepFreeze(keepingItems(desired, live));
        expect(keepingItems(desired, once)).toEqual(once);
      }),
    );
  });

  it('does not keep an item twice that only goes by another name now', () => {
    const desired = deepFreeze({
      items: [
        { uuid: 'u', key: 'new', triggers: [] },
        { uuid: 'v', key: 'b' },
      ],
    });
    const live = deepFreeze({
      items: [
        { uuid: 'u', key: 'old', triggers: [{ name: 't', expression: 'e' }] },
        { uuid: 'w', key: 'b' },
        { uuid: 'x', key: 'mine' },
      ],
    });
    expect(keepingItems(desired, live).items).toEqual([
      { uuid: 'u', key: 'new', triggers: [{ name: 't', expression: 'e' }] },
      { uuid: 'v', key: 'b' },
      { uuid: 'x', key: 'mine' },
    ]);
  });

  it('goes by the name first, and by the uuid only where no name is left', () => {
    const own = (name: string): JsonObject => ({ triggers: [{ name, expression: 'e' }] });
    const desired = {
      items: [
        { uuid: 'u', key: 'a' },
        { uuid: 'x', key: 'b' },
      ],
    };
    const live = {
      items: [
        { uuid: 'u', key: 'b', ...own('of b') },
        { uuid: 'x', key: 'c', ...own('of c') },
      ],
    };
    expect(keepingItems(desired, live).items).toEqual([
      { uuid: 'u', key: 'a' },
      { uuid: 'x', key: 'b', ...own('of b') },
      { uuid: 'x', key: 'c', ...own('of c') },
    ]);
  });

  it('keeps what nothing on the desired side could hold', () => {
    const live = { items: [{ key: 'a' }], macros: [{ macro: '{$A}' }], groups: [{ name: 'G' }] };
    expect(keepingItems({ name: 'n' }, live)).toEqual({ name: 'n', items: [{ key: 'a' }] });
    expect(objectsIn(keepingItems({ items: [{ key: 'b' }] }, { items: 'x' }).items)).toEqual([{ key: 'b' }]);
  });

  it('keeps value maps and dashboards, which items and people use and which no import takes away then', () => {
    const live = {
      valuemaps: [{ name: 'v' }],
      dashboards: [{ name: 'd' }],
      applications: [{ name: 'a' }],
      screens: [{ name: 's' }],
    };
    expect(keepingItems({ valuemaps: [{ name: 'w' }] }, live)).toEqual({
      valuemaps: [{ name: 'w' }, { name: 'v' }],
      dashboards: [{ name: 'd' }],
      applications: [{ name: 'a' }],
      screens: [{ name: 's' }],
    });
  });
});

describe('interfaces of what is kept', () => {
  const agent = (ref: string, port: string): JsonObject => ({ interface_ref: ref, port });

  it('stay where a kept item, rule or prototype uses them', () => {
    const live = deepFreeze({
      interfaces: [
        agent('if1', '1'),
        agent('if2', '2'),
        agent('if3', '3'),
        agent('if4', '4'),
        agent('if5', '5'),
      ],
      items: [{ key: 'kept', interface_ref: 'if2' }],
      discovery_rules: [
        { key: 'rule', interface_ref: 'if3', item_prototypes: [{ key: 'kept.too', interface_ref: 'if4' }] },
      ],
    });
    const desired = deepFreeze({ interfaces: [agent('if1', '1')] });
    expect(keepingItems(desired, live).interfaces).toEqual(live.interfaces.slice(0, 4));
  });

  it('go where what uses them is moved', () => {
    const live = deepFreeze({
      interfaces: [agent('if1', '1'), agent('if2', '2')],
      items: [{ key: 'moved', interface_ref: 'if2' }],
    });
    const desired = deepFreeze({
      interfaces: [agent('if1', '1')],
      items: [{ key: 'moved', interface_ref: 'if1' }],
    });
    expect(keepingItems(desired, live)).toEqual(desired);
  });
});
