import { describe, expect, it } from 'vitest';
import { describeAge } from './age.ts';

describe('an age', () => {
  it.each([
    [-5000, '0 s'],
    [0, '0 s'],
    [1999, '1 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '119 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
    [86_400_000 * 400, '400 d'],
  ])('of %d ms is %s', (milliseconds, words) => {
    expect(describeAge(milliseconds)).toBe(words);
  });
});
