import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RefusedError } from '../../errors.ts';
import { codeOf, writeFailure } from './file-failure.ts';
import { isBackupFolder, MANIFEST_FILE } from './format.ts';
import { placeOf } from './place.ts';
import { backupFilesIn, contentOf } from './recognise.ts';
import { isTimestamped } from './timestamped.ts';
import { syncFolder } from './write-file.ts';

/**
 * Deletes a backup: its manifest first, so that what a killed run leaves is taken for no backup, then its other files,
 * then the folder. What is none of a backup's stays, and the folder with it.
 *
 * @param options `orRemains`: also what a killed deletion left, of a folder that is named for a time.
 * @returns the names that stayed.
 * @throws RefusedError where the folder is no backup; nothing was deleted then.
 */
export function removeBackup(dir: string, { orRemains = false } = {}): string[] {
  const { folder, parent, name } = placeOf(dir);
  const isRemains = orRemains && isTimestamped(name) && contentOf(folder) !== 'missing';
  if (!isRemains && contentOf(folder) !== 'backup') {
    throw new RefusedError(`${folder} was not deleted`, {
      why: 'what stands there is not a backup',
      remedy: 'Name the folder of a backup.',
    });
  }
  const isOfBackup = backupFilesIn(folder, { orRemains: isRemains });
  try {
    rmSync(join(folder, MANIFEST_FILE), { force: true });
    syncFolder(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && isBackupFolder(entry.name)) removeIn(folder, entry.name, isOfBackup);
      else if (isOfBackup(entry.name)) rmSync(join(folder, entry.name));
    }
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

/** Of the folder of a kind. */
function removeIn(folder: string, below: string, isOfBackup: (path: string) => boolean): void {
  for (const file of readdirSync(join(folder, below)))
    if (isOfBackup(`${below}/${file}`)) rmSync(join(folder, below, file));
  if (readdirSync(join(folder, below)).length === 0) rmdirSync(join(folder, below));
}
