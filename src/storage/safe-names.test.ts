import { resolve, sep, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeNames } from './safe-names.ts';

describe('names from a store', () => {
  it.each([
    '../../x',
    'a/../../x',
    '..',
    '.',
    '',
    '/etc/passwd',
    'a//b',
    'a/',
    'a\\b',
    '..\\..\\x',
    'C:x',
    'c:/x',
    'file:stream',
    'nul',
    'a/CON.json',
    'x\0y',
    'x\ny',
    '.git/hooks/post-checkout',
    'a/.hidden',
    'ends with a dot.',
    'x'.repeat(256),
  ])('are refused: %j', (name) => {
    expect(safeNames([name]).safe).toEqual([]);
    expect(safeNames([name]).refused).toMatchObject([{ name }]);
  });

  it('are kept where they are those of files', () => {
    const names = ['hosts.json', 'notes/2026 plan.md', 'Übersicht.txt', 'a-b_c.d', 'notes/deep/er/x'];
    expect(safeNames(names)).toEqual({ safe: names, refused: [] });
  });

  it('are kept once where they are one file on some systems', () => {
    expect(safeNames(['Hosts.json', 'hosts.JSON', 'a', 'a/b', 'c/d', 'C', 'u\u0308', 'ü']).safe).toEqual([
      'Hosts.json',
      'a',
      'c/d',
      'u\u0308',
    ]);
  });

  it('never lead out of the folder, whatever they are', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', 'C:', '\\', 'a\\..', '%2e%2e', '\0', ' '),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const separator = fc.constantFrom('/', '\\', '//');
    const name = fc
      .array(fc.tuple(part, separator), { minLength: 1 })
      .map((pairs) => pairs.flat().slice(0, -1).join(''));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const { safe, refused } = safeNames(names);
        expect(safe.length + refused.length).toBe(names.length);
        for (const each of safe) {
          expect(resolve('/target', each).startsWith(`/target${sep}`)).toBe(true);
          expect(win32.resolve('D:\\target', each).startsWith('D:\\target\\')).toBe(true);
        }
      }),
    );
  });
});
