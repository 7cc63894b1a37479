import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { policyOf, policyOfFlags, type ScalePolicy, stricter } from './policy.ts';

function errorOf(work: () => unknown): InputError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was thrown');
}

describe('the policy of a component', () => {
  it('is read from its labels; others are none of our business', () => {
    const labels = {
      'concierge.scale.min': '2',
      'concierge.scale.max': '6',
      'concierge.scale.step': '1',
      'concierge.scale.cooldown': '5m',
      'concierge.scale.pause': 'down',
      'com.docker.compose.project': 'shop',
    };
    expect(policyOf(labels, {}, 'shop/web')).toEqual({
      min: { value: 2, source: 'concierge.scale.min' },
      max: { value: 6, source: 'concierge.scale.max' },
      step: { value: 1, source: 'concierge.scale.step' },
      cooldown: { value: 300, source: 'concierge.scale.cooldown' },
      pause: { value: 'down', source: 'concierge.scale.pause' },
    });
    expect(policyOf({}, {}, 'shop/web')).toEqual({});
  });

  it('is the stricter of label and flag, and says which', () => {
    const flags = policyOfFlags({ min: '1', max: '4', step: '3', cooldown: '10m', pause: 'up' });
    const labels = {
      'concierge.scale.min': '2',
      'concierge.scale.max': '6',
      'concierge.scale.step': '1',
      'concierge.scale.cooldown': '5m',
      'concierge.scale.pause': 'down',
    };
    expect(policyOf(labels, flags, 'shop/web')).toEqual({
      min: { value: 2, source: 'concierge.scale.min' },
      max: { value: 4, source: '--max' },
      step: { value: 1, source: 'concierge.scale.step' },
      cooldown: { value: 600, source: '--cooldown' },
      pause: { value: 'both', source: 'concierge.scale.pause and --pause' },
    });
  });

  it.each([
    ['min', '-1'],
    ['min', ''],
    ['max', 'six'],
    ['max', '1e9'],
    ['max', ' 6'],
    ['step', '0'],
    ['cooldown', '5 minutes'],
    ['pause', 'yes'],
    ['pause', ''],
    ['pause', 'UP'],
  ])('fails closed where the label %s is %j', (name, text) => {
    const { message, why } = errorOf(() => policyOf({ [`concierge.scale.${name}`]: text }, {}, 'shop/web'));
    expect(message).toBe(`The label concierge.scale.${name} of shop/web cannot be read`);
    expect(why).toContain(JSON.stringify(text));
  });

  it('fails closed where a label is mistyped', () => {
    const { message, why } = errorOf(() => policyOf({ 'concierge.scale.maximum': '6' }, {}, 'shop/web'));
    expect(message).toContain('concierge.scale.maximum of shop/web');
    expect(why).toContain('concierge.scale.max,');
  });

  it('fails where a flag cannot be read, naming it', () => {
    expect(errorOf(() => policyOfFlags({ cooldown: 'soon' })).message).toBe('--cooldown cannot be read');
  });

  it('fails where min is above max, whoever set them', () => {
    const { message, why } = errorOf(() =>
      policyOf({ 'concierge.scale.min': '5' }, policyOfFlags({ max: '3' }), 'shop/web'),
    );
    expect(message).toBe('The bounds of shop/web contradict each other');
    expect(why).toBe('min is 5 (concierge.scale.min), max is 3 (--max)');
    expect(errorOf(() => policyOfFlags({ min: '5', max: '3' })).message).toContain('contradict');
  });
});

const bound = (values: fc.Arbitrary<number>) => fc.record({ value: values, source: fc.constant('x') });
const policies: fc.Arbitrary<ScalePolicy> = fc.record(
  {
    min: bound(fc.nat(10)),
    max: bound(fc.nat(10)),
    step: bound(fc.integer({ min: 1, max: 5 })),
    cooldown: bound(fc.nat(100)),
    pause: fc.record({ value: fc.constantFrom('up', 'down', 'both'), source: fc.constant('x') }),
  },
  { requiredKeys: [] },
);

describe('the stricter of two policies', () => {
  it('allows nothing that one of them forbids, and is one of the two in each bound', () => {
    fc.assert(
      fc.property(policies, policies, (one, other) => {
        const both = stricter(one, other);
        for (const each of [one, other]) {
          expect(both.min?.value ?? 0).toBeGreaterThanOrEqual(each.min?.value ?? 0);
          expect(both.max?.value ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
            each.max?.value ?? Number.POSITIVE_INFINITY,
          );
          expect(both.step?.value ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
            each.step?.value ?? Number.POSITIVE_INFINITY,
          );
          expect(both.cooldown?.value ?? 0).toBeGreaterThanOrEqual(each.cooldown?.value ?? 0);
          if (each.pause !== undefined) expect(['both', each.pause.value]).toContain(both.pause?.value);
        }
        for (const name of ['min', 'max', 'step', 'cooldown'] as const) {
          expect([one[name]?.value, other[name]?.value]).toContain(both[name]?.value);
        }
      }),
    );
  });

  it('does not depend on which comes first, and adds nothing to itself', () => {
    const values = (policy: ScalePolicy) =>
      Object.fromEntries(Object.entries(policy).map(([name, { value }]) => [name, value]));
    fc.assert(
      fc.property(policies, policies, (one, other) => {
        expect(values(stricter(one, other))).toEqual(values(stricter(other, one)));
        expect(values(stricter(one, one))).toEqual(values(one));
      }),
    );
  });
});
