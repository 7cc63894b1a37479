import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.ts';
import { signedUrl, startAzurite } from '../../lab/storage/azurite.ts';
import { ACCESS_KEY, SECRET_KEY, startS3rver } from '../../lab/storage/s3rver.ts';
import { ensureProgram } from '../../lab/tools.ts';
import { type Figure, medianOf } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { type Run, runProgram } from '../program.ts';
import { timed } from '../raw.ts';

/** A store, as the program and as rclone reach it. */
interface Place {
  readonly name: string;
  readonly location: string;
  readonly environment: Readonly<Record<string, string>>;
  /** rclone's name of the same place. */
  readonly remote: string;
  readonly rclone: Readonly<Record<string, string>>;
  /**
   * Whether rclone compares a large file that it has brought with the store's checksum. From Azure it does not: it forgets
   * the checksum where it asks for several ranges at once ("Src hash empty", rclone 1.60).
   */
  readonly rcloneChecksLarge: boolean;
  /** Where it is, of a folder of this machine: only there is it the program's affair to have it outlast a power cut. */
  readonly folder?: string;
  stop(): Promise<void>;
}

interface Round {
  readonly up: Run;
  readonly down: Run;
  readonly rcloneUp: number;
  /** With what compares it, see `rcloneChecksLarge`. */
  readonly rcloneDown: number;
  /** `rclone copy` alone. */
  readonly rcloneCopyDown: number;
  /** What it takes then until what rclone has written would outlast a power cut, as what the program has written does. */
  readonly syncUp: number;
  readonly syncDown: number;
}

interface Load {
  readonly name: string;
  readonly what: string;
  readonly dir: string;
  /** What is asked for, as times of rclone. */
  readonly atMost: number;
}

/** Also where the bench is to be quick: the first round of a machine that was idle is not like the others. */
const LEAST_ROUNDS = 3;

/** Bringing a backup into a store and back, against rclone on the same store in the same run. */
export const storageFolder = storage('storage-folder', directory);
export const storageS3 = storage('storage-s3rver', s3rver);
export const storageAzure = storage('storage-azurite', azurite);

function storage(name: string, start: (bench: Bench) => Promise<Place>): Measurement {
  return {
    name,
    title: `upload and download, against rclone: ${name.replace('storage-', '')}`,
    async run(bench: Bench): Promise<Result> {
      await ensureProgram('rclone', 'rclone', bench.say);
      const loads = await loadsOf(bench);
      const rounds = Math.max(LEAST_ROUNDS, bench.rounds);
      const figures: Figure[] = [];
      const place = await start(bench);
      try {
        for (const load of loads) {
          const measured: Round[] = [];
          for (let round = 1; round <= rounds; round += 1) {
            bench.say(`round ${round} of ${rounds}: ${load.what}, ${place.name}`);
            measured.push(await measure(bench, place, load, round));
          }
          figures.push(...figuresOf(place, load, measured));
        }
      } finally {
        await place.stop();
      }
      return { figures };
    },
  };
}

/** Made once for all measurements. */
async function loadsOf({ quick, folder }: Bench): Promise<Load[]> {
  const [files, megabytes] = quick ? [1000, 256] : [10_000, 2048];
  return [
    { name: 'many', what: `${files} small files`, dir: await manyFiles(folder, files), atMost: 1 },
    {
      name: 'large',
      what: `one file of ${megabytes} MiB`,
      dir: await largeFile(folder, megabytes),
      atMost: 1.2,
    },
  ];
}

async function measure(bench: Bench, place: Place, { name, dir }: Load, round: number): Promise<Round> {
  const env = {
    ...place.environment,
    STORAGE_LOCATION: place.location,
    STORAGE_FOLDER: `concierge-${name}-${round}`,
  };
  const back = await mkdtemp(join(bench.folder, `back-${name}-`));
  const remote = `${place.remote}/rclone-${name}-${round}`;
  const copy = (from: string, to: string) => rclone(place, ['copy', from, to]);
  try {
    const program = (args: string[]) => runProgram(bench.program, args, { env });
    const upload = () => program(['upload', '--config-dir', dir]);
    const download = () => program(['download', name, '--config-dir', join(back, 'backup')]);
    const rcloneUpload = async () => {
      const rcloneUp = await timed(() => copy(dir, remote));
      return { rcloneUp, syncUp: place.folder === undefined ? 0 : await timed(() => synced(remote)) };
    };
    const [up, rcloneThere] = await inTurn(bench, round, upload, rcloneUpload);
    const rcloneDownload = async () => {
      const to = join(back, 'rclone');
      const copied = await timed(() => copy(remote, to));
      const syncDown = await timed(() => synced(to));
      const isChecked = name === 'many' || place.rcloneChecksLarge;
      const checked = isChecked ? 0 : await timed(() => rclone(place, ['check', remote, to]));
      return { rcloneDown: copied + checked, rcloneCopyDown: copied, syncDown };
    };
    const [down, rcloneBack] = await inTurn(bench, round, download, rcloneDownload);
    return { up, down, ...rcloneThere, ...rcloneBack };
  } finally {
    // Many files stay until the bench ends: ext4 passes over those that were removed within the last minutes whenever it
    // makes one (recently_deleted() in its ialloc.c). After ten thousand removals each took several times as long.
    if (name !== 'many') await rm(back, { recursive: true, force: true });
  }
}

/** Has all of a file system outlast a power cut. */
async function synced(folder: string): Promise<void> {
  await run(['sync', '-f', folder], { timeoutSeconds: 600 });
}

/**
 * The one first, in the next round the other: who comes first finds other caches than who comes second. What was written
 * and removed before is on the disk by then: else whoever syncs would have to wait for what the other has written.
 */
async function inTurn<One, Other>(
  bench: Bench,
  round: number,
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<[One, Other]> {
  if (round % 2 === 1) return [await afterSync(bench, one), await afterSync(bench, other)];
  const second = await afterSync(bench, other);
  return [await afterSync(bench, one), second];
}

async function afterSync<T>(bench: Bench, work: () => Promise<T>): Promise<T> {
  await run(['sync'], { timeoutSeconds: 600 });
  await bench.quiet();
  return await work();
}

function figuresOf(place: Place, { what, atMost }: Load, rounds: readonly Round[]): Figure[] {
  const of = `${what}, ${place.name}`;
  return [
    { what: `upload, ${of}`, value: medianOf(rounds, ({ up }) => up.seconds), unit: 's' },
    { what: `rclone copy there, ${of}`, value: medianOf(rounds, ({ rcloneUp }) => rcloneUp), unit: 's' },
    { what: `download, ${of}`, value: medianOf(rounds, ({ down }) => down.seconds), unit: 's' },
    { what: `rclone copy back, ${of}`, value: medianOf(rounds, ({ rcloneDown }) => rcloneDown), unit: 's' },
    {
      what: `upload : rclone, ${of}`,
      value: medianOf(rounds, ({ up, rcloneUp }) => up.seconds / rcloneUp),
      unit: 'times',
      target: { atMost },
    },
    {
      what: `download : rclone, ${of}`,
      value: medianOf(rounds, ({ down, rcloneDown }) => down.seconds / rcloneDown),
      unit: 'times',
      target: { atMost },
    },
    ...(place.folder === undefined
      ? []
      : [
          {
            what: `upload : rclone and a sync, ${of}`,
            value: medianOf(rounds, ({ up, rcloneUp, syncUp }) => up.seconds / (rcloneUp + syncUp)),
            unit: 'times' as const,
          },
        ]),
    {
      what: `download : rclone and a sync, ${of}`,
      value: medianOf(rounds, ({ down, rcloneDown, syncDown }) => down.seconds / (rcloneDown + syncDown)),
      unit: 'times',
    },
    ...(rounds.some(({ rcloneDown, rcloneCopyDown }) => rcloneDown !== rcloneCopyDown)
      ? [
          {
            what: `download : rclone that compares nothing, ${of}`,
            value: medianOf(rounds, ({ down, rcloneCopyDown }) => down.seconds / rcloneCopyDown),
            unit: 'times' as const,
          },
        ]
      : []),
    {
      what: `memory of upload at its highest, ${of}`,
      value: Math.max(...rounds.map(({ up }) => up.megabytes)),
      unit: 'MB',
      target: { atMost: 300 },
    },
    {
      what: `memory of download at its highest, ${of}`,
      value: Math.max(...rounds.map(({ down }) => down.megabytes)),
      unit: 'MB',
      target: { atMost: 300 },
    },
  ];
}

async function rclone(place: Place, args: readonly string[]): Promise<void> {
  await run(['rclone', ...args], { env: rcloneEnvironment(place), timeoutSeconds: 1800 });
}

/** What rclone reads in place of a configuration file, and where it looks for one in vain. */
function rcloneEnvironment({ rclone }: Place): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: tmpdir(), RCLONE_CONFIG: '/dev/null', ...rclone };
}

async function directory(bench: Bench): Promise<Place> {
  const folder = await mkdtemp(join(bench.folder, 'store-'));
  return {
    name: 'a folder',
    location: `file://${folder}`,
    environment: {},
    remote: folder,
    rclone: {},
    rcloneChecksLarge: true,
    folder,
    // It goes with the bench's folder, see `measure`.
    stop: async () => {},
  };
}

async function s3rver(): Promise<Place> {
  const server = await startS3rver();
  return {
    name: 's3rver',
    location: server.location,
    environment: server.environment(),
    remote: `bench:${server.bucket}`,
    rclone: {
      RCLONE_CONFIG_BENCH_TYPE: 's3',
      RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
      RCLONE_CONFIG_BENCH_ENDPOINT: server.url,
      RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: ACCESS_KEY,
      RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: SECRET_KEY,
      RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE: 'true',
    },
    rcloneChecksLarge: true,
    stop: server.stop,
  };
}

async function azurite(): Promise<Place> {
  const server = await startAzurite();
  return {
    name: 'azurite',
    location: server.location,
    environment: server.environment(),
    remote: `bench:${server.bucket}`,
    // With an account and its key the rclone of Debian 12 makes the address itself, by Azure's names of machines.
    rclone: { RCLONE_CONFIG_BENCH_TYPE: 'azureblob', RCLONE_CONFIG_BENCH_SAS_URL: signedUrl(server.url) },
    rcloneChecksLarge: false,
    stop: server.stop,
  };
}

async function manyFiles(folder: string, count: number): Promise<string> {
  const dir = join(folder, 'many');
  if (existsSync(dir)) return dir;
  await mkdir(dir);
  const names = Array.from({ length: count }, (_, index) => `part_${String(index).padStart(5, '0')}.json`);
  // Every backup has it, and is known by it.
  names[0] = 'actions_data_orig.json';
  for (const [index, name] of names.entries()) {
    await writeFile(join(dir, name), JSON.stringify({ index, text: `${index} `.repeat(200) }));
  }
  await writeManifest(dir, names);
  return dir;
}

async function largeFile(folder: string, megabytes: number): Promise<string> {
  const dir = join(folder, 'large');
  if (existsSync(dir)) return dir;
  await mkdir(dir);
  const block = randomBytes(1024 * 1024);
  const file = await open(join(dir, 'large.json'), 'w');
  const hash = createHash('sha256');
  for (let index = 0; index < megabytes; index += 1) {
    block.writeUInt32BE(index);
    hash.update(block);
    await file.write(block);
  }
  await file.close();
  await writeManifest(dir, [], {
    'large.json': { size: megabytes * block.length, sha256: hash.digest('hex') },
  });
  return dir;
}

async function writeManifest(
  dir: string,
  names: readonly string[],
  files: Record<string, { size: number; sha256: string }> = {},
): Promise<void> {
  for (const name of names) {
    const content = await readFile(join(dir, name));
    files[name] = { size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }
  const now = new Date().toISOString();
  const manifest = {
    format: 1,
    tool: { name: 'concierge-scheduler', version: '1.0.0' },
    zabbix: { version: '7.0.22', exportVersion: '7.0' },
    partial: false,
    counts: {},
    files,
    times: { started: now, finished: now },
  };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
}
