import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import type { Reference } from './kind.ts';
import { referencePlaces } from './references.ts';
import { deepFreeze } from './testing/builders.ts';

/** What is found, as text: kind and value. */
function found(content: JsonObject, ...references: Reference[]): string[] {
  return referencePlaces(deepFreeze(content), references).map(
    ({ parent, field, to }) => `${to}: ${JSON.stringify(parent[field])}`,
  );
}

describe('referencePlaces', () => {
  it('finds a field of the object itself', () => {
    expect(found({ proxy_groupid: '3' }, { path: 'proxy_groupid', to: 'proxygroups' })).toEqual([
      'proxygroups: "3"',
    ]);
  });

  it('goes through objects and lists of any depth, and finds every place', () => {
    const content = {
      rules: [
        { prototypes: [{ group: { name: 'a' } }, { group: { name: 'b' } }] },
        { prototypes: [] },
        { other: 1 },
        { prototypes: [{ group: { name: 'a' } }] },
      ],
    };
    expect(found(content, { path: 'rules[].prototypes[].group.name', to: 'hostgroups' })).toEqual([
      'hostgroups: "a"',
      'hostgroups: "b"',
      'hostgroups: "a"',
    ]);
  });

  it('goes by a field of the innermost element, however deep in it the name stands', () => {
    const content = {
      type: 'SLA',
      fields: [
        { type: 'MAP', value: { name: 'm', type: 'SLA' } },
        { type: 'SLA', value: { name: 's' } },
        { type: 'GRAPH', value: { name: 'g' } },
      ],
    };
    const to = { by: 'type', kinds: { MAP: 'maps', SLA: 'slas' } };
    expect(found(content, { path: 'fields[].value.name', to })).toEqual(['maps: "m"', 'slas: "s"']);
  });

  it.each<[string, JsonObject]>([
    ['absent', {}],
    ['null, which is nothing', { proxy: { name: null } }],
    ['empty', { proxy: { name: '' } }],
    ['not where an object is expected', { proxy: 'name' }],
    ['a list where an object is expected', { proxy: [{ name: 'a' }] }],
  ])('finds nothing where the field is %s', (_why, content) => {
    expect(found(content, { path: 'proxy.name', to: 'proxies' })).toEqual([]);
  });

  it('finds nothing where a list is expected and something else stands', () => {
    const reference = { path: 'groups[].name', to: 'hostgroups' };
    expect(found({ groups: { name: 'a' } }, reference)).toEqual([]);
    expect(found({ groups: ['a', null, ['b']] }, reference)).toEqual([]);
  });

  it('leaves constants alone, as texts and as numbers', () => {
    const reference = { path: 'hosts[].hostid', to: 'hosts', constants: ['0'] };
    expect(found({ hosts: [{ hostid: '0' }, { hostid: 0 }, { hostid: '10' }] }, reference)).toEqual([
      'hosts: "10"',
    ]);
  });

  it('does not take the value that means nothing for a constant', () => {
    expect(found({ id: '0' }, { path: 'id', to: 'proxygroups', none: '0' })).toEqual(['proxygroups: "0"']);
  });

  it('lets a sibling field decide the kind, and finds nothing where it says none', () => {
    const reference: Reference = {
      path: 'filter.conditions[].value',
      to: { by: 'conditiontype', kinds: { '0': 'hostgroups', '13': 'templates' } },
    };
    const conditions = [
      { conditiontype: '13', value: '7' },
      { conditiontype: 0, value: '7' },
      { conditiontype: '4', value: '7' },
      { value: '7' },
      { conditiontype: 'constructor', value: '8' },
    ];
    expect(found({ filter: { conditions } }, reference)).toEqual(['templates: "7"', 'hostgroups: "7"']);
  });

  it('finds what could not be resolved, and gives places that can be set', () => {
    const content = { groups: [{ name: { unresolved: 'hostgroups', id: '4' } }] };
    const [place] = referencePlaces(content, [{ path: 'groups[].name', to: 'hostgroups' }]);
    expect(place?.parent[place.field]).toEqual({ unresolved: 'hostgroups', id: '4' });
    if (place) place.parent[place.field] = 'found';
    expect(content).toEqual({ groups: [{ name: 'found' }] });
  });

  it('keeps the references apart that lead to one kind', () => {
    const references: Reference[] = [
      { path: 'operations[].groupid', to: 'hostgroups' },
      { path: 'update_operations[].groupid', to: 'hostgroups', unordered: true },
    ];
    const places = referencePlaces(
      { operations: [{ groupid: '1' }], update_operations: [{ groupid: '2' }] },
      references,
    );
    expect(places.map(({ reference }) => reference)).toEqual(references);
  });
});
