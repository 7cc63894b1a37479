import type { KeyOf } from '../../from-rows.ts';
import { type JsonObject, objectsIn, text } from '../../json.ts';
import type { PythonFiles } from './python-files.ts';
import { PYTHON_DOCUMENTS } from './python-kinds.ts';

/**
 * The keys of ids in a backup by the Python tool. Users, user groups, scripts and triggers are named nowhere in it.
 * @param ownKeys keys by id of kinds whose rows are in the backup.
 */
export function keysOfIds(
  { idMaps }: PythonFiles,
  ownKeys: ReadonlyMap<string, ReadonlyMap<string, string>>,
): KeyOf {
  const keys = new Map<string, Map<string, string>>();
  for (const { name: kind, lookup } of PYTHON_DOCUMENTS) {
    const { idField, nameField = 'name' } = lookup;
    const pairs = idMaps
      .flatMap((map): JsonObject[] => objectsIn(map[kind]))
      .map((entry) => [text(entry[idField]), text(entry[nameField])] as const);
    keys.set(kind, new Map(pairs.filter(([id, name]) => id !== '' && name !== '')));
  }
  return (kind, id) => keys.get(kind)?.get(id) ?? ownKeys.get(kind)?.get(id);
}
