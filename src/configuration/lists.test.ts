import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, type JsonValue, stableText } from './json.ts';
import { isHolderKind, isObjectKind, type Kind } from './kind.ts';
import { triggerActions } from './kinds/actions.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { discoveredHosts } from './kinds/discoveredhosts.ts';
import { hosts } from './kinds/hosts.ts';
import { roles } from './kinds/roles.ts';
import {
  keptListIdentity,
  listIdentity,
  listIdentityOf,
  lossIn,
  unsortedLists,
  WITHOUT_SETS,
} from './lists.ts';
import { V50, V60, V70 } from './testing/builders.ts';
import { estate } from './testing/estate.ts';

function same(list: string, a: JsonObject, b: JsonObject): boolean {
  const identity = listIdentity(list);
  if (!identity) throw new Error(`${list} is no set`);
  return identity(a) === identity(b);
}

describe('the identity of elements of a set', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['items', { key: 'a', name: 'one' }, { key: 'a', name: 'two' }],
    ['discovery_rules', { key: 'a', delay: '1m' }, { key: 'a' }],
    ['macros', { macro: '{$A}', value: '1' }, { macro: '{$A}', value: '2' }],
    ['group_links', { group: { name: 'A' } }, { group: { name: 'A' }, more: 1 }],
    ['templates', { name: 'A' }, { template: 'A' }],
    ['triggers', { name: 't', expression: 'e' }, { name: 't', expression: 'e', priority: 'HIGH' }],
    ['message_templates', { event_source: 'TRIGGERS', subject: 'x' }, { event_source: 'TRIGGERS' }],
    ['httptests', { name: 'w', steps: [] }, { name: 'w' }],
    ['valuemaps', { name: 'v', mappings: [] }, { name: 'v' }],
    ['lld_macro_paths', { lld_macro: '{#A}', path: '1' }, { lld_macro: '{#A}', path: '2' }],
    ['interfaces', { interface_ref: 'if1', ip: 'a' }, { interface_ref: 'if1', ip: 'b' }],
    ['host_prototypes', { host: '{#A}', name: 'a' }, { host: '{#A}', name: 'b' }],
  ])('in %s is one for %j and %j', (list, a, b) => {
    expect(same(list, a, b)).toBe(true);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['items', { key: 'a' }, { key: 'A' }],
    ['triggers', { name: 't', expression: 'e' }, { name: 't', expression: 'f' }],
    ['triggers', { name: 't', expression: 'e' }, { name: 't', expression: 'e', recovery_expression: 'r' }],
    ['dependencies', { name: 't', expression: 'e' }, { name: 'u', expression: 'e' }],
    ['tags', { tag: 'a', value: '1' }, { tag: 'a', value: '2' }],
    ['tags', { tag: 'a', value: '1' }, { tag: 'a' }],
    ['group_links', { group: { name: 'A' } }, { group: { name: 'B' } }],
    ['macros', { macro: '{$A}' }, { macro: '{$A:"b"}' }],
    [
      'message_templates',
      { event_source: 'TRIGGERS', operation_mode: 'PROBLEM' },
      { event_source: 'TRIGGERS', operation_mode: 'UPDATE' },
    ],
    ['widgets', { x: '12', y: '0' }, { x: '1', y: '2' }],
    ['fields', { type: 'INTEGER', name: 'rows' }, { type: 'STRING', name: 'rows' }],
  ])('in %s tells %j from %j', (list, a, b) => {
    expect(same(list, a, b)).toBe(false);
  });

  it.each([
    'preprocessing',
    'steps',
    'mappings',
    'parameters',
    'headers',
    'query_fields',
    'pages',
    'conditions',
    'constructor',
    'toString',
    '',
  ])('is none in "%s": its order means something', (list) => {
    expect(listIdentity(list)).toBeUndefined();
  });
});

describe('lists of templates and hosts', () => {
  /** Names of the lists at any depth. */
  function* listsIn(value: JsonValue): Generator<string> {
    if (Array.isArray(value)) for (const element of value) yield* listsIn(element);
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (Array.isArray(inner)) yield name;
      yield* listsIn(inner);
    }
  }

  it.each([V50, V60, V70])('are all known, of $text', (version) => {
    const holders = [...estate(version).objects].filter(([kind]) => isHolderKind(kindNamed(kind)));
    const names = new Set(
      holders.flatMap(([, all]) => [...all.values()].flatMap(({ content }) => [...listsIn(content)])),
    );
    expect(names).toContain('items');
    expect([...names].filter((name) => lossIn(name) === 'unknown')).toEqual([]);
  });

  it('say what goes with an element', () => {
    expect(lossIn('items')).toEqual({ what: 'item', history: true });
    expect(lossIn('graphs')).toEqual({ what: 'graph', history: false });
    expect(lossIn('tags')).toBeUndefined();
    expect(lossIn('preprocessing')).toBeUndefined();
    for (const list of ['gadgets', 'constructor', '']) expect(lossIn(list)).toBe('unknown');
  });

  it('are kept where their elements can be told apart and are lost by an import', () => {
    expect(keptListIdentity('items')).toBe(listIdentity('items'));
    for (const list of ['templates', 'macros', 'tags', 'steps', 'gadgets']) {
      expect(keptListIdentity(list), list).toBeUndefined();
    }
  });
});

describe('fields without sets inside', () => {
  /** Names of the sets at any depth, each with the field that is known to hold none. */
  function* setsInside(value: JsonValue, within?: string): Generator<string> {
    if (Array.isArray(value)) for (const element of value) yield* setsInside(element, within);
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (within !== undefined && Array.isArray(inner) && listIdentity(name)) yield `${within}: ${name}`;
      yield* setsInside(inner, within ?? (WITHOUT_SETS.has(name) ? name : undefined));
    }
  }

  it.each([V50, V60, V70])('hold none in any document of $text', (version) => {
    const { objects } = estate(version);
    const documents = [...objects].filter(([kind]) => kindNamed(kind).travel.by === 'document');
    const contents = documents.flatMap(([, all]) => [...all.values()].map(({ content }) => content));
    expect([...setsInside(contents)]).toEqual([]);
    expect([...setsInside([{ tags: [{ tag: 'a', macros: [] }] }])]).toEqual(['tags: macros']);
  });
});

describe('lists in objects of the API', () => {
  function inOrder(ordered: string[]): Kind {
    if (!isObjectKind(triggerActions)) throw new Error('actions travel as objects');
    return { ...triggerActions, travel: { ...triggerActions.travel, ordered } };
  }

  it('are sets by content', () => {
    const identity = listIdentityOf(triggerActions)('operations');
    expect(identity?.({ a: 1, b: 2 })).toBe(identity?.({ b: 2, a: 1 }));
    expect(identity?.({ a: 1 })).not.toBe(identity?.({ a: 2 }));
  });

  it('are in order where the kind says so', () => {
    expect(listIdentityOf(inOrder(['steps']))('steps')).toBeUndefined();
    expect(listIdentityOf(inOrder(['steps']))('operations')).toBeDefined();
  });

  it('of macros are told apart by macro where a secret one has its value on one side only', () => {
    const identity = listIdentityOf(discoveredHosts)('macros');
    const macro = { macro: '{$S}', type: 'SECRET_TEXT' };
    expect(identity?.(macro)).toBe(identity?.({ ...macro, value: 'v' }));
    expect(identity?.(macro)).not.toBe(identity?.({ ...macro, macro: '{$T}' }));
    expect(listIdentityOf(discoveredHosts)('tags')?.({ tag: 't', value: 'a' })).not.toBe(
      listIdentityOf(discoveredHosts)('tags')?.({ tag: 't', value: 'b' }),
    );
  });

  it('keep the order that X.get gives them where a kind says so, and are sets all the same', () => {
    expect(unsortedLists(roles)).toContain('rules.services_read_list');
    expect(listIdentityOf(roles)('services_read_list')).toBe(stableText);
    expect(unsortedLists(inOrder(['steps']))).toContain('steps');
    expect(unsortedLists(hosts)).toEqual([]);
  });

  it('are those of a document in kinds that travel by document', () => {
    expect(listIdentityOf(hosts)('items')).toBe(listIdentity('items'));
    expect(listIdentityOf(hosts)('steps')).toBeUndefined();
  });
});
