import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { replaceFile } from './write-file.ts';

it('a file is replaced whole, whatever the length of its name', () => {
  const folder = temporaryFolder();
  const name = 'n'.repeat(255);
  writeFileSync(join(folder, name), 'former');
  replaceFile(join(folder, name), ['new, ', Buffer.from('and longer')]);
  expect(readFileSync(join(folder, name), 'utf8')).toBe('new, and longer');
  expect(readdirSync(folder)).toEqual([name]);
});

it('a file that cannot be written whole stays what it was', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'former');
  function* broken(): Generator<string> {
    yield 'half';
    throw new Error('no more');
  }
  expect(() => replaceFile(file, broken())).toThrow('no more');
  expect(readFileSync(file, 'utf8')).toBe('former');
  expect(readdirSync(folder)).toEqual(['file']);
});
