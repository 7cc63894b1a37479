import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConciergeError, RefusedError } from '../errors.ts';
import type { Progress } from '../terminal/progress.ts';
import type { FileDigest } from './backup-format.ts';
import { rangeMemory } from './in-ranges.ts';
import { forEachAtOnce } from './limit.ts';
import { MissingObjectError, type Store } from './store.ts';
import { objectToFile } from './to-file.ts';

/** A file of a backup that is to come. */
export interface WantedFile {
  /** Relative to the folder and to the backup, `/` between the parts; a name that is safe as one of a file. */
  readonly path: string;
  /** Bytes, as the store listed it. */
  readonly size: number;
  /** What the manifest says of it; absent for what a person keeps beside a backup. */
  readonly digest?: FileDigest | undefined;
}

export interface FetchOptions {
  /** For messages: `The backup NAME in gs://bucket/folder`. */
  readonly what: string;
  /** What the names of its objects begin with. */
  readonly prefix: string;
  readonly atOnce: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Brings files of a backup from a store into a folder that exists, each checked against the manifest. Nothing is synced.
 * @returns their bytes
 * @throws RefusedError where one is not what the manifest names; ConciergeError where one is gone; what the store throws;
 * the file system's error; the signal's reason
 */
export async function fetchFiles(
  store: Store,
  folder: string,
  wanted: readonly WantedFile[],
  { what, prefix, atOnce, progress, signal }: FetchOptions,
): Promise<number> {
  const ranges = rangeMemory();
  let bytes = 0;
  progress.start('download', wanted.length);
  await forEachAtOnce(wanted, atOnce, async ({ path, size, digest }) => {
    const target = join(folder, path);
    if (path.includes('/')) mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const object = { store, name: `${prefix}${path}`, size, ranges, signal };
    const written = await objectToFile(target, object).catch((error) => {
      throw error instanceof MissingObjectError ? gone(what, path) : error;
    });
    const expected = digest ?? { size, sha256: written.sha256 };
    if (expected.size !== written.size || expected.sha256 !== written.sha256) {
      throw damaged(what, `${path} is not as the backup wrote it`);
    }
    bytes += written.size;
    progress.advance('download');
  });
  return bytes;
}

/** @param what as in FetchOptions */
export function damaged(what: string, why: string): RefusedError {
  return new RefusedError(`${what} is damaged`, {
    why,
    remedy: 'Run upload --force again where the backup is, or take another one.',
  });
}

function gone(what: string, file: string): ConciergeError {
  return new ConciergeError(`${what} changed while it was read`, {
    why: `${file} is gone`,
    remedy: 'Run the command again.',
  });
}
