import { join } from 'node:path';
import { InputError, RefusedError } from '../errors.ts';
import { counted } from '../terminal/counted.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BackupFormat, FileDigest } from './backup-format.ts';
import { wholeOf } from './content.ts';
import { damaged, fetchFiles } from './fetch-files.ts';
import { safeNames } from './safe-names.ts';
import { MissingObjectError, type Store, type StoredObject } from './store.ts';
import { toDisk } from './to-disk.ts';
import { writeSmallFile } from './to-file.ts';
import { megabytes, shortened } from './upload.ts';

/** A manifest names each file in some 150 bytes; more than this is none. */
const LONGEST_MANIFEST = 64 * 1024 * 1024;

export interface DownloadOptions {
  /** The backup's name in the store. */
  readonly name: string;
  readonly format: BackupFormat;
  readonly atOnce: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface DownloadReport {
  readonly location: string;
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** What a person should know of objects that did not come along. */
  readonly warnings: readonly string[];
}

/**
 * Brings a backup from a store into an empty folder that nobody takes for a backup yet: every file that the manifest
 * names, checked against it, and what a person keeps beside them; the manifest last.
 * @param folder exists and is empty; the caller gives it its name where this succeeds, and removes it where not
 * @throws RefusedError where the backup is not whole; InputError where there is none; the file system's error (no room
 * is left on the disk); the signal's reason
 */
export async function download(
  store: Store,
  folder: string,
  options: DownloadOptions,
): Promise<DownloadReport> {
  const { name, format, atOnce, progress, signal } = options;
  const prefix = `${name}/`;
  const there = new Map<string, StoredObject>();
  for await (const object of store.list(prefix, signal)) there.set(object.name.slice(prefix.length), object);
  const manifest = await readManifest(store, there, options);
  const named = format.parse(manifest, `${store.location}/${prefix}${format.manifestName}`);
  refuseIncomplete(store, name, named, there);

  const others = [...there.keys()].filter((each) => !named.has(each) && each !== format.manifestName);
  // Names of the manifest come first: nothing may take their place.
  const { safe, refused } = safeNames([...named.keys(), format.manifestName, ...others]);
  const kept = new Set(safe);
  const unsafe = [...named.keys()].filter((each) => !kept.has(each));
  if (unsafe.length > 0)
    throw damaged(whatIs(store, name), `names in it are none of files: ${shortened(unsafe)}`);

  const wanted = safe
    .filter((each) => each !== format.manifestName)
    .map((path) => ({ path, size: there.get(path)?.size ?? 0, digest: named.get(path) }));
  const what = whatIs(store, name);
  const bytes = await fetchFiles(store, folder, wanted, { what, prefix, atOnce, progress, signal });
  // All of it at once, before the manifest says that it is there.
  await toDisk(
    wanted.map(({ path }) => join(folder, path)),
    signal,
  );
  const manifestPath = join(folder, format.manifestName);
  writeSmallFile(manifestPath, manifest);
  await toDisk([manifestPath], signal);
  const all = bytes + manifest.length;
  progress.done('download', `${counted(wanted.length + 1, 'file')}, ${megabytes(all)}`);
  const warnings = refused.map(
    (each) => `The object ${JSON.stringify(each.name)} was left alone: ${each.why}.`,
  );
  return { location: store.location, name, files: wanted.length + 1, bytes: all, warnings };
}

async function readManifest(
  store: Store,
  there: ReadonlyMap<string, StoredObject>,
  { name, format, signal }: DownloadOptions,
): Promise<Buffer> {
  if (there.size === 0) {
    throw new InputError(`There is no backup ${name} in ${store.location}`, {
      why: 'nothing is stored there under that name',
      remedy: 'Name one that is there. A backup is stored under the name of its folder.',
    });
  }
  try {
    const { size, content } = await store.get(`${name}/${format.manifestName}`, signal);
    if (size <= LONGEST_MANIFEST) return await wholeOf(content);
    content.destroy();
    throw damaged(whatIs(store, name), `its ${format.manifestName} is ${megabytes(size)} large`);
  } catch (error) {
    if (!(error instanceof MissingObjectError)) throw error;
    throw incomplete(store, name, `it has no ${format.manifestName}, which goes up last`);
  }
}

/** Before anything is fetched: what is missing or of another size need not be waited for. */
function refuseIncomplete(
  store: Store,
  name: string,
  named: ReadonlyMap<string, FileDigest>,
  there: ReadonlyMap<string, StoredObject>,
): void {
  const wrong = [...named].flatMap(([each, { size }]) => {
    const object = there.get(each);
    if (object === undefined) return [`${each} is missing`];
    return object.size === size ? [] : [`${each} has ${counted(object.size, 'byte')} instead of ${size}`];
  });
  if (wrong.length > 0) throw incomplete(store, name, shortened(wrong));
}

function incomplete(store: Store, name: string, why: string): RefusedError {
  return new RefusedError(`${whatIs(store, name)} is incomplete`, {
    why,
    remedy: 'Run upload again where the backup is, or take another one.',
  });
}

function whatIs(store: Store, name: string): string {
  return `The backup ${name} in ${store.location}`;
}
