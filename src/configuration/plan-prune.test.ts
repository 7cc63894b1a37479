import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Configuration } from './configuration.ts';
import { isEmpty, makePlan, type PlanOptions } from './plan.ts';
import { configurationWith, objectOf } from './testing/builders.ts';
import { anyConfiguration, OPTIONS } from './testing/plans.ts';

describe('what the desired side does not have', () => {
  const pruned: PlanOptions = { ...OPTIONS, prunes: () => true };
  const deletes = (desired: Configuration, live: Configuration, options: PlanOptions = pruned): string[] =>
    makePlan(desired, live, options).deletes.map(({ kind, key }) => `${kind}: ${key}`);

  it('stays unless it is given up', () => {
    const live = configurationWith([
      objectOf('hostgroups', 'G', { name: 'G' }),
      objectOf('hostgroups', 'H', { name: 'H' }),
    ]);
    const desired = configurationWith([objectOf('hostgroups', 'G', { name: 'G' })]);
    expect(deletes(desired, live, OPTIONS)).toEqual([]);
    expect(deletes(desired, live)).toEqual(['hostgroups: H']);
    expect(deletes(desired, live, { ...pruned, prunes: ({ key }) => key !== 'H' })).toEqual([]);
    expect(isEmpty(makePlan(desired, live, pruned))).toBe(false);
  });

  it('is not what was only renamed, also where another object has the name of old', () => {
    const live = configurationWith([
      objectOf('hostgroups', 'old', { name: 'old', uuid: '1' }),
      objectOf('hostgroups', 'G', { name: 'G', uuid: '2' }),
    ]);
    const desired = configurationWith([objectOf('hostgroups', 'new', { name: 'new', uuid: '1' })]);
    expect(deletes(desired, live)).toEqual(['hostgroups: G']);
  });

  it('is never the one object that every installation has', () => {
    const live = configurationWith([objectOf('settings', 'global', { default_lang: 'en_US' })]);
    expect(deletes({ ...live, objects: new Map([['settings', new Map()]]) }, live)).toEqual([]);
  });

  it('and nothing else is deleted, whatever the two sides are', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, pruned);
        const gone = new Set(plan.deletes.map(({ kind, key }) => `${kind}: ${key}`));
        const updated = plan.changes.flatMap((change) =>
          change.type === 'update' ? [`${change.kind}: ${change.liveKey}`] : [],
        );
        const sizes = (configuration: Configuration): number =>
          [...configuration.objects.values()].reduce((sum, { size }) => sum + size, 0);
        expect(updated.filter((name) => gone.has(name))).toEqual([]);
        expect(sizes(live) - gone.size + plan.changes.filter(({ type }) => type === 'create').length).toBe(
          sizes(desired),
        );
      }),
    );
  });
});
