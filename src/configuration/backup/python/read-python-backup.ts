import { InputError } from '../../../errors.ts';
import { parseVersion, type ZabbixVersion } from '../../../zabbix/version.ts';
import { makeCanonical } from '../../canonical.ts';
import type { ConfigurationObject } from '../../configuration.ts';
import { splitDocument } from '../../document.ts';
import { exactNotRecorded } from '../../exact/all-classes.ts';
import { contentOfRows, keysOfRows, objectsFromRows, type Row } from '../../from-rows.ts';
import { byText, text } from '../../json.ts';
import type { Kind, ObjectTravel } from '../../kind.ts';
import { kindsInOrder } from '../../kinds/all-kinds.ts';
import type { Backup } from '../backup.ts';
import { MANIFEST_FILE } from '../format.ts';
import { areOfPythonTool, type PythonFiles, readPythonFiles } from './python-files.ts';
import { NOT_RECORDED } from './python-kinds.ts';
import { keysOfIds } from './python-names.ts';

/**
 * Reads a backup by the Python tool (Zabbix 5.0 and 6.0): export documents and rows with ids, which become names by its
 * own files of ids. What those do not name becomes `{ unresolved: kind, id }`.
 *
 * @throws InputError where it is none, or no file says which version of Zabbix it is from.
 */
export function readPythonBackup(folder: string): Backup {
  const files = readPythonFiles(folder);
  if (!areOfPythonTool(files)) throw halfABackup(folder);
  const exportVersion = versionOf(folder, files);
  const version = parseVersion(exportVersion);
  const kinds = kindsInOrder(version);
  const rowObjects = objectsOfRows(kinds, files, version);
  const objects = new Map<string, ReadonlyMap<string, ConfigurationObject>>();
  for (const kind of kinds) {
    const found = rowObjects.get(kind.name) ?? objectsOfDocuments(kind, files, version);
    if (found) objects.set(kind.name, found);
  }
  return {
    folder,
    configuration: { zabbixVersion: exportVersion, exportVersion, objects },
    manifest: undefined,
    notRecorded: new Map([...NOT_RECORDED, ...exactNotRecorded()]),
    warnings: [...files.warnings, ...remarksOn(files)],
  };
}

/** The objects of a kind in its own document, and those that other documents hold because they need them. */
function objectsOfDocuments(
  kind: Kind,
  { documents }: PythonFiles,
  version: ZabbixVersion,
): Map<string, ConfigurationObject> | undefined {
  if (kind.travel.by !== 'document') return undefined;
  const own = documents.get(kind.name);
  const others = [...documents.values()].filter((document) => document !== own);
  const objects = new Map<string, ConfigurationObject>();
  for (const document of own ? [own, ...others] : others) {
    for (const content of splitDocument(document, kind.travel.element(version))) {
      const key = kind.key?.(content) ?? '';
      if (key === '' || objects.has(key)) continue;
      makeCanonical(content);
      objects.set(key, { kind: kind.name, key, content });
    }
  }
  if (!own && objects.size === 0) return undefined;
  return new Map([...objects].sort(([a], [b]) => byText(a, b)));
}

function objectsOfRows(
  kinds: readonly Kind[],
  files: PythonFiles,
  version: ZabbixVersion,
): Map<string, Map<string, ConfigurationObject>> {
  const read: { kind: Kind & { travel: ObjectTravel }; rows: Row[]; keys: string[] }[] = [];
  for (const kind of kinds) {
    const raw = files.rows.get(kind.name);
    const { travel } = kind;
    if (!raw || travel.by !== 'object') continue;
    const objectKind = { ...kind, travel };
    const rows = contentOfRows(objectKind, raw, version);
    for (const { content } of rows)
      for (const field of NOT_RECORDED.get(kind.name) ?? []) delete content[field];
    read.push({ kind: objectKind, rows, keys: keysOfRows(kind, rows) });
  }
  const ownKeys = new Map(
    read.map(({ kind, rows, keys }) => [
      kind.name,
      new Map(rows.map(({ id }, index) => [id, keys[index] ?? ''])),
    ]),
  );
  const keyOf = keysOfIds(files, ownKeys);
  return new Map(
    read.map(({ kind, rows, keys }) => [kind.name, objectsFromRows(kind, rows, keys, keyOf, version)]),
  );
}

/** All documents of a backup name the same version, that of the server. */
function versionOf(folder: string, { documents }: PythonFiles): string {
  const versions = [...new Set([...documents.values()].map((document) => text(document.version)))];
  const [version] = versions;
  if (versions.length === 1 && version !== undefined && /^\d{1,3}\.\d{1,3}$/.test(version)) return version;
  throw new InputError(`The backup in ${folder} cannot be read`, {
    why:
      versions.length > 1
        ? `its files are from different versions of Zabbix: ${versions.join(', ')}`
        : 'none of its files says which version of Zabbix it is from',
    remedy: 'Put back the files of one run of the Python tool: templates.json, hostgroups.json, hosts.json.',
  });
}

function remarksOn({ idMaps, rows }: PythonFiles): string[] {
  const holdsIds = [...rows.values()].some((list) => list.length > 0);
  return [
    'This backup was made by the Python tool. It does not say how hosts are encrypted, nor the update operations of actions, the links and tags of services, and the interfaces of proxies: on a server that has them they stay as they are.',
    ...(idMaps.length === 0 && holdsIds
      ? ['Its file of ids, id_map_backup.json, is missing: what actions point to cannot be told.']
      : []),
  ];
}

function halfABackup(folder: string): InputError {
  return new InputError(`The backup in ${folder} is not whole`, {
    why: `it has no ${MANIFEST_FILE}, which is written last`,
    remedy: 'Restore the folder from where the backup is kept, or make a new backup with backup_config.',
  });
}
