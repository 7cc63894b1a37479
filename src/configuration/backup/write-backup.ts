import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { VERSION } from '../../version.ts';
import { parseVersion } from '../../zabbix/version.ts';
import { type Configuration, type ConfigurationObject, countsOf, objectsOf } from '../configuration.ts';
import { byText } from '../json.ts';
import { BACKED_UP, kindNamed } from '../kinds/all-kinds.ts';
import type { SelectionPattern } from '../selection.ts';
import { actionsDataText, type IdsByKey } from './actions-data.ts';
import { ACTIONS_DATA_FILE, FORMAT, kindFile, MANIFEST_FILE, supplementFile } from './format.ts';
import { documentText, objectsText, supplementText } from './kind-text.ts';
import { type FileDigest, type Manifest, manifestText } from './manifest.ts';
import { placeOf } from './place.ts';
import { prepareBackupFolder } from './prepare.ts';
import { replaceFolder } from './replace-folder.ts';
import { type Piece, writeNewFile } from './write-file.ts';

export interface WriteOptions {
  /** The user who read the server did not see everything. */
  readonly partial: boolean;
  /** What was chosen with --only and --skip. */
  readonly only?: readonly SelectionPattern[];
  readonly skip?: readonly SelectionPattern[];
  /** The ids that keys have on the server, for the file of names and ids. Absent: that file is not written. */
  readonly ids?: IdsByKey;
  /** When reading of the server began. */
  readonly startedAt: Date;
  /** The clock; for tests. */
  readonly now?: () => Date;
  readonly signal?: AbortSignal;
}

export interface WrittenBackup {
  /** Where it is, links followed. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** What a person should know though the backup is whole. */
  readonly warnings: readonly string[];
}

/**
 * Writes a Configuration to a folder that readBackup reads. It appears whole or not at all; an earlier backup of that
 * name stays until then and is gone after, while files that are none of a backup's are kept.
 *
 * @throws InputError where the folder cannot be used (not a backup, not writable, a mount point); ConciergeError where
 * the disk is full or broken; the signal's reason. The earlier backup is then what it was.
 */
export async function writeBackup(
  configuration: Configuration,
  dir: string,
  options: WriteOptions,
): Promise<WrittenBackup> {
  const place = placeOf(dir);
  const leftovers = prepareBackupFolder(dir);
  const { result: manifest, warnings } = await replaceFolder('The backup', place, async (folder) => {
    const files: Record<string, FileDigest> = {};
    for (const [name, pieces] of filesOf(configuration, options.ids)) {
      // Between two files a person can interrupt.
      await setImmediate();
      options.signal?.throwIfAborted();
      files[name] = writeNewFile(join(folder, name), pieces);
    }
    const written = manifestOf(configuration, files, options);
    writeNewFile(join(folder, MANIFEST_FILE), [manifestText(written)]);
    return written;
  });
  return { folder: place.folder, manifest, warnings: [...leftovers, ...warnings] };
}

function* filesOf(
  configuration: Configuration,
  ids: IdsByKey | undefined,
): Generator<[name: string, pieces: Iterable<Piece>]> {
  for (const name of configuration.objects.keys()) {
    const objects = [...objectsOf(configuration, name).values()].sort((a, b) => byText(a.key, b.key));
    yield [kindFile(name), textOf(name, objects, configuration)];
    if (objects.some(({ supplement }) => supplement !== undefined)) {
      yield [supplementFile(name), supplementText(objects)];
    }
  }
  if (ids) yield [ACTIONS_DATA_FILE, actionsDataText(configuration, ids)];
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
  const groups = objectsOf(configuration, 'hostgroups');
  return documentText({ ...kind, travel }, objects, version, configuration.exportVersion, groups);
}

function manifestOf(
  configuration: Configuration,
  files: Record<string, FileDigest>,
  { partial, only = [], skip = [], startedAt, now = () => new Date() }: WriteOptions,
): Manifest {
  const counts = countsOf(configuration);
  return {
    format: FORMAT,
    tool: { name: 'concierge-scheduler', version: VERSION },
    zabbix: { version: configuration.zabbixVersion, exportVersion: configuration.exportVersion },
    partial,
    ...(only.length + skip.length > 0 && {
      selection: { only: only.map(patternText), skip: skip.map(patternText) },
    }),
    counts: inOrder(
      counts,
      BACKED_UP.map(({ name }) => name),
    ),
    files: inOrder(files, Object.keys(files).sort()),
    times: { started: startedAt.toISOString(), finished: now().toISOString() },
  };
}

function patternText({ kind, name }: SelectionPattern): string {
  return name === undefined ? kind : `${kind}:${name}`;
}

function inOrder<Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
