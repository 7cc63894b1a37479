import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, RefusedError } from '../../errors.ts';
import { removeBackup } from './remove-backup.ts';
import { sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { backupFolder, isTimestamped, timestampedFolder, timestampedIn } from './timestamped.ts';
import { faultsOf } from './wholeness.ts';
import { writeBackup } from './write-backup.ts';

const NOW = new Date('2026-11-22T17:15:30.999Z');

async function backupIn(dir: string, name: string): Promise<string> {
  const folder = join(dir, name);
  await writeBackup(sampleConfiguration(), folder, WRITE_OPTIONS);
  return folder;
}

function failureOf(work: () => unknown): InputError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('it did not fail');
}

describe('the folder of a timestamped backup', () => {
  it('is named for the time in UTC, with a number where that is taken', () => {
    const dir = temporaryFolder();
    const first = timestampedFolder(dir, NOW);
    expect(first).toBe(join(dir, '20261122T171530Z'));
    mkdirSync(first);
    expect(timestampedFolder(dir, NOW)).toBe(`${first}-2`);
    expect([first, `${first}-2`].map((path) => isTimestamped(path.slice(dir.length + 1)))).toEqual([
      true,
      true,
    ]);
  });

  it('is not made inside a backup', async () => {
    const folder = await backupIn(temporaryFolder(), 'backup');
    expect(failureOf(() => timestampedFolder(folder, NOW)).message).toContain('is a backup itself');
  });

  it('sorts by time, a day before its times and number 10 after number 2', () => {
    const dir = temporaryFolder();
    const names = [
      '2026-11-22',
      '20261122T000000Z',
      '20261122T000000Z-2',
      '20261122T000000Z-10',
      '20261123T000000Z',
    ];
    for (const name of [...names].reverse()) mkdirSync(join(dir, name));
    mkdirSync(join(dir, 'pre-restore-20261122T171530Z'));
    writeFileSync(join(dir, '20261124T000000Z'), 'a file');
    expect(timestampedIn(dir)).toEqual(names.reverse());
  });
});

describe('the folder that a command works on', () => {
  it('is the backup that is named, and what is none of ours stays as it is named', async () => {
    const dir = temporaryFolder();
    const folder = await backupIn(dir, 'backup');
    for (const path of [folder, dir, join(dir, 'missing'), join(dir, 'latest')])
      expect(backupFolder(path)).toBe(path);
  });

  it('is the newest whole one with latest', async () => {
    const dir = temporaryFolder();
    const whole = await backupIn(dir, '20261120T000000Z');
    await backupIn(dir, '20261119T000000Z');
    const broken = await backupIn(dir, '20261121T000000Z');
    rmSync(join(broken, 'hosts.json'));
    mkdirSync(join(dir, '20261122T000000Z'));
    expect(backupFolder(join(dir, 'latest'))).toBe(whole);
    renameSync(whole, join(dir, 'away'));
    rmSync(join(dir, '20261119T000000Z'), { recursive: true });
    expect(failureOf(() => backupFolder(join(dir, 'latest'))).message).toContain('no whole backup');
  });

  it('is with latest never a partial one, nor one of a selection', async () => {
    const dir = temporaryFolder();
    const complete = await backupIn(dir, '20261119T000000Z');
    const partial = join(dir, '20261120T000000Z');
    await writeBackup(sampleConfiguration(), partial, { ...WRITE_OPTIONS, partial: true });
    const selection = { only: [{ kind: 'hosts' }], skip: [{ kind: 'hosts', name: 'b*' }] };
    const selected = join(dir, '20261121T000000Z');
    await writeBackup(sampleConfiguration(), selected, { ...WRITE_OPTIONS, ...selection });
    expect(backupFolder(join(dir, 'latest'))).toBe(complete);
    rmSync(complete, { recursive: true });
    const { message, why, remedy } = failureOf(() => backupFolder(join(dir, 'latest')));
    expect(message).toContain('no backup of everything');
    expect(why).toContain(`${selected}, is selected (--only hosts --skip hosts:b*)`);
    expect(remedy).toContain(selected);
  });

  it('is asked for where there are several', async () => {
    const dir = temporaryFolder();
    await backupIn(dir, '20261119T000000Z');
    await backupIn(dir, '20261120T000000Z');
    const { message, why, remedy } = failureOf(() => backupFolder(dir));
    expect(message).toContain('holds 2 backups');
    expect(why).toContain('20261120T000000Z, 20261119T000000Z');
    expect(remedy).toContain(join(dir, 'latest'));
  });
});

describe('whether a backup is whole', () => {
  it('is told by its manifest and the sizes of its files', async () => {
    const folder = await backupIn(temporaryFolder(), 'backup');
    expect(faultsOf(folder)).toEqual([]);
    writeFileSync(join(folder, 'services.json'), '[]');
    rmSync(join(folder, 'hosts.json'));
    expect(faultsOf(folder)).toEqual([
      'hosts.json is missing',
      expect.stringMatching(/^services\.json has 2 bytes instead of \d+$/u),
    ]);
    const path = join(folder, 'manifest.json');
    const { files, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    delete files['hosts.json'];
    writeFileSync(path, JSON.stringify({ ...manifest, files }));
    expect(faultsOf(folder)[0]).toBe(
      'manifest.json counts objects of hosts.json and does not name that file',
    );
    rmSync(path);
    expect(faultsOf(folder)).toEqual(['manifest.json is missing or damaged']);
  });
});

describe('deleting a backup', () => {
  it('takes the folder with it', async () => {
    const dir = temporaryFolder();
    expect(removeBackup(await backupIn(dir, 'backup'))).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves what is none of it', async () => {
    const folder = await backupIn(temporaryFolder(), 'backup');
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(removeBackup(folder).sort()).toEqual(['.git', 'notes.txt']);
    expect(readdirSync(folder).sort()).toEqual(['.git', 'notes.txt']);
  });

  it('takes what a killed one left, where that is wanted', async () => {
    const folder = await backupIn(temporaryFolder(), '20261122T000000Z');
    for (const name of readdirSync(folder)) if (name !== 'hosts_supplement.json') rmSync(join(folder, name));
    expect(() => removeBackup(folder)).toThrow(RefusedError);
    expect(removeBackup(folder, { orRemains: true })).toEqual([]);
    const other = temporaryFolder();
    expect(() => removeBackup(other, { orRemains: true })).toThrow(RefusedError);
  });

  it.each(['folder', 'missing', 'empty'])('refuses what is none: %s', (name) => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'folder'));
    mkdirSync(join(dir, 'empty'));
    writeFileSync(join(dir, 'folder', 'hosts.json'), '{"my": "own"}');
    expect(() => removeBackup(join(dir, name))).toThrow(RefusedError);
    expect(readdirSync(join(dir, 'folder'))).toEqual(['hosts.json']);
    expect(readdirSync(dir)).toEqual(['empty', 'folder']);
  });
});
