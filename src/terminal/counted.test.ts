import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { counted } from './counted.ts';

it('says one thing of one, and the plural of none and several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
  expect([1, 3].map((count) => counted(count, 'proxy', 'proxies'))).toEqual(['1 proxy', '3 proxies']);
});

const SOURCE = fileURLToPath(new URL('..', import.meta.url));

/** What stands for a number before a plural, and why it is never one. */
const NEVER_ONE: readonly string[] = [
  // It is more than what there is room for.
  'text.length characters',
  'found.size bytes',
  'LONGEST_FIELD characters',
  // The singular has a sentence of its own.
  'templates templates',
  'secretMacros macros',
];

/** Nouns that are counted somewhere: `file` of `counted(sent, 'file')`. */
function countedNouns(texts: readonly string[]): Set<string> {
  const nouns = texts.flatMap((text) =>
    [...text.matchAll(/\bcounted\([^'`]*?, '(?<noun>[\w ]+)'/gu)].map(({ groups }) => groups?.noun ?? ''),
  );
  return new Set(nouns.map((noun) => noun.split(' ').at(-1) ?? noun));
}

describe('what a person reads', () => {
  const texts = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing/'))
    .map((path) => readFileSync(join(SOURCE, path), 'utf8'));

  it('has no number glued to a plural that may be one', () => {
    const nouns = countedNouns(texts);
    expect([...nouns]).toEqual(expect.arrayContaining(['file', 'object', 'backup', 'container']));
    const plurals = [...nouns, 'character', 'template', 'macro', 'host', 'call'].map((noun) => `${noun}s`);
    const glued = texts.flatMap((text) =>
      [...text.matchAll(/\$\{(?<number>[^{}]+)\} (?:(?:more|other|secret|further) )?(?<noun>[a-z]+)\b/gu)]
        .filter(({ groups }) => plurals.includes(groups?.noun ?? ''))
        .map(({ groups }) => `${groups?.number} ${groups?.noun}`),
    );
    expect(glued.filter((each) => !NEVER_ONE.includes(each))).toEqual([]);
  });
});
