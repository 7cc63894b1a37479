import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { openPage } from './page-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes a page for its owner alone, in place of an earlier one, and leaves nothing beside it', () => {
  const path = join(folder, 'report.html');
  expect(openPage(path).write('first')).toBe(path);
  openPage(path).write('second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['report.html']);
});

it('says before anything is read that a page cannot be there, and after it where the folder is gone', () => {
  mkdirSync(join(folder, 'is-a-folder'));
  for (const path of [join(folder, 'missing/report.html'), join(folder, 'is-a-folder')])
    expect(() => openPage(path)).toThrow(InputError);
  const page = openPage(join(folder, 'is-a-folder/report.html'));
  rmSync(join(folder, 'is-a-folder'), { recursive: true });
  expect(() => page.write('x')).toThrow(InputError);
});
