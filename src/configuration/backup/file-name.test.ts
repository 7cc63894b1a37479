import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameFor, fileNameOf } from './file-name.ts';
import { isBackupPath } from './format.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const HOSTILE = [
  '',
  '.',
  '..',
  '.git',
  '.hidden',
  '../../etc/passwd',
  '/',
  'a/b\\c',
  'con',
  'CON',
  'Con.cfg',
  'com1 .x',
  'NUL',
  'lpt9',
  'conin$',
  'aux.json',
  'trailing.',
  'trailing ',
  ' leading',
  '-rf',
  '~',
  '~a1b2c3d4',
  '%2F',
  '%',
  '%u0041',
  'a:b*c?d"e<f>g|h',
  'a\r\nb\u0000c\u007f',
  'Linux',
  'LINUX',
  'linux',
  'lINUX',
  'é',
  'e\u0301',
  'É',
  'ﬁ',
  'fi',
  'straße',
  'strasse',
  'STRASSE',
  'ſ',
  's',
  'S',
  'σς',
  'σσ',
  'ΣΣ',
  'İ',
  'i',
  'ı',
  'I',
  '\u212a',
  'k',
  '\u212b',
  '\u00c5',
  'ＡＢ',
  '日本語',
  'Москва',
  'москва',
  '가',
  '가'.normalize('NFD'),
  '🐘',
  '\ud800',
  '\udc00',
  '\u2028',
  '\u200b',
  'x'.repeat(255),
  'x'.repeat(256),
  'X'.repeat(255),
  '語'.repeat(255),
  '🐘'.repeat(90),
];

const anyName = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.array(fc.constantFrom(...'aAéÉeE\u0301sSßſ.~% /0'), { maxLength: 6 }).map((all) => all.join('')),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
);

/** What file systems that do not tell case, or ways of writing, apart take for the same. */
function folds(name: string): string[] {
  return ['NFC', 'NFD', 'NFKC', 'NFKD'].flatMap((form) => [
    name.normalize(form).toLowerCase(),
    name.normalize(form).toUpperCase(),
    name.normalize(form).toUpperCase().toLowerCase(),
  ]);
}

/** The object's name, or undefined where the file's does not say all of it: it was cut off, or is none of ours. */
function nameOfFile(file: string): string | undefined {
  if (!file.endsWith('.json')) return undefined;
  const stem = file.slice(0, -'.json'.length).replace(/~[0-9a-f]{8}$/u, '');
  if (stem === '%') return '';
  if (stem.includes('~')) return undefined;
  const halves = stem.split(/%u([0-9A-F]{4})/u);
  try {
    return halves
      .map((half, index) =>
        index % 2 === 0 ? decodeURIComponent(half) : String.fromCharCode(Number.parseInt(half, 16)),
      )
      .join('');
  } catch {
    return undefined;
  }
}

describe('the name of the file of an object', () => {
  it('is one that every system takes, in any folder of a backup', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const file = fileNameOf(name);
        expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
        expect(file).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}]/u);
        expect(file).not.toMatch(/^[. -]|[. ]$/u);
        expect(file).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$) *\./iu);
        expect(file.normalize('NFD')).toBe(file);
        expect(file.normalize('NFKC')).toBe(file);
        expect(isBackupPath(`hosts/${file}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('says what the object is called, save where that is too long', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const found = nameOfFile(fileNameOf(name));
        if (found === undefined) expect(Buffer.byteLength(fileNameOf(name))).toBeGreaterThan(180);
        else expect(found).toBe(name);
      }),
      { numRuns: 2000 },
    );
    for (const name of HOSTILE.filter((each) => each.length < 20))
      expect(nameOfFile(fileNameOf(name))).toBe(name);
  });

  it('is that of no other object, where neither case nor ways of writing count either', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        if (one === other) return;
        const [first, second] = [fileNameOf(one), fileNameOf(other)];
        folds(first).forEach((folded, index) => {
          expect(folded).not.toBe(folds(second)[index]);
        });
      }),
      { numRuns: 3000 },
    );
    for (const [at, fold] of folds('').entries()) {
      const folded = HOSTILE.map((name) => folds(fileNameOf(name))[at] ?? fold);
      expect(new Set(folded).size).toBe(HOSTILE.length);
    }
  });

  it('can be made on this file system, all of them in one folder', () => {
    const folder = join(temporaryFolder(), 'hosts');
    mkdirSync(folder);
    for (const name of HOSTILE) writeFileSync(join(folder, fileNameOf(name)), name, { flag: 'wx' });
    expect(readdirSync(folder)).toHaveLength(HOSTILE.length);
  });

  it.each([
    ['web-1', 'web-1.json'],
    ['Linux servers', /^Linux servers~[0-9a-f]{8}\.json$/u],
    ['In/Out', /^In%2FOut~[0-9a-f]{8}\.json$/u],
    ['büro', 'b%C3%BCro.json'],
    ['日本語', '日本語.json'],
    ['con', '%63on.json'],
    ['.git', '%2Egit.json'],
  ])('of %s is for people to read', (name, expected) => {
    if (typeof expected === 'string') expect(fileNameOf(name)).toBe(expected);
    else expect(fileNameOf(name)).toMatch(expected);
  });

  it('for what has no name of its own goes by what identifies it', () => {
    expect(fileNameFor('Down', 'a')).toMatch(/^Down~[0-9a-f]{16}\.json$/u);
    expect(fileNameFor('Down', 'a')).not.toBe(fileNameFor('Down', 'b'));
    expect(nameOfFile(fileNameFor('Down', 'a'))).toBeUndefined();
  });
});
