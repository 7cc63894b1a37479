import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../zabbix/version.ts';
import type { Kind, ObjectKind, Reference } from '../kind.ts';
import { isSecretField } from '../mask.ts';
import { referencePlaces } from '../references.ts';
import { V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import { estate } from '../testing/estate.ts';
import {
  BACKED_UP,
  existsIn,
  inOrderOfReferences,
  kindNamed,
  kindsInOrder,
  referencesOf,
} from './all-kinds.ts';

const NAMES_ONLY = [
  'actions',
  'servicenames',
  'dchecks',
  'triggers',
  'items',
  'itemprototypes',
  'graphs',
  'graphprototypes',
];

function targetsOf(kind: Kind): string[] {
  return kind.references.flatMap(({ to }) => (typeof to === 'string' ? [to] : Object.values(to.kinds)));
}

describe('kinds', () => {
  it('are found by name', () => {
    for (const kind of BACKED_UP) expect(kindNamed(kind.name)).toBe(kind);
    for (const name of NAMES_ONLY) expect(kindNamed(name).travel.by).toBe('name');
    expect(() => kindNamed('nonsense')).toThrow('There is no kind "nonsense"');
    expect(() => kindNamed('constructor')).toThrow('There is no kind');
  });

  it('point to kinds that exist only', () => {
    for (const kind of [...BACKED_UP, ...NAMES_ONLY.map(kindNamed)]) {
      for (const target of targetsOf(kind)) expect(kindNamed(target).name).toBe(target);
    }
  });

  it('have a key for every object that is backed up', () => {
    for (const kind of BACKED_UP) expect(kind.key ?? kind.assignKeys, kind.name).toBeDefined();
  });

  it('say how the audit log calls them, wherever it is read', () => {
    for (const kind of [...kindsInOrder(V60), ...kindsInOrder(V70)]) {
      expect(kind.audited?.length, kind.name).toBeGreaterThan(0);
    }
  });

  it('have no secret that would be shown', () => {
    const fields = BACKED_UP.flatMap(({ secrets = [] }) => secrets.flatMap((secret) => secret.fields));
    expect(fields).toContain('tls_psk');
    for (const field of fields.filter((field) => field !== 'value'))
      expect(isSecretField(field), field).toBe(true);
  });

  it('share an API where its objects are of several kinds only', () => {
    const shared = (series: string): Record<string, string[]> => {
      const byApi = new Map<string, string[]>();
      for (const { name, lookup } of kindsInOrder(parseVersion(series)))
        byApi.set(lookup.api, [...(byApi.get(lookup.api) ?? []), name].sort());
      return Object.fromEntries([...byApi].filter(([, names]) => names.length > 1));
    };
    // By event source (EVENT_SOURCE_*), of which services are one since 6.0; and what people add to what discovery made.
    const action = ['discovery_actions', 'internal_actions', 'reg_actions', 'trigger_actions'];
    const host = ['discoveredhosts', 'hosts'];
    expect(shared('5.0')).toEqual({ action, host });
    expect(shared('6.0')).toEqual({ action: [...action, 'service_actions'].sort(), host });
    expect(shared('7.0')).toEqual(shared('6.0'));
  });

  it('come with their version, also between those that are tested', () => {
    const more = (later: string, earlier: string): string[] => {
      const names = (text: string): string[] => kindsInOrder(parseVersion(text)).map(({ name }) => name);
      return names(later)
        .filter((name) => !names(earlier).includes(name))
        .sort();
    };
    expect(more('5.4.0', '5.0.8')).toEqual(['reports', 'tokens']);
    expect(more('5.0.8', '5.4.0')).toEqual(['screens', 'valuemaps']);
    expect(more('6.2.0', '6.0.14')).toEqual(['templategroups', 'userdirectories']);
  });

  it('exist from a series on and before another', () => {
    expect(existsIn({}, V50)).toBe(true);
    expect(existsIn({ since: '6.0' }, V50)).toBe(false);
    expect(existsIn({ since: '6.0' }, V60)).toBe(true);
    expect(existsIn({ before: '6.0' }, V50)).toBe(true);
    expect(existsIn({ before: '6.0' }, V60)).toBe(false);
    expect(existsIn({ since: '5.4', before: '7.0' }, V60)).toBe(true);
    expect(existsIn({ since: '5.4', before: '7.0' }, V70)).toBe(false);
  });
});

describe('the order of kinds', () => {
  const kind = (name: string, ...references: Reference[]): Kind => ({
    ...(kindNamed('proxygroups') as ObjectKind),
    name,
    references,
  });
  const order = (...kinds: Kind[]): string[] => inOrderOfReferences(kinds, V70).map(({ name }) => name);

  it('names a circle', () => {
    const circle = [
      kind('d', { path: 'a', to: 'a' }),
      kind('a', { path: 'b', to: 'b' }),
      kind('b', { path: 'c', to: { by: 't', kinds: { '1': 'c' } } }),
      kind('c', { path: 'a', to: 'a' }),
    ];
    expect(() => order(...circle)).toThrow('Kinds need each other in a circle: a → b → c → a');
    expect(() => order(kind('a', { path: 'own', to: 'a' }))).toThrow('circle: a → a');
  });

  it('has none where a reference of the circle is deferred or unordered', () => {
    const a = kind('a', { path: 'b', to: 'b' });
    expect(order(a, kind('b', { path: 'a', to: 'a', deferred: true }))).toEqual(['b', 'a']);
    expect(order(a, kind('b', { path: 'a', to: 'a', unordered: true }))).toEqual(['b', 'a']);
    expect(order(kind('a', { path: 'a[].id', to: 'a', deferred: true }))).toEqual(['a']);
    expect(order(a, kind('b', { path: 'a', to: 'a', before: '6.0' }))).toEqual(['b', 'a']);
  });
});

describe.each(VERSIONS)('kinds of %s', (_name, version) => {
  const order = kindsInOrder(version).map(({ name }) => name);

  it('come once each, what is pointed to before what points to it', () => {
    expect(new Set(order).size).toBe(order.length);
    for (const kind of kindsInOrder(version)) {
      for (const { to, unordered, deferred } of referencesOf(kind, version)) {
        for (const target of typeof to === 'string' ? [to] : Object.values(to.kinds)) {
          if (unordered || deferred || target === kind.name || !order.includes(target)) continue;
          expect(order.indexOf(target), `${target} before ${kind.name}`).toBeLessThan(
            order.indexOf(kind.name),
          );
        }
      }
    }
  });

  it('put settings before what Zabbix checks by them: URLs, and macros that name a vault', () => {
    if (order.includes('settings'))
      expect(order.indexOf('settings')).toBeLessThan(order.indexOf('templates'));
  });

  it('put proxies before hosts, and actions last but for what shows them and who may log in', () => {
    expect(order.indexOf('proxies')).toBeLessThan(order.indexOf('hosts'));
    const last = order.filter((kind) => !['authentication', 'dashboards', 'reports'].includes(kind));
    const actions = order.filter((name) => name.endsWith('_actions'));
    expect(last.slice(-actions.length)).toEqual(actions);
    if (version === V70)
      expect(order.indexOf('dashboards')).toBeGreaterThan(order.indexOf('trigger_actions'));
    if (order.includes('authentication')) expect(order.at(-1)).toBe('authentication');
  });

  it('point only to kinds that the version has', () => {
    for (const kind of kindsInOrder(version)) {
      for (const { to } of referencesOf(kind, version)) {
        for (const target of typeof to === 'string' ? [to] : Object.values(to.kinds)) {
          expect([...order, ...NAMES_ONLY], `${kind.name} points to it`).toContain(target);
        }
      }
    }
  });

  it('have every place that they declare in the estate of the tests', () => {
    const { objects } = estate(version);
    expect([...objects.keys()].sort()).toEqual(order.toSorted());
    for (const kind of kindsInOrder(version)) {
      const places = [...(objects.get(kind.name)?.values() ?? [])].flatMap(({ content }) =>
        referencePlaces(content, referencesOf(kind, version)),
      );
      for (const reference of referencesOf(kind, version)) {
        const found = places.filter((place) => place.reference === reference);
        const targets = typeof reference.to === 'string' ? [reference.to] : Object.values(reference.to.kinds);
        for (const target of targets) {
          expect(
            found.filter(({ to }) => to === target).length,
            `${kind.name}: ${reference.path} → ${target}`,
          ).toBeGreaterThan(0);
        }
      }
    }
  });

  it('lead to objects of that estate, or to what is found by name only', () => {
    const { objects } = estate(version);
    for (const kind of kindsInOrder(version)) {
      for (const { content } of objects.get(kind.name)?.values() ?? []) {
        for (const { parent, field, to, reference } of referencePlaces(
          content,
          referencesOf(kind, version),
        )) {
          if (reference.expression || NAMES_ONLY.includes(to)) continue;
          expect([...(objects.get(to)?.keys() ?? [])], `${kind.name}: ${reference.path}`).toContain(
            parent[field],
          );
        }
      }
    }
  });
});
