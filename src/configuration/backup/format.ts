import { BACKED_UP } from '../kinds/all-kinds.ts';

/** The version of the layout below. A reader refuses a higher one; a change that older readers would misread adds 1. */
export const FORMAT = 1;

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

const NAMES: ReadonlySet<string> = new Set([
  MANIFEST_FILE,
  ACTIONS_DATA_FILE,
  ...BACKED_UP.flatMap(({ name }) => [kindFile(name), supplementFile(name)]),
]);

/** Whether a file of this name belongs to a backup, as against what a person keeps beside it in the same folder. */
export function isBackupFile(name: string): boolean {
  return NAMES.has(name);
}

/** What a manifest may name: a plain file in the backup's own folder, never a path. */
export const PLAIN_FILE_NAME = /^[a-z][a-z0-9_]{0,80}\.json$/;
