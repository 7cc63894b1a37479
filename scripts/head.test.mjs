import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEAD } from './head.mjs';

const run = promisify(execFile);
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

const PROGRAM = `${HEAD}import { getHeapStatistics } from 'node:v8';
console.log(JSON.stringify({
  args: process.argv.slice(2),
  url: import.meta.url,
  heap: getHeapStatistics().heap_size_limit,
}));
`;

let root;
let program;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'the head ')));
  await mkdir(join(root, 'dist'));
  program = join(root, 'dist', 'cli.js');
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await writeFile(program, PROGRAM);
  await chmod(program, 0o755);
  await symlink('dist/cli.js', join(root, 'by-link'));
});
afterAll(() => rm(root, { recursive: true }));

/** What the program says of itself. */
async function start(file, args, path = PATH) {
  const { stdout, stderr } = await run(file, args, { cwd: root, env: { PATH: path } });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the head of the program', () => {
  const args = ['two words', '', '$HOME `x` "y"', '--', '*', '--env-file', 'no such file'];

  it('hands on every argument, through links and paths with spaces', async () => {
    const url = pathToFileURL(program).href;
    expect(await start(program, args)).toMatchObject({ args, url });
    expect(await start(join(root, 'by-link'), args)).toMatchObject({ args, url });
    expect(await start('./by-link', args)).toMatchObject({ args, url });
    expect(await start('by-link', args, [root, PATH].join(delimiter))).toMatchObject({ args, url });
  });

  it('is no hindrance to Node.js itself', async () => {
    expect(await start(process.execPath, ['--', program, ...args])).toMatchObject({ args });
  });

  it('keeps Node.js from taking an --env-file for its own', async () => {
    const file = join(root, 'settings.env');
    await writeFile(file, 'NODE_OPTIONS=--max-old-space-size=64\n');
    const { heap } = await start(program, []);
    for (const given of [['--env-file', file], [`--env-file=${file}`]]) {
      expect(await start(program, given)).toMatchObject({ args: given, heap });
    }
    // Without the head it does; the day it no longer does, the head can go.
    expect(await start(process.execPath, [program, `--env-file=${file}`])).not.toMatchObject({ heap });
  });
});
