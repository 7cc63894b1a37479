import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RefusedError } from '../../errors.ts';
import { codeOf, writeFailure } from './file-failure.ts';
import { MANIFEST_FILE } from './format.ts';
import { placeOf } from './place.ts';
import { backupFilesIn, contentOf } from './recognise.ts';
import { syncFolder } from './write-file.ts';

/**
 * Deletes a backup: its manifest first, so that what a killed run leaves is taken for no backup, then its other files,
 * then the folder. What is none of a backup's stays, and the folder with it.
 *
 * @returns the names that stayed.
 * @throws RefusedError where the folder is no backup by this program; nothing was deleted then.
 */
export function removeBackup(dir: string): string[] {
  const { folder, parent } = placeOf(dir);
  if (contentOf(folder) !== 'backup') {
    throw new RefusedError(`${folder} was not deleted`, {
      why: 'what stands there is not a backup',
      remedy: 'Name the folder of a backup.',
    });
  }
  const isOfBackup = backupFilesIn(folder);
  try {
    rmSync(join(folder, MANIFEST_FILE), { force: true });
    syncFolder(folder);
    for (const name of readdirSync(folder)) if (isOfBackup(name)) rmSync(join(folder, name));
    try {
      rmdirSync(folder);
    } catch (error) {
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EBUSY') throw error;
      return readdirSync(folder);
    }
    syncFolder(parent);
  } catch (error) {
    throw writeFailure('The deletion', folder, error);
  }
  return [];
}
