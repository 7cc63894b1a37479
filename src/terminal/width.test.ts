import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, fitTo } from './width.ts';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['Žluťoučký', 9],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['😀', 2],
    ['👩‍👩‍👧', 2],
    ['🇨🇿', 2],
    ['❤️', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['\u200bx', 1],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('fitTo', () => {
  it('cuts what is too wide and never gives more columns than there are', () => {
    expect(fitTo('templates', 20)).toBe('templates');
    expect(fitTo('templates', 5)).toBe('temp…');
    expect(fitTo('日本語', 4)).toBe('日…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, columns) => {
        expect(displayWidth(fitTo(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
