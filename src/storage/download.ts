import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConciergeError, InputError, RefusedError } from '../errors.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BackupFormat, FileDigest } from './backup-format.ts';
import { wholeOf } from './content.ts';
import { forEachAtOnce } from './limit.ts';
import { READ_IN_ONE } from './local-files.ts';
import { safeNames } from './safe-names.ts';
import { MissingObjectError, type Store, type StoredObject } from './store.ts';
import { toDisk } from './to-disk.ts';
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
  if (unsafe.length > 0) throw damaged(store, name, `names in it are none of files: ${shortened(unsafe)}`);

  const wanted = safe.filter((each) => each !== format.manifestName);
  let bytes = manifest.length;
  progress.start('download', wanted.length);
  await forEachAtOnce(wanted, atOnce, async (each) => {
    const fetched = await fetchFile(store, prefix, each, named.get(each), there.get(each), folder, signal);
    // Not in one line: `bytes += await` takes the sum from before the wait, and others add to it meanwhile.
    bytes += fetched;
    progress.advance('download');
  });
  // All of it at once, before the manifest says that it is there.
  await toDisk(
    wanted.map((each) => join(folder, each)),
    signal,
  );
  const manifestPath = join(folder, format.manifestName);
  await writeFile(manifestPath, manifest.length, [manifest], signal);
  await toDisk([manifestPath], signal);
  progress.done('download', `${wanted.length + 1} files, ${megabytes(bytes)}`);
  const warnings = refused.map(
    (each) => `The object ${JSON.stringify(each.name)} was left alone: ${each.why}.`,
  );
  return { location: store.location, name, files: wanted.length + 1, bytes, warnings };
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
    throw damaged(store, name, `its ${format.manifestName} is ${megabytes(size)} large`);
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
    return object.size === size ? [] : [`${each} has ${object.size} bytes instead of ${size}`];
  });
  if (wrong.length > 0) throw incomplete(store, name, shortened(wrong));
}

function incomplete(store: Store, name: string, why: string): RefusedError {
  return new RefusedError(`The backup ${name} in ${store.location} is incomplete`, {
    why,
    remedy: 'Run upload again where the backup is, or take another one.',
  });
}

function damaged(store: Store, name: string, why: string): RefusedError {
  return new RefusedError(`The backup ${name} in ${store.location} is damaged`, {
    why,
    remedy: 'Run upload --force again where the backup is, or take another one.',
  });
}

/** @returns bytes */
async function fetchFile(
  store: Store,
  prefix: string,
  name: string,
  digest: FileDigest | undefined,
  object: StoredObject | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<number> {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { content } = await storedContent(store, `${prefix}${name}`, prefix, signal);
  const written = await writeFile(path, object?.size ?? 0, content, signal);
  const isRight =
    digest === undefined
      ? object?.size === written.size
      : digest.size === written.size && digest.sha256 === written.sha256;
  if (isRight) return written.size;
  throw damaged(store, prefix.slice(0, -1), `${name} is not as the backup wrote it`);
}

async function storedContent(store: Store, name: string, prefix: string, signal: AbortSignal) {
  try {
    return await store.get(name, signal);
  } catch (error) {
    if (!(error instanceof MissingObjectError)) throw error;
    throw new ConciergeError(
      `The backup ${prefix.slice(0, -1)} in ${store.location} changed while it was read`,
      {
        why: `${name} is gone`,
        remedy: 'Run the command again.',
      },
    );
  }
}

/** Writes a new file (0600). A file that is there already is not written to. @param expected bytes, about */
async function writeFile(
  path: string,
  expected: number,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  signal: AbortSignal,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  const seen = (piece: Buffer) => {
    signal.throwIfAborted();
    hash.update(piece);
    size += piece.length;
  };
  if (expected <= READ_IN_ONE) {
    // Small ones go into the system's cache faster than a thread of the pool takes them up.
    const file = openSync(path, 'wx', 0o600);
    try {
      for await (const piece of content) {
        seen(piece);
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
      }
    } finally {
      closeSync(file);
    }
  } else {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const piece of content) {
        seen(piece);
        for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
      }
    } finally {
      await file.close();
    }
  }
  return { size, sha256: hash.digest('hex') };
}
