import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { ConciergeError, InputError } from '../../errors.ts';
import { checkedContent, contentChanged, wrongChecksum } from '../content.ts';
import {
  isObjectName,
  MissingObjectError,
  type ObjectToStore,
  type Store,
  type StoredObject,
} from '../store.ts';

/** What is being written stands beside its place under such a name; a list passes it over. */
const UNFINISHED = /^\.uploading-[0-9a-f]{16}$/u;

/** What is older was left behind by a process that was killed. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/**
 * A folder of this machine: a disk, or a file system that is mounted. An object is written beside its place, synced,
 * read again, and renamed.
 * @param root an absolute path; the folder is made when something is stored
 */
export function directoryStore(root: string): Store {
  const location = pathToFileURL(root).href;
  const tidied = new Set<string>();

  function pathOf(name: string): string {
    if (!isObjectName(name)) {
      throw new InputError(`"${name}" cannot be the name of an object`, {
        why: 'it is not a relative path, or a part of it is empty, "." or ".."',
      });
    }
    return join(root, name);
  }

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const path = pathOf(object.name);
    const folder = dirname(path);
    const unfinished = join(folder, `.uploading-${randomBytes(8).toString('hex')}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await tidy(folder);
      const sent = await write(object, unfinished, signal);
      if (sent.md5 !== object.md5 || sent.size !== object.size) throw contentChanged(object.name);
      if ((await md5OfFile(unfinished, signal)) !== object.md5) throw wrongChecksum(object.name);
      await rename(unfinished, path);
      await syncFolder(folder);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      signal.throwIfAborted();
      throw asStoreError(error, location);
    }
  }

  /** Once for each folder: what a killed run left there takes room for nothing. */
  async function tidy(folder: string): Promise<void> {
    if (tidied.has(folder)) return;
    tidied.add(folder);
    for (const entry of await readdir(folder)) {
      if (!UNFINISHED.test(entry)) continue;
      const path = join(folder, entry);
      const status = await stat(path).catch(() => undefined);
      if (status !== undefined && Date.now() - status.mtimeMs > ABANDONED_AFTER_MS)
        await rm(path, { force: true });
    }
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    const first = prefix.replace(/\/$/u, '');
    const folders = [first === '' ? '' : first];
    if (first !== '') pathOf(first);
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      signal.throwIfAborted();
      for (const entry of await entriesOf(join(root, folder), location)) {
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(name);
        else if (entry.isFile() && !UNFINISHED.test(entry.name)) {
          const status = await stat(join(root, name)).catch(() => undefined);
          // It was removed meanwhile.
          if (status === undefined) continue;
          yield { name, size: status.size, modifiedAt: status.mtime.toISOString() };
        }
      }
    }
  }

  return {
    location,
    put,
    async get(name, _signal, from = 0) {
      const path = pathOf(name);
      try {
        const file = await open(path, 'r');
        const { size } = await file.stat();
        const content = file.createReadStream({
          start: from,
          highWaterMark: Math.min(256 * 1024, Math.max(4096, size)),
        });
        return {
          size,
          content: checkedContent(content, Math.max(0, size - from), (error) =>
            asStoreError(error, location),
          ),
        };
      } catch (error) {
        throw isAbsent(error) ? new MissingObjectError(name) : asStoreError(error, location);
      }
    },
    list,
    async describe(name, signal) {
      const path = pathOf(name);
      try {
        const { size, mtime } = await stat(path);
        return { name, size, modifiedAt: mtime.toISOString(), md5: await md5OfFile(path, signal) };
      } catch (error) {
        signal.throwIfAborted();
        throw isAbsent(error) ? new MissingObjectError(name) : asStoreError(error, location);
      }
    },
    async remove(name) {
      try {
        await unlink(pathOf(name));
      } catch (error) {
        if (!isAbsent(error)) throw asStoreError(error, location);
      }
    },
    async close() {},
  };
}

async function write(
  object: ObjectToStore,
  path: string,
  signal: AbortSignal,
): Promise<{ md5: string; size: number }> {
  const hash = createHash('md5');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    await pipeline(
      object.open(),
      async (content: AsyncIterable<Buffer>) => {
        for await (const piece of content) {
          hash.update(piece);
          size += piece.length;
          for (let written = 0; written < piece.length; ) {
            written += (await file.write(piece, written)).bytesWritten;
          }
        }
      },
      { signal },
    );
    await file.sync();
  } finally {
    await file.close();
  }
  return { md5: hash.digest('hex'), size };
}

async function md5OfFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  const { size } = await stat(path);
  const content = createReadStream(path, {
    highWaterMark: Math.min(256 * 1024, Math.max(4096, size)),
    signal,
  });
  for await (const piece of content) hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function entriesOf(folder: string, location: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw asStoreError(error, location);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '');
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no room is left on the disk',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'a folder stands where a file should be',
  ENAMETOOLONG: 'a name is longer than the file system takes',
};

function asStoreError(error: unknown, location: string): unknown {
  const code = codeOf(error);
  if (code === undefined || !/^E[A-Z0-9]+$/u.test(code)) return error;
  return new ConciergeError(`${location} cannot be used as a store`, {
    why: WORDS[code] ?? (error as Error).message,
    remedy: 'Put that right, or give another STORAGE_LOCATION.',
    exitCode: code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' ? 2 : 1,
    cause: error,
  });
}
