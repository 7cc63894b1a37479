import { createHash, hash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { md5Of } from './content.ts';
import { isObjectName } from './store.ts';

/** A regular file below a folder. */
export interface LocalFile {
  /** Relative, `/` between the parts. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

export interface HashedFile extends LocalFile {
  readonly sha256: string;
  /** Read for when it is asked for first. */
  md5(): Promise<string>;
  /** What was hashed, of a small file. */
  readonly content?: Buffer | undefined;
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

/** What is read at once of a larger file, where nobody wants it otherwise. */
const PIECE = 512 * 1024;

/**
 * Opens a file for reading. What is read at once is no larger than the file: ten thousand small ones add up.
 * @param pieces bytes to read at once
 */
export function readFrom(
  { path, size }: Pick<LocalFile, 'path' | 'size'>,
  { signal, pieces = PIECE }: { signal?: AbortSignal | undefined; pieces?: number | undefined } = {},
): Readable {
  if (size <= READ_IN_ONE) return Readable.from(smallPieces(path, size), { objectMode: false });
  return createReadStream(path, { highWaterMark: pieces, ...(signal !== undefined && { signal }) });
}

/** The whole of a small file. */
function wholeSmall(path: string, size: number): Buffer {
  const pieces = [...smallPieces(path, size)];
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
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

/**
 * Reads a file once and gives the SHA-256 that a manifest knows it by.
 * @param keep whether the content of a small file is kept: whoever wants it next need not read it again
 */
export async function hashed(file: LocalFile, keep: boolean, signal: AbortSignal): Promise<HashedFile> {
  if (file.size <= READ_IN_ONE) {
    const content = wholeSmall(file.path, file.size);
    const size = content.length;
    const kept = keep ? content : undefined;
    const md5 = once(async () => md5Of(kept ?? wholeSmall(file.path, size)));
    return { ...file, size, sha256: hash('sha256', content), md5, content: kept };
  }
  const { size, digest } = await digestOfFile(file, 'sha256', signal);
  const md5 = once(async () => (await digestOfFile(file, 'md5', signal)).digest);
  return { ...file, size, sha256: digest, md5 };
}

async function digestOfFile(
  file: LocalFile,
  algorithm: 'md5' | 'sha256',
  signal: AbortSignal,
): Promise<{ size: number; digest: string }> {
  const sum = createHash(algorithm);
  let size = 0;
  for await (const piece of readFrom(file, { signal })) {
    sum.update(piece as Buffer);
    size += (piece as Buffer).length;
  }
  return { size, digest: sum.digest('hex') };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
