import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Zabbix } from '../../zabbix/connection.ts';
import { byText, type JsonObject, text } from '../json.ts';
import { writeFailure } from './file-failure.ts';
import { ID_MAP_FILE } from './format.ts';
import { placeOf } from './place.ts';
import { pythonJson } from './python/python-json.ts';
import { PYTHON_DOCUMENTS } from './python/python-kinds.ts';
import { tryFolder } from './try-folder.ts';
import { replaceFile } from './write-file.ts';

/** Entries by kind: id and name under the API's own names for them, and `hash`. */
export type IdMap = Record<string, JsonObject[]>;

/**
 * Id, name and hash of every template, host group, host and media type, sorted by name. The hash is the md5 of all
 * that X.get returns of the object save its id, in the JSON of Python with sorted keys: the Python tool makes the same.
 */
export async function simpleIdMap(zabbix: Zabbix, signal?: AbortSignal): Promise<IdMap> {
  const entries = await Promise.all(
    PYTHON_DOCUMENTS.map(async ({ name: kind, lookup }) => {
      const { api, idField, nameField = 'name' } = lookup;
      const rows = await zabbix.call<JsonObject[]>(`${api}.get`, { output: 'extend' }, signal && { signal });
      const list = rows.map((row): JsonObject => {
        const { [idField]: id, ...rest } = row;
        const hash = createHash('md5').update(pythonJson(rest)).digest('hex');
        return { [nameField]: text(row[nameField]), hash, [idField]: text(id) };
      });
      return [kind, list.sort((a, b) => byText(text(a[nameField]), text(b[nameField])))] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/**
 * Sees that the map can be written to this folder, before anything is read from a server.
 * @throws InputError, ConciergeError as writeIdMap.
 */
export function prepareIdMapFolder(dir: string): void {
  const { folder } = placeOf(dir);
  tryFolder('The map of ids', folder, folder);
}

/**
 * Writes id_map_backup.json (0600) into a folder, which is made where it is missing. An earlier file is replaced whole.
 * @returns the path of the file.
 * @throws InputError, ConciergeError as writeBackup.
 */
export function writeIdMap(dir: string, map: IdMap): string {
  const { folder } = placeOf(dir);
  const path = join(folder, ID_MAP_FILE);
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
    replaceFile(path, [`${JSON.stringify(map, null, 2)}\n`]);
  } catch (error) {
    throw writeFailure('The map of ids', folder, error, folder);
  }
  return path;
}
