import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { VERSION } from '../../version.ts';
import { parseVersion } from '../../zabbix/version.ts';
import { type Configuration, countsOf } from '../configuration.ts';
import { BACKED_UP, notReached } from '../kinds/all-kinds.ts';
import { recordedPattern, type SelectionPattern } from '../selection.ts';
import { actionsDataText, type IdsByKey } from './actions-data.ts';
import { type FileToWrite, flatFiles } from './flat-files.ts';
import { ACTIONS_DATA_FILE, FORMAT_OF, type Layout, MANIFEST_FILE } from './format.ts';
import { type FileDigest, type Manifest, manifestText } from './manifest.ts';
import { placeOf } from './place.ts';
import { prepareBackupFolder } from './prepare.ts';
import { addFolder, replaceFolder } from './replace-folder.ts';
import { SECTIONS } from './sections.ts';
import { treeFiles } from './tree-files.ts';
import { syncFile, syncFolder, writeNewFile } from './write-file.ts';

export interface WriteOptions {
  /** The user who read the server did not see everything. */
  readonly partial: boolean;
  /** What was chosen with --only and --skip. */
  readonly only?: readonly SelectionPattern[];
  readonly skip?: readonly SelectionPattern[];
  /** Kinds that were changed each time that they were read. */
  readonly unsettled?: readonly string[];
  /** The ids that keys have on the server, for the file of names and ids. Absent: that file is not written. */
  readonly ids?: IdsByKey;
  /** How objects are spread over files. Absent: flat. */
  readonly layout?: Layout;
  /** The backup is one of a series, named for its time: it never takes the place of another, a number follows. */
  readonly isNew?: boolean;
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
  const fill = async (folder: string): Promise<Manifest> => {
    const files = await writeFiles(
      folder,
      filesOf(configuration, options.layout ?? 'flat', options.ids),
      options,
    );
    const written = manifestOf(configuration, files, options);
    writeNewFile(join(folder, MANIFEST_FILE), [manifestText(written)]);
    return written;
  };
  if (options.isNew) {
    const { result, folder } = await addFolder(WHAT, place, fill);
    return { folder, manifest: result, warnings: leftovers };
  }
  const { result, warnings } = await replaceFolder(WHAT, place, fill);
  return { folder: place.folder, manifest: result, warnings: [...leftovers, ...warnings] };
}

const WHAT = 'The backup';

/** Writes files, some of them in folders of their own, and syncs all of them: many together take a fraction of the time. */
async function writeFiles(
  folder: string,
  toWrite: Iterable<FileToWrite>,
  { signal }: WriteOptions,
): Promise<Record<string, FileDigest>> {
  const files: Record<string, FileDigest> = {};
  const folders = new Set<string>();
  const pause = async (): Promise<void> => {
    // Between two files a person can interrupt.
    await setImmediate();
    signal?.throwIfAborted();
  };
  for (const [path, pieces] of toWrite) {
    await pause();
    const below = join(folder, dirname(path));
    if (below !== folder && !folders.has(below)) {
      mkdirSync(below, { mode: 0o700 });
      folders.add(below);
    }
    files[path] = writeNewFile(join(folder, path), pieces, { sync: false });
  }
  for (const path of Object.keys(files)) {
    await pause();
    syncFile(join(folder, path));
  }
  for (const below of folders) syncFolder(below);
  return files;
}

function* filesOf(
  configuration: Configuration,
  layout: Layout,
  ids: IdsByKey | undefined,
): Generator<FileToWrite> {
  yield* layout === 'tree' ? treeFiles(configuration) : flatFiles(configuration);
  if (ids) yield [ACTIONS_DATA_FILE, actionsDataText(configuration, ids)];
}

function manifestOf(
  configuration: Configuration,
  files: Record<string, FileDigest>,
  {
    partial,
    only = [],
    skip = [],
    unsettled = [],
    layout = 'flat',
    startedAt,
    now = () => new Date(),
  }: WriteOptions,
): Manifest {
  const counts = countsOf(configuration);
  const unreached = notReached(parseVersion(configuration.zabbixVersion));
  return {
    format: FORMAT_OF[layout],
    layout,
    tool: { name: 'concierge-scheduler', version: VERSION },
    zabbix: { version: configuration.zabbixVersion, exportVersion: configuration.exportVersion },
    partial,
    ...(only.length + skip.length > 0 && {
      selection: { only: only.map(recordedPattern), skip: skip.map(recordedPattern) },
    }),
    counts: inOrder(
      counts,
      BACKED_UP.map(({ name }) => name),
    ),
    ...(unreached.length > 0 && { notReached: unreached }),
    records: [...SECTIONS],
    ...(unsettled.length > 0 && { changedWhileRead: [...unsettled] }),
    files: inOrder(files, Object.keys(files).sort()),
    times: { started: startedAt.toISOString(), finished: now().toISOString() },
  };
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
