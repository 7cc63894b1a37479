import type { KeyOf } from '../../from-rows.ts';
import { type JsonObject, objectsIn, text } from '../../json.ts';
import { kindNamed } from '../../kinds/all-kinds.ts';
import type { PythonFiles } from './python-files.ts';

/** Kinds that the tool's files of ids name, and the field of the name. */
const NAME_FIELDS = { templates: 'host', hostgroups: 'name', hosts: 'host', mediatypes: 'name' };

/**
 * The keys of ids in a backup by the Python tool. Users, user groups, scripts and triggers are named nowhere in it.
 * @param ownKeys keys by id of kinds whose rows are in the backup.
 */
export function keysOfIds(
  { idMaps }: PythonFiles,
  ownKeys: ReadonlyMap<string, ReadonlyMap<string, string>>,
): KeyOf {
  const keys = new Map<string, Map<string, string>>();
  for (const [kind, nameField] of Object.entries(NAME_FIELDS)) {
    const { idField } = kindNamed(kind).lookup;
    const pairs = idMaps
      .flatMap((map): JsonObject[] => objectsIn(map[kind]))
      .map((entry) => [text(entry[idField]), text(entry[nameField])] as const);
    keys.set(kind, new Map(pairs.filter(([id, name]) => id !== '' && name !== '')));
  }
  return (kind, id) => keys.get(kind)?.get(id) ?? ownKeys.get(kind)?.get(id);
}
