import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS_DATA_FILE, ID_MAP_FILE, isBackupFile, kindFile, MANIFEST_FILE } from './format.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { PYTHON_DOCUMENTS } from './python/python-kinds.ts';

/**
 * What a folder is, judged by what stands in it; nothing is checked for being whole. A new repository of git counts as
 * empty.
 */
export type FolderContent = 'missing' | 'empty' | 'backup' | 'something else';

const DOCUMENTS = PYTHON_DOCUMENTS.map(({ name }) => kindFile(name));
const DOCUMENT_START = /^\s*\{\s*"zabbix_export"/;

/** What stands in a repository of git before the first backup: none of it is touched. */
const OF_A_NEW_REPOSITORY = /^(?:\.git.*|readme.*)$/iu;

/**
 * A backup is known by its manifest, by the file of ids that the Python tool leaves, or by an export document.
 * @throws the file system's error where the folder cannot be read, ENOTDIR where it is a file.
 */
export function contentOf(folder: string): FolderContent {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
  const isNewRepository = names.includes('.git') && names.every((name) => OF_A_NEW_REPOSITORY.test(name));
  if (names.length === 0 || isNewRepository) return 'empty';
  const isBackup =
    names.includes(ID_MAP_FILE) ||
    names.includes(ACTIONS_DATA_FILE) ||
    manifestIn(folder) !== undefined ||
    DOCUMENTS.some((name) => names.includes(name) && DOCUMENT_START.test(startOf(join(folder, name))));
  return isBackup ? 'backup' : 'something else';
}

/** The folder's manifest, or undefined where there is none that can be read. */
export function manifestIn(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST_FILE);
  try {
    return parseManifest(readFileSync(path), path);
  } catch {
    return undefined;
  }
}

/**
 * Which files of a folder make up the backup in it, by their paths, as against what a person keeps there too. In folders
 * of its own it is those that the manifest names.
 * @param options `orRemains`: where there is no manifest any more, all that have a name like them.
 */
export function backupFilesIn(folder: string, { orRemains = false } = {}): (path: string) => boolean {
  const listed = manifestIn(folder)?.files;
  const byName = listed === undefined && orRemains;
  return (path) => (path.includes('/') && !byName ? Object.hasOwn(listed ?? {}, path) : isBackupFile(path));
}

function startOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(200);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
