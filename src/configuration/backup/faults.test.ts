import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConciergeError, InputError } from '../../errors.ts';
import { readBackup } from './read-backup.ts';
import { marksOf, sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { hiddenIn, temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? '' : ' (not run: only root can mount)';

const ROUNDS = 10;
const MOST_ROUNDS = 100;

/** A writer of its own that says when it begins. */
async function startWriter(dir: string, name: string, count = 1_000_000): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'testing', 'writer-process.ts');
  const child = spawn(process.execPath, [script, dir, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the writer ended before it began')));
  });
  return child;
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

function mountSmallDisk(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
}

function wholeMark(dir: string): string {
  const marks = new Set(marksOf(readBackup(dir).configuration));
  expect(marks.size).toBe(1);
  return [...marks][0] ?? '';
}

describe('a backup that is written', () => {
  it('is the old or the new one, whole, however often its writer is killed', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    await writeBackup(sampleConfiguration('before'), dir, WRITE_OPTIONS);
    let leftovers = 0;
    // Where the machine is busy a writer may not have come to write at all when it is killed: then there are more rounds.
    for (let round = 0; round < ROUNDS || (leftovers === 0 && round < MOST_ROUNDS); round += 1) {
      const writer = await startWriter(dir, `round ${round} `);
      await sleep(Math.random() * 40);
      writer.kill('SIGKILL');
      await ended(writer);
      expect(wholeMark(dir)).toMatch(/^(before|round \d+ \d+)$/);
      leftovers += hiddenIn(parent).length;
    }
    // Otherwise no kill has met a writer in the middle, and nothing was shown.
    expect(leftovers).toBeGreaterThan(0);
    await writeBackup(sampleConfiguration('after'), dir, WRITE_OPTIONS);
    expect(wholeMark(dir)).toBe('after');
    expect(readdirSync(parent)).toEqual(['backup']);
  }, 180_000);

  it('is whole at every moment while two write it at once', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    await writeBackup(sampleConfiguration('before'), dir, WRITE_OPTIONS);
    mkdirSync(join(dir, '.git'));
    const writers = await Promise.all([startWriter(dir, 'a', 20), startWriter(dir, 'b', 20)]);
    const codes = Promise.all(writers.map(ended));
    let reads = 0;
    while (writers.some((writer) => writer.exitCode === null)) {
      wholeMark(dir);
      reads += 1;
      await sleep(3);
    }
    expect(await codes).toEqual([0, 0]);
    expect(reads).toBeGreaterThan(10);
    expect(wholeMark(dir)).toMatch(/^[ab]\d+$/);
    expect(readdirSync(parent)).toEqual(['backup']);
    expect(readdirSync(dir)).toContain('.git');
  }, 180_000);

  it('may be written twice at once by one process', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    const marks = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
    await Promise.all(marks.map((mark) => writeBackup(sampleConfiguration(mark), dir, WRITE_OPTIONS)));
    expect(marks).toContain(wholeMark(dir));
    expect(readdirSync(parent)).toEqual(['backup']);
  });

  it('is read from aside where a run was killed between the two renames, and comes back with the next', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    await writeBackup(sampleConfiguration('old'), dir, WRITE_OPTIONS);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    // A process id that is never in use: the highest that Linux gives is 2^22.
    const aside = join(parent, `.backup.old-00000000-4194305-000000000000`);
    renameSync(dir, aside);
    utimesSync(aside, new Date(0), new Date(0));
    const { warnings, folder } = readBackup(dir);
    expect(folder).toBe(aside);
    expect(warnings[0]).toContain('the former backup is read from');
    expect(wholeMark(dir)).toBe('old');
    const failing = { ...WRITE_OPTIONS, signal: AbortSignal.abort() };
    await expect(writeBackup(sampleConfiguration('new'), dir, failing)).rejects.toThrow();
    expect(readBackup(dir)).toMatchObject({ folder: dir, warnings: [] });
    await writeBackup(sampleConfiguration('new'), dir, WRITE_OPTIONS);
    expect(wholeMark(dir)).toBe('new');
    expect(readdirSync(dir)).toContain('notes.txt');
    expect(readdirSync(parent)).toEqual(['backup']);
  });

  it.skipIf(!isRoot)(`stays what it was where the disk is full${needsRoot}`, async () => {
    const disk = join(temporaryFolder(), 'disk');
    mountSmallDisk(disk, 'size=256k');
    const dir = join(disk, 'backup');
    await writeBackup(sampleConfiguration('old'), dir, WRITE_OPTIONS);
    const failure = await writeBackup(sampleConfiguration('x'.repeat(100_000)), dir, WRITE_OPTIONS).catch(
      (error) => error,
    );
    expect(failure).toBeInstanceOf(ConciergeError);
    expect(failure).toMatchObject({ exitCode: 1, why: 'no room is left on the disk' });
    expect(wholeMark(dir)).toBe('old');
    expect(readdirSync(disk)).toEqual(['backup']);
  });

  it.skipIf(!isRoot)(`is refused on a read-only disk and for a mount point${needsRoot}`, async () => {
    const folder = temporaryFolder();
    const disk = join(folder, 'disk');
    mountSmallDisk(disk, 'size=256k');
    const mounted = await writeBackup(sampleConfiguration(), disk, WRITE_OPTIONS).catch((error) => error);
    expect(mounted).toBeInstanceOf(InputError);
    expect(mounted.why).toContain('mount point');
    // A folder of the same disk that is mounted over itself cannot be told beforehand.
    const bound = join(folder, 'bound');
    mkdirSync(bound);
    execFileSync('mount', ['--bind', bound, bound]);
    onTestFinished(() => void execFileSync('umount', ['-l', bound]));
    const busy = await writeBackup(sampleConfiguration(), bound, WRITE_OPTIONS).catch((error) => error);
    expect(busy).toBeInstanceOf(InputError);
    expect(busy.why).toContain('mount point');
    expect(hiddenIn(folder)).toEqual([]);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const readOnly = await writeBackup(sampleConfiguration(), join(disk, 'backup'), WRITE_OPTIONS).catch(
      (error) => error,
    );
    expect(readOnly).toBeInstanceOf(InputError);
    expect(readOnly.why).toBe('the file system is read-only');
  });
});
