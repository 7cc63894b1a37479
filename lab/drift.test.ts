import { describe, expect, it } from 'vitest';
import { CHANGES, chosen } from './drift.ts';

describe('chosen', () => {
  it('is every change unless told otherwise', () => {
    expect(chosen({})).toEqual(Object.keys(CHANGES));
  });

  it('takes the named ones in the order in which they can be made', () => {
    expect(chosen({ only: ['deleteHost', 'renameHost'] })).toEqual(['renameHost', 'deleteHost']);
  });

  it('leaves out what is skipped', () => {
    expect(chosen({ only: ['deleteHost', 'renameHost'], skip: ['deleteHost'] })).toEqual(['renameHost']);
  });
});
