import { describe, expect, it } from 'vitest';
import { censusKey, changed } from './census.ts';

describe('changed', () => {
  it('names what both have and what differs, and nothing that came or went', () => {
    const before = new Map([
      ['kept', '1'],
      ['moved', '2'],
      ['gone', '3'],
    ]);
    const after = new Map([
      ['kept', '1'],
      ['moved', '20'],
      ['new', '4'],
    ]);
    expect(changed(before, after)).toEqual(['moved']);
  });
});

describe('censusKey', () => {
  it('joins the parts of a name', () => {
    expect(censusKey('lab-main', 'base.load')).toBe('lab-main » base.load');
  });
});
