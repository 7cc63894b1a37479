import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_PROGRAM, type Run, runProgram } from '../../bench/program.ts';
import type { StoreServer } from '../../lab/storage/server.ts';
import { hashes, useFolders } from '../support/folders.ts';
import { manifestOf, writePlainBackup } from '../support/plain-backup.ts';
import { STORES } from '../support/stores.ts';

const MANY = 10_000;
const LARGE = 2 * 1024 ** 3;
const MOST_MEGABYTES = 300;

const folder = useFolders();
let many: string;
let large: string;
let largeDigest: string;

beforeAll(async () => {
  many = folder();
  writePlainBackup(many, { files: MANY });
  large = folder();
  writePlainBackup(large, { files: 1 });
  largeDigest = await writeLarge(join(large, 'large.json'));
  const files = { 'large.json': { size: LARGE, sha256: largeDigest } };
  writeFileSync(join(large, 'manifest.json'), JSON.stringify(manifestOf(files)));
});

describe.each(Object.entries(STORES))('much: %s', (_, start) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  /** Runs the program and holds it to its memory. */
  async function run(command: string, dir: string, place: string): Promise<Run> {
    const env = {
      ...server.environment(),
      STORAGE_LOCATION: server.location,
      STORAGE_FOLDER: place,
      ZBX_CONFIG_DIR: dir,
    };
    const ended = await runProgram(BUILT_PROGRAM, [command, '--json', '--verbose'], { env });
    expect(ended.megabytes, `${command}: ${ended.stderr.slice(-2000)}`).toBeLessThan(MOST_MEGABYTES);
    return ended;
  }

  it(`${MANY} small files go up and come back the same`, async () => {
    const up = await run('upload', many, 'many');
    expect(JSON.parse(up.stdout)).toMatchObject({ sent: MANY + 1, failed: [] });
    const again = await run('upload', many, 'many');
    expect(JSON.parse(again.stdout)).toMatchObject({ sent: 0, unchanged: MANY + 1 });
    const back = folder();
    await run('download', back, 'many');
    expect(hashes(back)).toEqual(hashes(many));
    rmSync(dirname(back), { recursive: true });
  });

  it('2 GiB go up and come back the same', async () => {
    const up = await run('upload', large, 'large');
    expect(JSON.parse(up.stdout)).toMatchObject({ sent: 3, failed: [] });
    const back = folder();
    await run('download', back, 'large');
    expect(await digestOf(join(back, 'large.json'))).toBe(largeDigest);
    expect(readFileSync(join(back, 'manifest.json'))).toEqual(readFileSync(join(large, 'manifest.json')));
    rmSync(dirname(back), { recursive: true });
  });
});

/** Bytes of which no part is like another. @returns their sha256 */
async function writeLarge(path: string): Promise<string> {
  const hash = createHash('sha256');
  const block = randomBytes(4 * 1024 * 1024);
  const file = await open(path, 'w');
  for (let at = 0; at < LARGE; at += block.length) {
    block.writeDoubleBE(at, (at / block.length) * 8);
    hash.update(block);
    await file.write(block);
  }
  await file.close();
  return hash.digest('hex');
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(piece as Buffer);
  return hash.digest('hex');
}
