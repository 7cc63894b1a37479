import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import { folderBackup } from './find.ts';
import { localPlace } from './local.ts';
import { backupsOfEachTest, filesOf, signal } from './testing/backups.ts';

const backups = backupsOfEachTest();

describe('a path that is no folder of a backup', () => {
  it('is told for what it is', async () => {
    const file = join(backups.folder, 'file');
    writeFileSync(file, '');
    const empty = join(backups.folder, 'empty');
    mkdirSync(empty);
    for (const [path, why] of [
      [file, 'it is a file, not a folder'],
      [join(file, 'below'), 'a part of its path is a file'],
      [empty, 'the folder is empty'],
      [join(backups.folder, 'missing'), 'there is no such folder'],
    ] as const) {
      const refused = expect.objectContaining({ message: `There is no backup in ${path}`, why, exitCode: 2 });
      expect(() => folderBackup(path)).toThrow(refused);
    }
    for (const path of [file, join(file, 'below')])
      await expect(localPlace(path).backups(signal)).rejects.toMatchObject({
        constructor: InputError,
        message: `${path} cannot be read`,
        why: 'it, or a part of its path, is a file',
      });
  });

  it('does not hide one that lacks its manifest', () => {
    const { 'manifest.json': _, ...rest } = filesOf('2026-11-20T00:00:00.000Z');
    backups.write('cut', rest);
    expect(folderBackup(join(backups.folder, 'cut')).name).toBe('cut');
  });
});
