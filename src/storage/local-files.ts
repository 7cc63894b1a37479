import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { isObjectName } from './store.ts';

/** A regular file below a folder. */
export interface LocalFile {
  /** Relative, `/` between the parts. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

export interface HashedFile extends LocalFile {
  readonly md5: string;
  readonly sha256: string;
}

export interface LocalFiles {
  readonly files: readonly LocalFile[];
  /** What is no regular file, or has a name that no object can have, with the reason. */
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
  /** Files and folders whose names begin with a dot: a `.git`, what an editor leaves. */
  readonly hidden: readonly string[];
}

/**
 * Every regular file of a folder and of the folders in it. Links are not followed: what they point to is not the
 * backup's.
 * @throws the file system's error
 */
export async function localFiles(folder: string): Promise<LocalFiles> {
  const files: LocalFile[] = [];
  const passedOver: { name: string; why: string }[] = [];
  const hidden: string[] = [];
  const folders = [''];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith('.')) hidden.push(name);
      else if (!isObjectName(name) || name.includes('\ufffd'))
        passedOver.push({ name, why: 'no store takes its name' });
      else if (entry.isDirectory()) folders.push(name);
      else if (entry.isSymbolicLink()) passedOver.push({ name, why: 'it is a link' });
      else if (!entry.isFile()) passedOver.push({ name, why: 'it is no regular file' });
      else {
        const path = join(folder, name);
        files.push({ name, path, size: statSync(path).size });
      }
    }
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, passedOver, hidden };
}

/** What is at most this large is read in one go: a stream for each of ten thousand small files takes longer than they do. */
export const READ_IN_ONE = 64 * 1024;

/** Opens a file for reading. What is read at once is no larger than the file: ten thousand small ones add up. */
export function readFrom({ path, size }: Pick<LocalFile, 'path' | 'size'>, signal?: AbortSignal): Readable {
  if (size <= READ_IN_ONE) return Readable.from(smallPieces(path, size), { objectMode: false });
  return createReadStream(path, { highWaterMark: 512 * 1024, ...(signal !== undefined && { signal }) });
}

/** The content of a small file: one piece, or more where it has grown. */
export function* smallPieces(path: string, size: number): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const room = Buffer.allocUnsafe(size + 1);
      const length = readSync(file, room);
      if (length > 0) yield room.subarray(0, length);
      if (length < room.length) return;
    }
  } finally {
    closeSync(file);
  }
}

/** Reads a file once and gives the checksums that a store and a manifest know it by. */
export async function hashed(file: LocalFile, signal: AbortSignal): Promise<HashedFile> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let size = 0;
  const add = (piece: Buffer) => {
    md5.update(piece);
    sha256.update(piece);
    size += piece.length;
  };
  if (file.size <= READ_IN_ONE) {
    // Signals and the progress line have their turn in between.
    await setImmediate(undefined, { signal });
    for (const piece of smallPieces(file.path, file.size)) add(piece);
  } else {
    for await (const piece of readFrom(file, signal)) add(piece as Buffer);
  }
  return { ...file, size, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}
