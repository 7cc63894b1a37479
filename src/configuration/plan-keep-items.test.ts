import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { type Change, makePlan, type PlanOptions } from './plan.ts';
import { configurationOf, deepFreeze, V70 } from './testing/builders.ts';
import { anyConfiguration, applied, OPTIONS } from './testing/plans.ts';

describe('--keep-items', () => {
  const keeping: PlanOptions = { ...OPTIONS, keepItems: true };

  it('leaves items that are on the target only, and nothing to do after that', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(deepFreeze(desired), deepFreeze(live), keeping);
        const after = applied(plan, live);
        expect(makePlan(desired, after, keeping).changes).toEqual([]);
        for (const change of plan.changes) {
          if (change.type !== 'update') continue;
          expect(change.differences.filter(({ path }) => path.length === 2 && isGone(change, path))).toEqual(
            [],
          );
        }
      }),
    );
  });

  function isGone(change: Change, path: readonly string[]): boolean {
    const { differences } = change as Extract<Change, { type: 'update' }>;
    return (
      path[0] === 'items' && differences.some((found) => found.path === path && found.desired === undefined)
    );
  }

  it('sends what is kept along with what is desired', () => {
    const desired = configurationOf({ hosts: { a: { host: 'a', items: [{ key: 'k' }] } } });
    const live = configurationOf({ hosts: { a: { host: 'a', items: [{ key: 'l' }] } } });
    const [change] = makePlan(desired, live, keeping).changes;
    expect(change?.desired.content).toEqual({ host: 'a', items: [{ key: 'k' }, { key: 'l' }] });
    expect(change).toMatchObject({ differences: [{ path: ['items', '[k]'], desired: { key: 'k' } }] });
    const without = configurationOf({ hosts: { a: { host: 'a' } } });
    expect(makePlan(without, live, keeping).changes).toEqual([]);
    expect(makePlan(without, live, OPTIONS).changes).toHaveLength(1);
  });
});

describe('items on interfaces', () => {
  const options = { kinds: kindsInOrder(V70), version: V70 };
  const agent = (ref: string, port: string, more: JsonObject = {}): JsonObject => ({
    interface_ref: ref,
    port,
    ...more,
  });
  const host = (interfaces: JsonObject[], items: Record<string, string>): JsonObject => ({
    host: 'A',
    interfaces,
    items: Object.entries(items).map(([key, interface_ref]) => ({ key, interface_ref })),
  });
  const planOf = (desired: JsonObject, live: JsonObject, keepItems: boolean) => {
    const of = (content: JsonObject) => configurationOf({ hosts: { A: content } });
    const [change] = makePlan(of(desired), of(live), { ...options, keepItems }).changes;
    if (change?.type !== 'update') throw new Error('no update');
    return change;
  };
  // The interface of port 3 becomes the one of port 1, its counterpart as the main one.
  const live = host([agent('if1', '2', { default: 'NO' }), agent('if2', '3')], { own: 'if2', other: 'if1' });
  const desired = host([agent('if1', '1'), agent('if2', '2', { default: 'NO' })], { other: 'if2' });

  it('are compared by what their interface will be, not by its number', () => {
    expect(planOf(desired, live, false).differences).toEqual([
      { path: ['interfaces', '[if1]', 'port'], live: '3', desired: '1' },
      { path: ['items', '[own]'], live: { key: 'own', interface_ref: 'if1' } },
    ]);
  });

  it('stay on their interface with --keep-items', () => {
    const { desired: target, differences } = planOf(desired, live, true);
    expect(target.content.items).toEqual([
      { key: 'other', interface_ref: 'if2' },
      { key: 'own', interface_ref: 'if1' },
    ]);
    expect(differences).toEqual([{ path: ['interfaces', '[if1]', 'port'], live: '3', desired: '1' }]);
  });
});
