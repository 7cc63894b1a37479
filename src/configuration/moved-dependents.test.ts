import { expect, it } from 'vitest';
import { type JsonObject, objectsIn } from './json.ts';
import { withFormerMasters } from './moved-dependents.ts';

const item = (key: string, master?: string, uuid = ''): JsonObject => ({
  key,
  ...(uuid !== '' && { uuid }),
  ...(master !== undefined && { master_item: { key: master } }),
});
const items = (...all: JsonObject[]): JsonObject => ({ items: all });
const keysOf = (list: JsonObject[string] | undefined): unknown[] => objectsIn(list).map(({ key }) => key);

it.each<[string, JsonObject, JsonObject]>([
  ['nothing goes', items(item('m'), item('d', 'm')), items(item('m'), item('d', 'm'))],
  ['the master stays', items(item('m'), item('d', 'm')), items(item('m'), item('n'), item('d', 'n'))],
  ['it goes with what depends on it', items(item('m'), item('d', 'm')), items(item('n'))],
  [
    'it is renamed',
    items(item('m', undefined, 'u'), item('d', 'm')),
    items(item('n', undefined, 'u'), item('d', 'n')),
  ],
])('nothing is to be kept: %s', (_what, live, desired) => {
  expect(withFormerMasters(desired, live)).toBeUndefined();
});

it.each<[string, JsonObject, JsonObject, string[]]>([
  [
    'what depends on it depends on another',
    items(item('m'), item('d', 'm')),
    items(item('n'), item('d', 'n')),
    ['m'],
  ],
  ['what depended does so no longer', items(item('m'), item('d', 'm')), items(item('d')), ['m']],
  [
    'what depends is renamed',
    items(item('m'), item('d', 'm', 'u')),
    items(item('n'), item('e', 'n', 'u')),
    ['m'],
  ],
  ['it depends itself', items(item('a'), item('m', 'a'), item('d', 'm')), items(item('d')), ['a', 'm']],
])('a master that goes is kept: %s', (_what, live, desired, kept) => {
  const keys = keysOf(withFormerMasters(desired, live)?.items);
  expect(keys).toEqual([...keysOf(desired.items), ...kept]);
});

it('is kept for a discovery rule too, without its triggers and what it shares', () => {
  const master = {
    ...item('m'),
    name: 'M',
    triggers: [{ name: 't' }],
    valuemap: { name: 'v' },
    inventory_link: 'OS',
  };
  const live = { items: [master], discovery_rules: [item('r', 'm')] };
  const desired = { discovery_rules: [item('r')], name: 'T' };
  expect(withFormerMasters(desired, live)).toEqual({
    name: 'T',
    items: [{ key: 'm', name: 'M' }],
    discovery_rules: [{ key: 'r', item_prototypes: [] }],
  });
});

it('is kept among the prototypes of its rule, that one having another key or not', () => {
  const live = {
    discovery_rules: [
      { key: 'r', uuid: 'u', item_prototypes: [item('m[]'), item('d[]', 'm[]')] },
      { key: 'other', item_prototypes: [item('x[]')] },
    ],
  };
  const desired = {
    items: [item('n')],
    discovery_rules: [{ key: 's', uuid: 'u', item_prototypes: [item('d[]', 'n')] }],
  };
  const [rule, ...more] = objectsIn(withFormerMasters(desired, live)?.discovery_rules);
  expect(keysOf(rule?.item_prototypes)).toEqual(['d[]', 'm[]']);
  expect(more).toEqual([]);
});

it('names what it depends on itself by the key that that is to have', () => {
  const live = items(item('a', undefined, 'u'), item('m', 'a'), item('d', 'm'));
  expect(withFormerMasters(items(item('b', undefined, 'u'), item('d', 'b')), live)?.items).toEqual([
    item('b', undefined, 'u'),
    item('d', 'b'),
    item('m', 'b'),
  ]);
});
