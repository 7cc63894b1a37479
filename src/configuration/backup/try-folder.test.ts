import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import { prepareIdMapFolder } from './id-map.ts';
import { prepareBackupFolder } from './prepare.ts';
import { readBackup } from './read-backup.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { tryFolder } from './try-folder.ts';

const LONG = 'x'.repeat(300);
const TOO_LONG = expect.stringContaining('longer than the file system takes');

function errorOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each([
  ['prepareBackupFolder', prepareBackupFolder, 'The backup'],
  ['prepareIdMapFolder', prepareIdMapFolder, 'The map of ids'],
] as const)('%s', (_, prepare, what) => {
  it('leaves nothing behind where all is well', () => {
    const folder = temporaryFolder();
    prepare(join(folder, 'backup'));
    prepare(join(folder, 'a', 'b', 'backup'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that a name is too long, wherever it stands', () => {
    const folder = temporaryFolder();
    const tooLong = [
      join(folder, LONG),
      join(folder, LONG, 'backup'),
      join(folder, 'new', LONG, 'backup'),
      join(folder, 'y/'.repeat(2100)),
    ];
    for (const path of tooLong) {
      const error = errorOf(() => prepare(path));
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({
        message: `${what} could not be written to ${join(path, '.')}`.replace(/\/$/, ''),
        why: TOO_LONG,
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('says that no folder can be made (Linux only: /proc)', () => {
    for (const path of ['/proc/backup', '/proc/a/b']) {
      const error = errorOf(() => prepare(path));
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({
        message: `${what} could not be written to ${path}`,
        remedy: expect.any(String),
      });
      expect((error as InputError).why).toMatch(/\/proc/);
    }
  });
});

describe('tryFolder', () => {
  it('gives the nearest folder that is there', () => {
    const folder = temporaryFolder();
    expect(tryFolder('It', join(folder, 'a', 'b'), join(folder, 'a'))).toBe(folder);
    expect(tryFolder('It', folder, folder)).toBe(folder);
  });

  it('says that a part of the path is a file', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(errorOf(() => tryFolder('It', join(file, 'a'), file))).toMatchObject({
      why: 'it, or a part of its path, is a file',
    });
  });

  it('says that this user may not write, which root may', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    const error = errorOf(() => tryFolder('It', join(folder, 'a'), folder));
    if (process.getuid?.() === 0) expect(error).toBeUndefined();
    else expect(error).toMatchObject({ exitCode: 2, why: expect.stringContaining(folder) });
  });
});

describe('readBackup', () => {
  it('says that a name is too long', () => {
    expect(errorOf(() => readBackup(join(temporaryFolder(), LONG)))).toMatchObject({
      exitCode: 2,
      why: TOO_LONG,
    });
  });
});
