import { describe, expect, it } from 'vitest';
import { valueText } from './figures.ts';
import { costsOf, drawingOf, figuresOf } from './kind-costs.ts';

const SECONDS: Readonly<Record<string, number>> = { templates: 2.4, regexps: 0.4, images: 1.4, macros: 0.41 };
const { fixed, costs } = costsOf(
  { regexps: 5, templates: 400, images: 50, macros: 1 },
  (kind) => SECONDS[kind] ?? Number.NaN,
);

describe('the cost of each kind', () => {
  it('is what it takes beyond the quickest of them, the dearest first', () => {
    expect(fixed).toBe(0.4);
    expect(costs.map(({ kind }) => kind)).toEqual(['templates', 'images', 'macros', 'regexps']);
    expect(costs[0]?.seconds).toBeCloseTo(2);
  });

  it('is told as objects per second where it is more than noise, and summed up where it is not', () => {
    const told = figuresOf(fixed, costs).map(({ what, value, unit }) => `${what}: ${valueText(value, unit)}`);
    expect(told).toEqual([
      'what a backup of any one kind takes before and after it: 0.40 s',
      'templates, 400 objects: 200 per s',
      'images, 50 objects: 50 per s',
      '2 other kinds, 6 objects, together: 0.01 s',
    ]);
    expect(figuresOf(fixed, costs)[1]?.note).toBe('2.00 s, 66 % of what all kinds take');
    expect(drawingOf(fixed, costs).split('\n')).toHaveLength(2);
  });
});
