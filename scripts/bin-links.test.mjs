import { mkdir, mkdtemp, readdir, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkPrograms } from './bin-links.mjs';

const BIN = { 'a-program': 'dist/cli.js', a_program: 'dist/cli.js' };

let root;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bin-links-'));
  await mkdir(join(root, 'dist'));
  await writeFile(join(root, 'dist', 'cli.js'), '');
});
afterEach(() => rm(root, { recursive: true }));

describe('linkPrograms', () => {
  it('links every name, by a path that moves with the project, as often as it is run', async () => {
    const folder = join(root, 'node_modules', '.bin');
    await mkdir(folder, { recursive: true });
    for (let time = 1; time <= 2; time += 1) {
      await linkPrograms(root, BIN);
      expect((await readdir(folder)).sort()).toEqual(['a-program', 'a_program']);
      for (const name of Object.keys(BIN)) {
        expect(await readlink(join(folder, name))).toBe('../../dist/cli.js');
        expect(await realpath(join(folder, name))).toBe(await realpath(join(root, 'dist', 'cli.js')));
      }
    }
  });

  it('takes the place of what stood there', async () => {
    const folder = join(root, 'node_modules', '.bin');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'a_program'), 'an old one');
    await linkPrograms(root, BIN);
    expect(await readlink(join(folder, 'a_program'))).toBe('../../dist/cli.js');
  });

  it('does nothing where nothing is installed', async () => {
    await linkPrograms(root, BIN);
    expect(await readdir(root)).toEqual(['dist']);
  });
});
