import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  type Dirent,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { ConciergeError, InputError } from '../../errors.ts';
import { checkedContent, checkedWhole, otherContent, wrongChecksum } from '../content.ts';
import { READ_IN_ONE, readFrom, smallPieces } from '../local-files.ts';
import {
  type Gathering,
  isObjectName,
  MissingObjectError,
  type ObjectToStore,
  type Store,
  type StoredObject,
} from '../store.ts';
import { toDisk } from '../to-disk.ts';
import { writeInSteps } from '../write-in-steps.ts';
import { writeLarge } from '../write-large.ts';

/** What is being written stands beside its place under such a name; a list passes it over. */
const UNFINISHED = /^\.uploading-[0-9a-f]{16}$/u;

/** What is read and written at once of a larger file. */
const LARGE_PIECE = 1024 * 1024;

/** What was read back last of a small file: only compared, and never across a pause. */
const HELD = Buffer.allocUnsafe(READ_IN_ONE + 1);

/** What is older was left behind by a process that was killed. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/**
 * A folder of this machine: a disk, or a file system that is mounted. An object is written beside its place, read again,
 * and renamed; `settle` syncs all that was.
 * @param root an absolute path; the folder is made when something is stored
 */
export function directoryStore(root: string): Store {
  const location = pathToFileURL(root).href;
  const tidied = new Set<string>();
  /** What was stored and removed, and is not synced yet. */
  let unsynced = new Set<string>();

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
      await prepare(folder);
      if (object.size > READ_IN_ONE) await putLarge(object, unfinished, signal);
      else {
        const content = await checkedWhole(object);
        signal.throwIfAborted();
        writeSmall(object.name, content, unfinished);
      }
      renameSync(unfinished, path);
      unsynced.add(path);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      signal.throwIfAborted();
      throw asStoreError(error, location);
    }
  }

  /** Once for each folder: what a killed run left there takes room for nothing. */
  async function prepare(folder: string): Promise<void> {
    if (tidied.has(folder)) return;
    for (const made of makeFolders(folder)) unsynced.add(made);
    tidied.add(folder);
    for (const entry of await readdir(folder)) {
      if (!UNFINISHED.test(entry)) continue;
      const path = join(folder, entry);
      const status = await stat(path).catch(() => undefined);
      if (status !== undefined && Date.now() - status.mtimeMs > ABANDONED_AFTER_MS)
        await rm(path, { force: true });
    }
  }

  /** What held objects only, and holds none any more, goes with the last of them. The root stays. */
  function removeEmptyFolders(lowest: string): void {
    for (let folder = lowest; folder.length > root.length; folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        // There is something in it.
        return;
      }
      tidied.delete(folder);
      unsynced.add(folder);
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
          // Not by the thread pool: for ten thousand files that takes five times as long.
          const status = statSync(join(root, name), { throwIfNoEntry: false });
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
    async get(name, _signal, from = 0, until) {
      const path = pathOf(name);
      try {
        const small = smallContent(path);
        if (small !== undefined) {
          return {
            size: small.length,
            content: Readable.from([small.subarray(from, until)], { objectMode: false }),
          };
        }
        const file = await open(path, 'r');
        const { size } = await file.stat().catch(async (error: unknown) => {
          await file.close();
          throw error;
        });
        const end = Math.min(size, until ?? size);
        const content = file.createReadStream({
          start: from,
          ...(end > from && { end: end - 1 }),
          highWaterMark: Math.min(LARGE_PIECE, size),
        });
        return {
          size,
          content: checkedContent(content, Math.max(0, end - from), (error) => asStoreError(error, location)),
        };
      } catch (error) {
        throw isAbsent(error) ? new MissingObjectError(name) : asStoreError(error, location);
      }
    },
    async gather(name, from, into) {
      try {
        await gatherFile(pathOf(name), from, into);
      } catch (error) {
        throw isAbsent(error) ? new MissingObjectError(name) : asStoreError(error, location);
      }
    },
    list,
    async describe(name, signal) {
      const path = pathOf(name);
      try {
        const { size, mtime } = await stat(path);
        return { name, size, modifiedAt: mtime.toISOString(), md5: await md5OfFile(path, size, signal) };
      } catch (error) {
        signal.throwIfAborted();
        throw isAbsent(error) ? new MissingObjectError(name) : asStoreError(error, location);
      }
    },
    async remove(name) {
      try {
        const path = pathOf(name);
        await unlink(path);
        unsynced.add(path);
        removeEmptyFolders(dirname(path));
      } catch (error) {
        if (!isAbsent(error)) throw asStoreError(error, location);
      }
    },
    async settle(signal) {
      const paths = unsynced;
      unsynced = new Set();
      try {
        await toDisk(paths, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw asStoreError(error, location);
      }
    },
    async close() {},
  };
}

/**
 * A folder, and those that it is in. Node.js's own `recursive` never ends below /proc, where nobody can make one.
 * @returns those that were made
 */
function makeFolders(folder: string): string[] {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return [folder];
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    if (codeOf(error) !== 'ENOENT' || statSync(dirname(folder), { throwIfNoEntry: false }) !== undefined)
      throw error;
  }
  const made = makeFolders(dirname(folder));
  return [...made, ...makeFolders(folder)];
}

/**
 * What the file holds is held against the checksum, rather than what was read: where they are the same, so are both. It is
 * on the disk with `settle`.
 */
async function putLarge(object: ObjectToStore, path: string, signal: AbortSignal): Promise<void> {
  const { sha256 } = object;
  const expected = sha256 ?? (await object.md5());
  const algorithm = sha256 === undefined ? 'md5' : 'sha256';
  const file = await open(path, 'wx+', 0o600);
  try {
    const held = await pipeline(
      object.open(LARGE_PIECE),
      (content: AsyncIterable<Buffer>) => writeLarge(file, content, { size: object.size, algorithm, signal }),
      { signal },
    );
    if (held.size !== object.size || held.digest !== expected) throw otherContent(object.name);
  } finally {
    await file.close();
  }
}

/** Writes in one go, and sees that the file holds it. */
function writeSmall(name: string, content: Buffer, path: string): void {
  const file = openSync(path, 'wx+', 0o600);
  try {
    writeInSteps(file, content, 0);
    const held = HELD.subarray(0, content.length + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < held.length; length += read) {
      read = readSync(file, held, length, held.length - length, length);
    }
    if (!held.subarray(0, length).equals(content)) throw wrongChecksum(name);
  } finally {
    closeSync(file);
  }
}

async function md5OfFile(path: string, size: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  if (size <= READ_IN_ONE) for (const piece of smallPieces(path, size)) hash.update(piece);
  else for await (const piece of readFrom({ path, size }, { signal })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Small files are read faster than a thread of the pool takes them up. */
async function gatherFile(path: string, from: number, into: Gathering): Promise<void> {
  const { bytes } = into;
  if (bytes.length <= READ_IN_ONE + 1) {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && into.length < bytes.length; into.length += read) {
        read = readSync(file, bytes, into.length, bytes.length - into.length, from + into.length);
      }
    } finally {
      closeSync(file);
    }
    return;
  }
  const file = await open(path, 'r');
  try {
    for (let read = -1; read !== 0 && into.length < bytes.length; into.length += read) {
      const room = bytes.length - into.length;
      read = (await file.read(bytes, into.length, room, from + into.length)).bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** The whole of a small file; undefined where it is a larger one. */
function smallContent(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > READ_IN_ONE) return undefined;
    return readFileSync(file);
  } finally {
    closeSync(file);
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
  ENOENT: 'no folder can be made there',
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
