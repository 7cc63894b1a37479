import { parseVersion } from '../../zabbix/version.ts';
import { type Configuration, type ConfigurationObject, objectsOf } from '../configuration.ts';
import { byText } from '../json.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { hostGroups } from '../kinds/hostgroups.ts';
import { kindFile, supplementFile } from './format.ts';
import { documentText, objectsText, supplementText } from './kind-text.ts';
import type { Piece } from './write-file.ts';

/** A file of a backup: its path in the folder, and its content. */
export type FileToWrite = readonly [path: string, pieces: Iterable<Piece>];

/** A file for each kind, and one for what the elements of its document have no place for. */
export function* flatFiles(configuration: Configuration): Generator<FileToWrite> {
  for (const name of configuration.objects.keys()) {
    const objects = [...objectsOf(configuration, name).values()].sort((a, b) => byText(a.key, b.key));
    yield [kindFile(name), textOf(name, objects, configuration)];
    if (objects.some(({ supplement }) => supplement !== undefined)) {
      yield [supplementFile(name), supplementText(objects)];
    }
  }
}

function textOf(
  kindName: string,
  objects: readonly ConfigurationObject[],
  configuration: Configuration,
): Iterable<Piece> {
  const kind = kindNamed(kindName);
  const { travel } = kind;
  if (travel.by !== 'document') return objectsText(kind, objects);
  const version = parseVersion(configuration.zabbixVersion);
  const groups = objectsOf(configuration, hostGroups.name);
  return documentText({ ...kind, travel }, objects, version, configuration.exportVersion, groups);
}
