import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aged, decideRetention, type RetentionRules } from './retention.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const DAY_MS = 24 * 3600 * 1000;

function backup(time: string, whole = true): Aged {
  return { name: time, time: new Date(time), whole };
}

function keptOf(backups: readonly Aged[], rules: RetentionRules, now = NOW): string[] {
  return decideRetention(backups, rules, now)
    .filter(({ keep }) => keep)
    .map(({ backup: { name } }) => name);
}

const NIGHTS = Array.from({ length: 60 }, (_, index) =>
  backup(new Date(NOW.getTime() - index * DAY_MS).toISOString()),
);

describe('what prune keeps', () => {
  it('are the last ones', () => {
    expect(keptOf(NIGHTS, { last: 3 })).toEqual(NIGHTS.slice(0, 3).map(({ name }) => name));
  });

  it('is the newest of a day', () => {
    const day = ['2026-11-21T01:00:00Z', '2026-11-21T23:59:59Z', '2026-11-20T00:00:00Z'].map((t) =>
      backup(t),
    );
    expect(keptOf(day, { daily: 2 })).toEqual(['2026-11-21T23:59:59Z', '2026-11-20T00:00:00Z']);
  });

  it('is the newest of a week, which begins on Monday', () => {
    const kept = keptOf(NIGHTS, { weekly: 3 }).map((name) => name.slice(0, 10));
    // 22 November 2026 is a Sunday.
    expect(kept).toEqual(['2026-11-22', '2026-11-15', '2026-11-08']);
  });

  it('is the newest of a month, over the turn of a year too', () => {
    const months = ['2027-01-01T00:00:00Z', '2026-12-31T23:00:00Z', '2026-12-01T00:00:00Z'].map((t) =>
      backup(t),
    );
    const later = new Date('2027-01-01T12:00:00Z');
    expect(keptOf(months, { monthly: 2 }, later)).toEqual(['2027-01-01T00:00:00Z', '2026-12-31T23:00:00Z']);
  });

  it('is one of a time to come besides: it takes no place of a real one', () => {
    const ahead = [backup('2027-11-22T12:00:00Z'), backup('2027-11-22T11:00:00Z', false)];
    const names = ahead.map(({ name }) => name);
    expect(keptOf([...NIGHTS, ...ahead], { last: 2 })).toEqual([
      ...names,
      ...NIGHTS.slice(0, 2).map(({ name }) => name),
    ]);
    const [verdict] = decideRetention([...NIGHTS, ...ahead], { last: 2 }, NOW);
    expect(verdict?.reasons).toEqual(['its time is still to come, so no rule counts it']);
    const today = backup(new Date(NOW.getTime() + DAY_MS / 2).toISOString());
    expect(keptOf([...NIGHTS, today], { last: 1 })).toEqual([today.name]);
  });

  it('is everything where the clock of this machine is wrong', () => {
    expect(keptOf(NIGHTS, { last: 1 }, new Date('1970-01-01T00:00:00Z'))).toHaveLength(NIGHTS.length);
  });

  it('is said with the rules that keep it', () => {
    const [first, second, third] = decideRetention(NIGHTS, { last: 1, daily: 2, monthly: 1 }, NOW);
    expect(first?.reasons).toEqual(['last', 'daily', 'monthly']);
    expect(second?.reasons).toEqual(['daily']);
    expect(third).toMatchObject({ keep: false, reasons: ['no rule keeps it'] });
  });

  it('counts days that have a backup, not days that have none', () => {
    const sparse = ['2026-11-20T00:00:00Z', '2026-06-01T00:00:00Z', '2025-01-01T00:00:00Z'].map((t) =>
      backup(t),
    );
    expect(keptOf(sparse, { daily: 2 })).toHaveLength(2);
  });
});

describe('incomplete backups', () => {
  const whole = backup('2026-11-20T00:00:00Z');
  it.each([
    ['older than the newest whole one and than a day', '2026-11-19T00:00:00Z', false],
    ['newer than the newest whole one', '2026-11-20T00:00:01Z', true],
  ])('%s', (_, time, kept) => {
    expect(keptOf([whole, backup(time, false)], { last: 1 }).includes(time)).toBe(kept);
  });

  it('stay where they are less than a day old', () => {
    const fresh = backup('2026-11-22T11:00:00Z');
    const begun = backup('2026-11-22T10:00:00Z', false);
    expect(keptOf([fresh, begun], { last: 1 })).toEqual([fresh.name, begun.name]);
    expect(keptOf([fresh, begun], { last: 1 }, new Date('2026-11-23T10:00:00Z'))).toEqual([fresh.name]);
  });

  it('stay where no whole one is there', () => {
    expect(keptOf([backup('2020-01-01T00:00:00Z', false)], {})).toHaveLength(1);
  });

  it('take no place of a whole one', () => {
    const broken = backup('2026-11-20T12:00:00Z', false);
    expect(keptOf([broken, whole], { last: 1 })).toContain(whole.name);
  });
});

describe('backups that hold less than everything', () => {
  const lesser = (time: string, among: string): Aged => ({ ...backup(time), among });
  const complete = [backup('2026-11-18T00:00:00Z'), backup('2026-11-17T00:00:00Z')];
  const partial = [
    lesser('2026-11-20T00:00:00Z', 'partial ones'),
    lesser('2026-11-19T00:00:00Z', 'partial ones'),
  ];
  const selected = lesser('2026-11-21T00:00:00Z', 'selected (--only hosts) ones');

  it('take no place of a complete one, and are judged among themselves', () => {
    const verdicts = decideRetention([...complete, ...partial, selected], { last: 1 }, NOW);
    expect(verdicts.map(({ keep, reasons: [reason] }) => [keep, reason])).toEqual([
      [true, 'last of the selected (--only hosts) ones'],
      [true, 'last of the partial ones'],
      [false, 'no rule keeps it among the partial ones'],
      [true, 'last'],
      [false, 'no rule keeps it'],
    ]);
  });

  it('lose not even the newest of their kind to rules that keep none', () => {
    expect(decideRetention(partial, {}, NOW).map(({ reasons: [reason] }) => reason)).toEqual([
      'the newest of the partial ones',
      'no rule keeps it among the partial ones',
    ]);
  });

  it('let no incomplete one go while there is no complete one', () => {
    const broken = backup('2026-11-10T00:00:00Z', false);
    expect(keptOf([...partial, broken], { last: 1 })).toContain(broken.name);
    expect(keptOf([...partial, ...complete, broken], { last: 1 })).not.toContain(broken.name);
  });
});

const count = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined });
const rulesOf = fc.record({
  last: count,
  daily: count,
  weekly: count,
  monthly: count,
}) as fc.Arbitrary<RetentionRules>;
const backupsOf = fc
  .array(fc.record({ hours: fc.integer({ min: -48, max: 24 * 400 }), whole: fc.boolean() }), {
    maxLength: 40,
  })
  .map((all) =>
    all.map(({ hours, whole }, index): Aged => {
      const time = new Date(NOW.getTime() - hours * 3600 * 1000);
      return { name: `${time.toISOString()}-${index}`, time, whole };
    }),
  );

function isToCome({ time }: Aged): boolean {
  return time.getTime() - NOW.getTime() > DAY_MS;
}

describe('whatever backups and rules there are', () => {
  it('each gets one verdict, and the order in which they come counts for nothing', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, fc.infiniteStream(fc.nat()), (backups, rules, order) => {
        const verdicts = decideRetention(backups, rules, NOW);
        expect(new Set(verdicts.map((each) => each.backup))).toEqual(new Set(backups));
        expect(verdicts).toHaveLength(backups.length);
        const shuffled = backups
          .map((each) => [order.next().value as number, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(decideRetention(shuffled, rules, NOW)).toEqual(verdicts);
      }),
    );
  });

  it('the newest whole one stays', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, (backups, rules) => {
        const times = backups
          .filter((each) => each.whole && !isToCome(each))
          .map(({ time }) => time.getTime());
        if (times.length === 0) return;
        const kept = decideRetention(backups, rules, NOW).filter(
          ({ keep, backup: { whole } }) => keep && whole,
        );
        expect(kept.some(({ backup: { time } }) => time.getTime() === Math.max(...times))).toBe(true);
      }),
    );
  });

  it('a rule keeps no more than it says, and as many as there are', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, (backups, rules) => {
        const verdicts = decideRetention(backups, rules, NOW);
        const whole = backups.filter((each) => each.whole && !isToCome(each));
        const by = (rule: string): number => verdicts.filter(({ reasons }) => reasons.includes(rule)).length;
        expect(by('last')).toBe(Math.min(rules.last ?? 0, whole.length));
        for (const [rule, length] of [
          ['daily', 10],
          ['monthly', 7],
        ] as const) {
          const periods = new Set(whole.map(({ time }) => time.toISOString().slice(0, length)));
          expect(by(rule)).toBe(Math.min(rules[rule] ?? 0, periods.size));
        }
      }),
    );
  });

  it('more is kept by higher numbers, never less', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, rulesOf, (backups, rules, more) => {
        const sum = Object.fromEntries(
          (['last', 'daily', 'weekly', 'monthly'] as const).map((rule) => [
            rule,
            (rules[rule] ?? 0) + (more[rule] ?? 0),
          ]),
        );
        const kept = new Set(keptOf(backups, sum));
        // What only the newest one's own safety keeps may be kept by a rule instead.
        for (const name of keptOf(backups, rules)) expect(kept).toContain(name);
      }),
    );
  });

  it('an incomplete one goes only behind a whole one and after a day', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, (backups, rules) => {
        const whole = backups.filter((each) => each.whole && !isToCome(each));
        const newest = Math.max(...whole.map(({ time }) => time.getTime()));
        for (const { keep, backup: each } of decideRetention(backups, rules, NOW)) {
          if (each.whole) continue;
          const time = each.time.getTime();
          expect(keep).toBe(isToCome(each) || !(time < newest && NOW.getTime() - time >= DAY_MS));
        }
      }),
    );
  });

  it('pruning again at once deletes nothing more', () => {
    fc.assert(
      fc.property(backupsOf, rulesOf, (backups, rules) => {
        const kept = decideRetention(backups, rules, NOW)
          .filter(({ keep }) => keep)
          .map((each) => each.backup);
        expect(decideRetention(kept, rules, NOW).every(({ keep }) => keep)).toBe(true);
      }),
    );
  });
});
