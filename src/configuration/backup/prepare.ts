import { statSync } from 'node:fs';
import { InputError } from '../../errors.ts';
import { codeOf, mountPoint, readFailure, writeFailure } from './file-failure.ts';
import { clearLeftovers } from './former.ts';
import { type Place, placeOf } from './place.ts';
import { contentOf, type FolderContent } from './recognise.ts';
import { tryFolder } from './try-folder.ts';

/**
 * Sees that a backup can be written to this folder before anything is read from a server, and clears away what a killed
 * run left. Leaves nothing else behind.
 * @returns what a person should know.
 * @throws InputError where it holds something that is no backup, is a file or a mount point, or may not be written.
 */
export function prepareBackupFolder(dir: string): string[] {
  const place = placeOf(dir);
  refuseOtherFolder(place);
  if (tryFolder('The backup', place.folder, place.parent) !== place.parent) return [];
  try {
    refuseMountPoint(place);
    return clearLeftovers(place);
  } catch (error) {
    throw writeFailure('The backup', place.folder, error);
  }
}

function refuseOtherFolder({ folder }: Place): void {
  let content: FolderContent;
  try {
    content = contentOf(folder);
  } catch (error) {
    throw ['ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error) ?? '')
      ? writeFailure('The backup', folder, error)
      : readFailure(folder, error);
  }
  if (content !== 'something else') return;
  throw new InputError(`The backup could not be written to ${folder}`, {
    why: 'the folder is not empty, and what stands in it is not a backup',
    remedy: 'Name a new folder with --config-dir or ZBX_CONFIG_DIR, or move its content away.',
  });
}

function refuseMountPoint({ folder, parent }: Place): void {
  const device = deviceOf(folder);
  if (device !== undefined && device !== deviceOf(parent)) {
    throw mountPoint(`The backup could not be written to ${folder}`, folder);
  }
}

function deviceOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.dev;
}
