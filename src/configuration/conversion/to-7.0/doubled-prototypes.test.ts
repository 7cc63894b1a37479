import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json.ts';
import type { Draft } from '../draft.ts';
import { doubledPrototypes } from './doubled-prototypes.ts';

function lossesWith(kind: 'templates' | 'hosts', content: JsonObject): Draft['losses'] {
  const draft: Draft = {
    objects: new Map([[kind, new Map([['A', { content }]])]]),
    notRecorded: new Map(),
    losses: [],
  };
  const before = structuredClone(content);
  doubledPrototypes.convert(draft);
  expect(content).toEqual(before);
  return draft.losses;
}

function rules(...keys: string[][]): JsonObject[] {
  return keys.map((own, index) => ({ key: `rule ${index}`, item_prototypes: own.map((key) => ({ key })) }));
}

describe('item prototypes of one key in two rules', () => {
  it.each([
    ['templates', '; --force-templates deletes it and cannot bring it back'],
    ['hosts', ''],
  ] as const)('are named, since 7.0 refuses such %s', (kind, forced) => {
    const named = kind === 'templates' ? { template: 'A' } : { host: 'A' };
    const discovery_rules = rules(['a[{#N}]', 'b[{#N}]'], ['b[{#N}]'], ['b[{#N}]', 'c[{#N}]']);
    expect(lossesWith(kind, { ...named, discovery_rules })).toEqual([
      {
        kind,
        key: 'A',
        what: `all of it: it has two item prototypes with the key "b[{#N}]", which the API of 7.0 refuses${forced}`,
      },
    ]);
  });

  it('are not what rules have that share nothing, or an item of that key', () => {
    expect(lossesWith('templates', { template: 'A' })).toEqual([]);
    const content = { template: 'A', items: [{ key: 'a' }], discovery_rules: rules(['a'], ['b']) };
    expect(lossesWith('templates', content)).toEqual([]);
  });
});
