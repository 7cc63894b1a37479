import { BACKED_UP } from '../kinds/all-kinds.ts';

/** What this program reads. A reader refuses a higher one; a change that older readers would misread adds 1. */
export const FORMAT = 2;

/**
 * How objects are spread over files. `flat`: a file for each kind. `tree`: a folder for each kind, a file for each
 * object, for git.
 */
export type Layout = 'flat' | 'tree';

export const LAYOUTS: readonly Layout[] = ['flat', 'tree'];

/** The format that a backup of this layout has: who knows no trees still reads a flat one. */
export const FORMAT_OF: Readonly<Record<Layout, number>> = { flat: 1, tree: 2 };

export const MANIFEST_FILE = 'manifest.json';
/** Names and ids of templates and host groups: the only file of a backup that holds ids. */
export const ACTIONS_DATA_FILE = 'actions_data_orig.json';
/** Written by get_simple_id_map, and part of every backup by the Python tool. */
export const ID_MAP_FILE = 'id_map_backup.json';

/** The file that holds the objects of a kind. */
export function kindFile(kind: string): string {
  return `${kind}.json`;
}

/** The file that holds what the elements of a kind's document have no place for, by key. */
export function supplementFile(kind: string): string {
  return `${kind}_supplement.json`;
}

/** Lists of an export document whose entries may belong to several of its elements. */
export const SPANNING_LISTS = ['triggers', 'graphs'] as const;

/** In a tree: the folder of the files of a kind's objects. */
export function kindFolder(kind: string): string {
  return kind;
}

/** In a tree: the folder of what the elements of a kind's document have no place for. */
export function supplementFolder(kind: string): string {
  return `${kind}_supplement`;
}

/** In a tree: the folder of triggers or graphs that belong to several objects of a kind. */
export function spanningFolder(kind: string, list: (typeof SPANNING_LISTS)[number]): string {
  return `${kind}_${list}`;
}

const NAMES: ReadonlySet<string> = new Set([
  MANIFEST_FILE,
  ACTIONS_DATA_FILE,
  ...BACKED_UP.flatMap(({ name }) => [kindFile(name), supplementFile(name)]),
]);

const FOLDERS: ReadonlySet<string> = new Set(
  BACKED_UP.flatMap(({ name, travel }) => [
    kindFolder(name),
    supplementFolder(name),
    ...(travel.by === 'document' ? SPANNING_LISTS.map((list) => spanningFolder(name, list)) : []),
  ]),
);

/**
 * Whether a file may belong to a backup, as against what a person keeps beside it in the same folder.
 * @param path in the folder of the backup, with `/` between the parts.
 */
export function isBackupFile(path: string): boolean {
  return NAMES.has(path) || (isBackupFolder(path.split('/')[0] ?? '') && isBackupPath(path));
}

/** Whether a folder of this name holds objects where a backup is a tree. */
export function isBackupFolder(name: string): boolean {
  return FOLDERS.has(name);
}

const PLAIN_FILE_NAME = /^[a-z][a-z0-9_]{0,80}\.json$/;
const PATH_IN_TREE =
  /^[a-z][a-z0-9_]{0,80}\/[^<>:"/\\|?*\p{Cc}\p{Cs}.~ -][^<>:"/\\|?*\p{Cc}\p{Cs}]{0,250}\.json$/u;

/** Whether a manifest may name this: a plain file in the backup's own folder or in one below, never a way out of it. */
export function isBackupPath(path: string): boolean {
  return PLAIN_FILE_NAME.test(path) || PATH_IN_TREE.test(path);
}
