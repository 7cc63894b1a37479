import { createReadStream, type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readFailure } from '../../configuration/backup/file-failure.ts';
import { isBackupFolder } from '../../configuration/backup/format.ts';
import { contentOf } from '../../configuration/backup/recognise.ts';
import { removeBackup } from '../../configuration/backup/remove-backup.ts';
import { isTimestamped } from '../../configuration/backup/timestamped.ts';
import { InputError } from '../../errors.ts';
import type { BackupPlace, FoundBackup, FoundFile, Sealed } from './place.ts';

/**
 * The backups of a folder: the folder itself where it is one, else those in it.
 * @throws InputError where there is no such folder.
 */
export function localPlace(dir: string): BackupPlace {
  const folder = resolve(dir);
  return {
    location: folder,
    async backups() {
      const content = contentIn(folder);
      if (content === 'missing') {
        throw new InputError(`There are no backups in ${folder}`, {
          why: 'there is no such folder',
          remedy: 'Name a folder, or make a backup with backup_config.',
        });
      }
      if (content === 'backup') return [localBackup(folder)];
      return foldersIn(folder)
        .filter((name) => isTimestamped(name) || mayBeBackup(join(folder, name)))
        .map((name) => localBackup(join(folder, name)));
    },
    async close() {},
  };
}

/** What cannot be read may be one, and one that cannot be read must not hide the others. */
function mayBeBackup(folder: string): boolean {
  try {
    return contentOf(folder) === 'backup';
  } catch {
    return true;
  }
}

/** One folder, taken for a backup whatever is in it; where it cannot be read, that is what is said of it. */
export function localBackup(folder: string): FoundBackup {
  const { files, sealed } = filesOrFailure(folder);
  return {
    name: basename(folder),
    location: folder,
    encrypted: false,
    files,
    sealed,
    size: [...files.values()].reduce((sum, { size }) => sum + size, 0),
    async open(path) {
      return createReadStream(join(folder, path));
    },
    async remove() {
      return removeBackup(folder, { orRemains: true });
    },
  };
}

function filesOrFailure(folder: string): Pick<FoundBackup, 'files' | 'sealed'> {
  try {
    return { files: filesIn(folder), sealed: undefined };
  } catch (error) {
    const failure = readFailure(folder, error);
    if (!(failure instanceof InputError)) throw failure;
    const sealed: Sealed = {
      problem: `${failure.message}: ${failure.why}`,
      state: 'unknown',
      remedy: failure.remedy,
    };
    return { files: new Map(), sealed };
  }
}

/** Those of the folder itself, and of the folders that a tree has for its kinds. */
function filesIn(folder: string): ReadonlyMap<string, FoundFile> {
  const found = new Map<string, FoundFile>();
  const look = (path: string): void => {
    const status = statSync(join(folder, path), { throwIfNoEntry: false });
    if (status?.isFile()) found.set(path, { size: status.size, modifiedAt: status.mtime.toISOString() });
  };
  for (const entry of entriesOf(folder)) {
    if (!entry.isDirectory()) look(entry.name);
    else if (isBackupFolder(entry.name))
      for (const { name } of entriesOf(join(folder, entry.name))) look(`${entry.name}/${name}`);
  }
  return found;
}

/** Hidden ones are this program's own, while a backup is written or replaced. */
function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw readFailure(folder, error);
  }
}

function contentIn(folder: string): ReturnType<typeof contentOf> {
  try {
    return contentOf(folder);
  } catch (error) {
    throw readFailure(folder, error);
  }
}
