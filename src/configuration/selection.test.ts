import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectionOf } from './selection.ts';

describe('selectionOf', () => {
  it('takes every name literally, but for * and ?', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, rest) => {
        const literal = name.replaceAll(/[*?]/g, '-');
        const pattern = selectionOf([{ kind: 'hosts', name: `${literal}*` }], []);
        expect(pattern.object('hosts', `${literal}${rest}`)).toBe(true);
        expect(pattern.object('hosts', `x${literal}`)).toBe(`x${literal}`.startsWith(literal));
        expect(pattern.object('templates', literal)).toBe(false);
      }),
    );
  });

  it('matches names with a dash', () => {
    expect(selectionOf([{ kind: 'hosts', name: 'lab-*' }], []).object('hosts', 'lab-main')).toBe(true);
  });
});
