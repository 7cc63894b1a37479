import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../errors.ts';
import type { Change, Plan } from './plan.ts';
import { objectOf } from './testing/builders.ts';
import { kindsOverThreshold, refuseTooMany } from './threshold.ts';

interface Numbers {
  readonly present: number;
  readonly updated: number;
  readonly created: number;
}

function planOf(kinds: Readonly<Record<string, Numbers>>): Plan {
  const changes = Object.entries(kinds).flatMap(([kind, { updated, created }]) => {
    const object = objectOf(kind, 'A', {});
    const base = { kind, key: 'A', desired: object };
    return [
      ...Array.from({ length: created }, (): Change => ({ type: 'create', ...base })),
      ...Array.from(
        { length: updated },
        (): Change => ({ type: 'update', ...base, live: object, liveKey: 'A', differences: [] }),
      ),
    ];
  });
  return {
    changes,
    deletes: [],
    liveCounts: new Map(Object.entries(kinds).map(([kind, { present }]) => [kind, present])),
    unchanged: 0,
    formerKeys: new Map(),
    notCompared: [],
    leftAlone: [],
  };
}

const over = (numbers: Numbers): boolean => kindsOverThreshold(planOf({ hosts: numbers })).length > 0;

describe('the threshold', () => {
  it.each([
    [{ present: 10, updated: 3, created: 0 }, false],
    [{ present: 10, updated: 4, created: 0 }, true],
    [{ present: 9, updated: 9, created: 0 }, false],
    [{ present: 100, updated: 30, created: 0 }, false],
    [{ present: 100, updated: 31, created: 0 }, true],
    [{ present: 10, updated: 3, created: 500 }, false],
    [{ present: 0, updated: 0, created: 500 }, false],
  ])('of %j: over it is %s', (numbers, expected) => {
    expect(over(numbers)).toBe(expected);
  });

  it('is passed only by updates of more than 30 % of 10 or more', () => {
    const numbers = fc.record({ present: fc.nat(60), updated: fc.nat(60), created: fc.nat(60) });
    fc.assert(
      fc.property(numbers, (entry) => {
        expect(over(entry)).toBe(entry.present >= 10 && entry.updated * 10 > entry.present * 3);
      }),
    );
  });

  it('is of every kind by itself', () => {
    const plan = planOf({
      hosts: { present: 1000, updated: 20, created: 0 },
      templates: { present: 20, updated: 20, created: 0 },
      proxies: { present: 5, updated: 5, created: 0 },
    });
    expect(kindsOverThreshold(plan)).toEqual([{ kind: 'templates', changed: 20, present: 20 }]);
  });
});

describe('refuseTooMany', () => {
  it('lets a plan pass that is not over it', () => {
    expect(() =>
      refuseTooMany(kindsOverThreshold(planOf({ hosts: { present: 10, updated: 3, created: 90 } }))),
    ).not.toThrow();
  });

  it('says the numbers and the remedy, and ends with exit code 4', () => {
    const plan = planOf({
      hosts: { present: 12, updated: 8, created: 0 },
      templates: { present: 10, updated: 10, created: 3 },
    });
    let error: unknown;
    try {
      refuseTooMany(kindsOverThreshold(plan));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      exitCode: 4,
      message: 'The restore would change 8 of 12 hosts (67 %), 10 of 10 templates (100 %)',
      why: expect.stringContaining('more than 30 % of a kind of which there are 10 or more'),
      // diff knows nothing of --undo.
      remedy: 'Look at it with --dry-run; if it is meant, run the same command again with --allow-many.',
    });
  });
});
