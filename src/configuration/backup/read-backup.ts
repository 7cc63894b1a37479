import { readdirSync, statSync } from 'node:fs';
import { ConciergeError, InputError } from '../../errors.ts';
import type { Backup, BackupReadOptions } from './backup.ts';
import { readFailure } from './file-failure.ts';
import { MANIFEST_FILE } from './format.ts';
import { formerOf } from './former.ts';
import { type Place, placeOf } from './place.ts';
import { readPythonBackup } from './python/read-python-backup.ts';
import { readWithManifest } from './read-with-manifest.ts';
import { contentOf, type FolderContent } from './recognise.ts';

/** A folder is replaced within moments; nobody does that over and over. */
const MOST_ATTEMPTS = 10;

/**
 * Reads a backup: one by this program, checked against its manifest, or one by the Python tool. Where a run was killed
 * between the two renames that replace a backup, the former one is read from where it stands aside.
 *
 * @throws InputError where there is none, it is not whole, damaged, edited (unless `acceptEdited`) or of a newer format.
 */
export function readBackup(dir: string, options: BackupReadOptions = {}): Backup {
  for (let attempt = 1; ; attempt += 1) {
    const place = placeOf(dir);
    const before = stateOf(place.folder);
    let folder: string | undefined;
    try {
      const found = locate(place);
      folder = found.folder;
      const backup = readFrom(folder, options);
      return { ...backup, warnings: [...found.warnings, ...backup.warnings] };
    } catch (error) {
      // A backup that was replaced meanwhile looks damaged or gone: what matters is the one that is there now.
      const after = stateOf(place.folder);
      const isReplaced = before !== after || (after === undefined && folder !== undefined);
      if (attempt === MOST_ATTEMPTS || !isReplaced) throw error;
    }
  }
}

function readFrom(folder: string, options: BackupReadOptions): Backup {
  try {
    const hasManifest = readdirSync(folder).includes(MANIFEST_FILE);
    return hasManifest ? readWithManifest(folder, options) : readPythonBackup(folder);
  } catch (error) {
    throw error instanceof ConciergeError ? error : readFailure(folder, error);
  }
}

function locate(place: Place): { folder: string; warnings: string[] } {
  const content = look(place.folder);
  if (content === 'backup') return { folder: place.folder, warnings: [] };
  const [former] = formerOf(place);
  if (former && (content === 'missing' || content === 'empty')) {
    return {
      folder: former.path,
      warnings: [
        `${place.folder} is not there because a run was ended while it replaced it: the former backup is read from ${former.path}. The next backup_config puts that in order.`,
      ],
    };
  }
  throw new InputError(`There is no backup in ${place.folder}`, {
    why: {
      missing: 'there is no such folder',
      empty: 'the folder is empty',
      'something else': `the folder holds neither ${MANIFEST_FILE} nor the files of the Python tool`,
    }[content],
    remedy:
      'Name the folder of a backup with --config-dir or ZBX_CONFIG_DIR, or make one with backup_config.',
  });
}

function look(folder: string): FolderContent {
  try {
    return contentOf(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw readFailure(folder, error);
    throw new InputError(`There is no backup in ${folder}`, {
      why: 'it is a file, not a folder',
      remedy: 'Name the folder of a backup with --config-dir or ZBX_CONFIG_DIR.',
      cause: error,
    });
  }
}

/** Changes when another folder takes the place of this one; undefined where there is none. */
function stateOf(folder: string): string | undefined {
  try {
    const status = statSync(folder, { bigint: true, throwIfNoEntry: false });
    return status && `${status.dev} ${status.ino} ${status.birthtimeNs} ${status.mtimeNs}`;
  } catch (error) {
    throw readFailure(folder, error);
  }
}
