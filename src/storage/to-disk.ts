import { execFile } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { forEachAtOnce } from './limit.ts';

/** As many as the thread pool of Node.js works on, and some that wait. */
const SYNCED_AT_ONCE = 8;

/** From so many files on, syncing the file system as a whole is the quicker way. */
const MANY = 100;

/** File systems that have no sync, or none for folders, say so with one of these. */
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'];

/** Whether a sync failed since there is none. */
export function hasNoSync(error: unknown): boolean {
  return NO_SYNC.includes((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Has files, their names and the folders that they are in outlast a power cut: fsync(2) of each, or syncfs(2) by
 * sync(1) where there are many.
 * @param files absolute paths; one that is gone meanwhile is no error
 * @throws the file system's error; the signal's reason
 */
export async function toDisk(files: Iterable<string>, signal: AbortSignal): Promise<void> {
  const paths = [...files];
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  if (paths.length >= MANY && (await wholeFileSystems(folders, signal))) return;
  await forEachAtOnce([...paths, ...folders], SYNCED_AT_ONCE, async (path) => {
    signal.throwIfAborted();
    await syncOne(path);
  });
}

/** @returns whether it could be done: not every system has a sync(1) that takes a folder */
async function wholeFileSystems(folders: readonly string[], signal: AbortSignal): Promise<boolean> {
  const byDevice = new Map<number, string>();
  for (const folder of folders) {
    const status = await stat(folder).catch(() => undefined);
    if (status !== undefined) byDevice.set(status.dev, folder);
  }
  try {
    for (const folder of byDevice.values()) await promisify(execFile)('sync', ['-f', folder], { signal });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function syncOne(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !hasNoSync(error)) throw error;
  }
}
