import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decide, type ScaleHistory, type ScaleRequest } from './decide.ts';
import type { ScalePolicy } from './policy.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const NEVER: ScaleHistory = { lastOrderAt: undefined };

const number = fc.nat(20);
const bound = (values: fc.Arbitrary<number>) =>
  fc.record({ value: values, source: fc.constantFrom('concierge.scale.x', '--x') });

const requests: fc.Arbitrary<ScaleRequest> = fc.record({
  direction: fc.constantFrom('up', 'down'),
  current: fc.oneof(number, fc.constant('auto' as const)),
  delta: number,
  exact: fc.boolean(),
  allowZero: fc.boolean(),
});
const bounds: fc.Arbitrary<ScalePolicy> = fc.record(
  { min: bound(number), max: bound(number), step: bound(fc.integer({ min: 1, max: 6 })) },
  { requiredKeys: [] },
);
const policies: fc.Arbitrary<ScalePolicy> = fc
  .tuple(
    bounds,
    fc.record(
      {
        cooldown: bound(fc.nat(600)),
        pause: fc.record({
          value: fc.constantFrom('up', 'down', 'both'),
          source: fc.constant('--pause'),
        }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([some, others]) => ({ ...some, ...others }));
const histories: fc.Arbitrary<ScaleHistory> = fc.record({
  lastOrderAt: fc.option(
    fc.integer({ min: -2000, max: 2000 }).map((seconds) => new Date(NOW.getTime() + seconds * 1000)),
    { nil: undefined },
  ),
});
const situations = fc.tuple(requests, number, policies, histories);
const unpaced = fc.tuple(requests, number, bounds, fc.constant(NEVER));

function wishOf({ direction, current, delta }: ScaleRequest, actual: number): number {
  return (current === 'auto' ? actual : current) + (direction === 'up' ? delta : -delta);
}

/** The number after the decision was carried out. */
function numberAfter(decision: Decision): number {
  return decision.kind === 'order' ? decision.to : decision.from;
}

type Situation = [ScaleRequest, number, ScalePolicy, ScaleHistory];

function holds(of: fc.Arbitrary<Situation>, property: (decision: Decision, situation: Situation) => void) {
  fc.assert(
    fc.property(of, (situation) => property(decide(...situation, NOW), situation)),
    { numRuns: 2000 },
  );
}

function request(more: Partial<ScaleRequest> = {}): ScaleRequest {
  return { direction: 'up', current: 1, delta: 1, exact: false, allowZero: false, ...more };
}

describe('whatever is asked, and whatever current_scale claims', () => {
  it('up never removes and down never adds', () => {
    holds(situations, (decision, [{ direction }, actual]) => {
      if (direction === 'up') expect(numberAfter(decision)).toBeGreaterThanOrEqual(actual);
      else expect(numberAfter(decision)).toBeLessThanOrEqual(actual);
    });
  });

  it('an order changes something, towards the wish and not beyond it', () => {
    holds(situations, (decision, [asked, actual]) => {
      expect(decision.wish).toBe(wishOf(asked, actual));
      expect(decision.from).toBe(actual);
      if (decision.kind !== 'order') return;
      expect(decision.to).not.toBe(actual);
      if (asked.direction === 'up') expect(decision.to).toBeLessThanOrEqual(decision.wish);
      else expect(decision.to).toBeGreaterThanOrEqual(decision.wish);
    });
  });

  it('the same arguments give the same decision', () => {
    holds(situations, (decision, situation) => {
      expect(decide(...situation, NOW)).toEqual(decision);
    });
  });

  it('without bounds the wish is what comes of it', () => {
    const plain = fc.tuple(
      requests.map((each) => ({ ...each, exact: false, allowZero: true })),
      number,
      fc.constant({}),
      fc.constant(NEVER),
    );
    holds(plain, (decision, [asked, actual]) => {
      const wish = Math.max(0, wishOf(asked, actual));
      expect(numberAfter(decision)).toBe(
        asked.direction === 'up' ? Math.max(actual, wish) : Math.min(actual, wish),
      );
    });
  });
});

describe('asking again', () => {
  it('with a number for current changes nothing more, as long as current was right', () => {
    holds(unpaced, (_, [asked, actual, policy]) => {
      if (asked.current === 'auto') return;
      const claimed = { ...asked, current: actual, exact: false };
      const once = numberAfter(decide(claimed, actual, policy, NEVER, NOW));
      expect(decide(claimed, once, policy, NEVER, NOW).kind).toBe('nothing');
    });
  });

  it('ten at once are as one', () => {
    const policy = bounds.filter(({ step }) => step === undefined);
    fc.assert(
      fc.property(requests, number, policy, (asked, actual, bounded) => {
        fc.pre(asked.current !== 'auto' && !asked.exact);
        const one = numberAfter(decide(asked, actual, bounded, NEVER, NOW));
        let ten = actual;
        for (let caller = 0; caller < 10; caller += 1)
          ten = numberAfter(decide(asked, ten, bounded, NEVER, NOW));
        expect(ten).toBe(one);
      }),
    );
  });

  it('ten scale_up web 1 1 end at exactly 2, with --exact too, with a step, with a cooldown', () => {
    for (const exact of [false, true]) {
      for (const policy of [
        {},
        { step: { value: 1, source: '--step' } },
        { cooldown: { value: 60, source: '--cooldown' } },
      ] satisfies ScalePolicy[]) {
        let number = 1;
        let history = NEVER;
        const kinds: string[] = [];
        for (let caller = 0; caller < 10; caller += 1) {
          const decision = decide(request({ exact }), number, policy, history, NOW);
          kinds.push(decision.kind);
          if (decision.kind === 'order') history = { lastOrderAt: NOW };
          number = numberAfter(decision);
        }
        expect(number).toBe(2);
        expect(kinds).toEqual(['order', ...Array(9).fill(exact ? 'refused' : 'nothing')]);
      }
    }
  });

  it('up and down at once end where the last of the two would alone', () => {
    fc.assert(
      fc.property(number, number, number, bounds, (actual, more, fewer, policy) => {
        const up = request({ current: actual, delta: more, allowZero: true });
        const down = request({ direction: 'down', current: actual, delta: fewer, allowZero: true });
        const run = (order: ScaleRequest[]) =>
          order.reduce((now, each) => numberAfter(decide(each, now, policy, NEVER, NOW)), actual);
        const [most = 0, least = 0] = [run([up]), run([down])];
        for (const number of [run([up, down]), run([down, up])]) {
          expect(number).toBeLessThanOrEqual(most);
          expect(number).toBeGreaterThanOrEqual(least);
        }
        // Who comes last has its wish, where no bound keeps it from that.
        if (Object.keys(policy).length > 0) return;
        expect(run([up, down])).toBe(least);
        expect(run([down, up])).toBe(most);
      }),
    );
  });
});

describe('--exact', () => {
  it('refuses exactly where the actual number is another', () => {
    holds(situations, (decision, [{ exact, current }, actual]) => {
      const other = exact && current !== 'auto' && current !== actual;
      expect(decision.kind === 'refused' && decision.by === 'exact').toBe(other);
      if (other) expect(decision.reason).toContain(`there are ${actual}, not ${current}`);
    });
  });
});

describe('zero', () => {
  it('is never passed, and reached only with allowZero', () => {
    holds(situations, (decision, [{ allowZero }]) => {
      if (decision.kind === 'order') expect(decision.to).toBeGreaterThanOrEqual(allowZero ? 0 : 1);
    });
  });

  it('is said where it cuts', () => {
    expect(decide(request({ direction: 'down', current: 3, delta: 3 }), 3, {}, NEVER, NOW)).toEqual({
      kind: 'order',
      from: 3,
      wish: 0,
      to: 1,
      reason: 'asked for 0, below 1 only with --allow-zero',
    });
    expect(
      decide(request({ direction: 'down', current: 3, delta: 5, allowZero: true }), 3, {}, NEVER, NOW),
    ).toMatchObject({ kind: 'order', to: 0, reason: 'asked for -2, there is nothing below 0' });
    expect(decide(request({ direction: 'down' }), 1, {}, NEVER, NOW)).toMatchObject({
      kind: 'nothing',
      reason: 'asked for 0, below 1 only with --allow-zero, there is 1 already',
    });
  });
});

describe('bounds', () => {
  it('hold for every order, and none acts against the direction where the number is outside of them', () => {
    holds(situations, (decision, [{ direction }, actual, { min, max, step }]) => {
      if (decision.kind !== 'order') return;
      if (direction === 'up' && max) expect(decision.to).toBeLessThanOrEqual(max.value);
      if (direction === 'down' && min) expect(decision.to).toBeGreaterThanOrEqual(min.value);
      if (step) expect(Math.abs(decision.to - actual)).toBeLessThanOrEqual(step.value);
    });
  });

  it('that cut are said with the wish, and those that do not cut are not', () => {
    holds(unpaced, (decision, [{ direction, exact }, actual, { max, min }]) => {
      if (decision.kind === 'refused' || exact) return;
      const up = direction === 'up';
      const met = up ? decision.wish <= actual : decision.wish >= actual;
      expect(decision.reason).toMatch(new RegExp(`^asked for ${decision.wish}\\b`, 'u'));
      const cut = !met && numberAfter(decision) !== decision.wish;
      expect(/ is \d+ \(|--allow-zero|below 0/u.test(decision.reason)).toBe(cut);
      if (cut && up && max && numberAfter(decision) === max.value && decision.kind === 'order')
        expect(decision.reason).toContain(`max is ${max.value}`);
      if (cut && !up && min && numberAfter(decision) === min.value && decision.kind === 'order')
        expect(decision.reason).toContain(`min is ${min.value}`);
    });
  });

  it('asked for 9, max is 6', () => {
    const max = { value: 6, source: 'concierge.scale.max' };
    const nine = request({ current: 4, delta: 5 });
    expect(decide(nine, 4, { max }, NEVER, NOW)).toEqual({
      kind: 'order',
      from: 4,
      wish: 9,
      to: 6,
      reason: 'asked for 9, max is 6 (concierge.scale.max)',
    });
    expect(decide(nine, 6, { max }, NEVER, NOW)).toEqual({
      kind: 'nothing',
      from: 6,
      wish: 9,
      reason: 'asked for 9, max is 6 (concierge.scale.max), there are 6 already',
    });
    expect(decide(nine, 8, { max }, NEVER, NOW)).toMatchObject({ kind: 'nothing', from: 8 });
  });
});

describe('pause and cooldown', () => {
  it('refuse exactly what would otherwise be done', () => {
    holds(situations, (decision, [asked, actual, policy, history]) => {
      const { pause, cooldown, ...rest } = policy;
      const otherwise = decide(asked, actual, rest, NEVER, NOW);
      const paused = pause !== undefined && ['both', asked.direction].includes(pause.value);
      const elapsed = history.lastOrderAt && (NOW.getTime() - history.lastOrderAt.getTime()) / 1000;
      const cooling =
        cooldown !== undefined &&
        elapsed !== undefined &&
        elapsed < cooldown.value &&
        elapsed >= -cooldown.value;
      if (otherwise.kind !== 'order' || !(paused || cooling)) expect(decision).toEqual(otherwise);
      else expect(decision).toMatchObject({ kind: 'refused', by: paused ? 'pause' : 'cooldown' });
    });
  });

  it('say what they are, and how long a cooldown still takes', () => {
    const cooldown = { value: 300, source: 'concierge.scale.cooldown' };
    const minuteAgo = { lastOrderAt: new Date(NOW.getTime() - 60_000) };
    expect(decide(request(), 1, { cooldown }, minuteAgo, NOW)).toMatchObject({
      kind: 'refused',
      by: 'cooldown',
      reason: 'a cooldown of 5m (concierge.scale.cooldown) goes on for another 4 min',
    });
    const pause = { value: 'both', source: '--pause' } as const;
    expect(decide(request(), 1, { pause }, NEVER, NOW)).toMatchObject({
      reason: 'all scaling is paused (--pause)',
    });
  });

  it('a clock that was set back does not stop scaling for longer than the cooldown', () => {
    const cooldown = { value: 300, source: '--cooldown' };
    const ahead = (seconds: number) => ({ lastOrderAt: new Date(NOW.getTime() + seconds * 1000) });
    expect(decide(request(), 1, { cooldown }, ahead(1), NOW)).toMatchObject({
      by: 'cooldown',
      reason: expect.stringContaining('another 5 min'),
    });
    expect(decide(request(), 1, { cooldown }, ahead(86_400), NOW).kind).toBe('order');
  });
});
