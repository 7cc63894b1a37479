import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Configuration, ConfigurationObject } from './configuration.ts';
import { kindNamed, kindsInOrder } from './kinds/all-kinds.ts';
import { isEmpty, makePlan } from './plan.ts';
import { configurationOf, deepFreeze, V70, VERSIONS } from './testing/builders.ts';
import { estate, renameable } from './testing/estate.ts';
import { anyConfiguration, applied, keysOf, OPTIONS } from './testing/plans.ts';

describe('makePlan', () => {
  it('is empty where both sides are the same', () => {
    fc.assert(
      fc.property(anyConfiguration, fc.boolean(), (configuration, keepItems) => {
        const same = structuredClone(configuration);
        const plan = makePlan(deepFreeze(configuration), deepFreeze(same), { ...OPTIONS, keepItems });
        expect(plan.changes).toEqual([]);
        expect(isEmpty(plan)).toBe(true);
        expect(plan.unchanged).toBe(keysOf(configuration).length);
      }),
    );
    for (const [, version] of VERSIONS) {
      const plan = makePlan(estate(version), estate(version), {
        kinds: kindsInOrder(version),
        version,
        keepItems: false,
      });
      expect(plan.changes).toEqual([]);
      expect(plan.unchanged).toBe(keysOf(estate(version)).length);
    }
  });

  it('makes the target what is desired, and leaves nothing to do', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(deepFreeze(desired), deepFreeze(live), OPTIONS);
        const after = applied(plan, live);
        for (const [kind, objects] of desired.objects) {
          for (const [key, object] of objects) {
            const present = after.objects.get(kind)?.get(key);
            expect(present && normal(present)).toEqual(normal(object));
          }
        }
        expect(makePlan(desired, after, OPTIONS).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves alone what the desired side does not know', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, OPTIONS);
        const former = plan.changes.map((change) =>
          change.type === 'update' ? `${change.kind}: ${change.liveKey}` : '',
        );
        const left = keysOf(live).filter((key) => !former.includes(key));
        expect(keysOf(applied(plan, live))).toEqual(expect.arrayContaining(left));
      }),
    );
  });

  it('creates what is missing, updates what differs and counts the rest', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, OPTIONS);
        const keys = plan.changes.map(({ kind, key }) => `${kind}: ${key}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(plan.changes.length + plan.unchanged).toBe(keysOf(desired).length);
        for (const change of plan.changes) {
          expect(change.desired).toBe(desired.objects.get(change.kind)?.get(change.key));
          if (change.type === 'create') {
            expect(live.objects.get(change.kind)?.has(change.key) ?? false).toBe(false);
          } else {
            expect(live.objects.get(change.kind)?.has(change.liveKey)).toBe(true);
            expect(change.live.key).toBe(change.key);
            expect(change.differences).not.toEqual([]);
          }
        }
        for (const [kind, objects] of live.objects) expect(plan.liveCounts.get(kind)).toBe(objects.size);
      }),
    );
  });

  it('keeps the order of kinds, whatever the order of the objects', () => {
    const order = OPTIONS.kinds.map(({ name }) => name);
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const backwards = { ...desired, objects: new Map([...desired.objects].reverse()) };
        const places = makePlan(backwards, live, OPTIONS).changes.map(({ kind }) => order.indexOf(kind));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
    const all = makePlan(estate(V70), configurationOf({}), OPTIONS).changes;
    expect([...new Set(all.map(({ kind }) => kind))]).toEqual(order);
    expect(all.every(({ type }) => type === 'create')).toBe(true);
    expect(isEmpty(makePlan(estate(V70), configurationOf({}), OPTIONS))).toBe(false);
  });

  it('looks only at the kinds that it is told', () => {
    const kinds = [kindNamed('proxies')];
    const plan = makePlan(estate(V70), configurationOf({}), { ...OPTIONS, kinds });
    expect(plan.changes.map(({ key }) => key)).toEqual(['edge', 'lone']);
  });

  it('changes neither side, renames included', () => {
    for (const [, version] of VERSIONS) {
      const desired = estate(version, (object) => `New ${object}`);
      const live = estate(version);
      const before = structuredClone([desired, live]);
      for (const keepItems of [false, true]) {
        makePlan(deepFreeze(desired), deepFreeze(live), { kinds: kindsInOrder(version), version, keepItems });
      }
      expect([...desired.objects]).toEqual([...(before[0]?.objects ?? [])]);
      expect([...live.objects]).toEqual([...(before[1]?.objects ?? [])]);
    }
  });

  it('tells a rename by the key that the object has now', () => {
    const plan = makePlan(
      estate(V70, (object) => (object === 'linux' ? 'Linux servers' : object)),
      estate(V70),
      OPTIONS,
    );
    expect(plan.changes).toMatchObject([
      {
        type: 'update',
        kind: 'hostgroups',
        key: 'Linux servers',
        liveKey: 'linux',
        differences: [{ path: ['name'], live: 'linux', desired: 'Linux servers' }],
      },
    ]);
    expect(plan.formerKeys).toEqual(new Map([['hostgroups', new Map([['Linux servers', 'linux']])]]));
    expect(renameable(V70)).toContain('linux');
  });
});

/** The object with sets in one order. */
function normal({ key, content }: ConfigurationObject): unknown {
  const { groups, items, ...rest } = content as {
    groups?: { name: string }[];
    items?: { key: string }[];
    filter?: { conditions: object[] };
  };
  const texts = (list: readonly object[] = []): string[] => list.map((entry) => JSON.stringify(entry)).sort();
  return { key, ...rest, filter: texts(rest.filter?.conditions), groups: texts(groups), items: texts(items) };
}

describe('operations of actions', () => {
  it('are a set: their order is no difference, their number is', () => {
    const side = (...types: string[]): Configuration =>
      configurationOf({
        trigger_actions: { a: { name: 'a', operations: types.map((operationtype) => ({ operationtype })) } },
      });
    expect(makePlan(side('0', '1', '1'), side('1', '0', '1'), OPTIONS).changes).toEqual([]);
    expect(makePlan(side('0', '1'), side('1', '0', '1'), OPTIONS).changes).toHaveLength(1);
  });
});
