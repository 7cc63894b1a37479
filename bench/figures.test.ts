import { describe, expect, it } from 'vitest';
import { type Figure, isMet, median, targetText, valueText } from './figures.ts';

describe('a figure', () => {
  const figure: Figure = { what: 'a : b', value: 0.45, unit: 'times', target: { atMost: 0.45 } };

  it('meets a target that it just reaches', () => {
    expect(isMet(figure)).toBe(true);
    expect(isMet({ ...figure, value: 0.46 })).toBe(false);
    expect(isMet({ ...figure, value: 2, target: { exactly: 1 } })).toBe(false);
  });

  it('meets or misses nothing where nothing is asked', () => {
    const { target: _target, ...asked } = figure;
    expect(isMet(asked)).toBeUndefined();
    expect(targetText(asked)).toBe('');
  });

  it('reads with its unit', () => {
    expect(valueText(0.4512, 'times')).toBe('0.45 times');
    expect(valueText(152.4, 's')).toBe('152 s');
    expect(valueText(9.87, '%')).toBe('9.9 %');
    expect(valueText(1, '')).toBe('1');
    expect(targetText(figure)).toBe('≤ 0.45 times');
  });
});

describe('the median', () => {
  it('is the middle of any order, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });
});
