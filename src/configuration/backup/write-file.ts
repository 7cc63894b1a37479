import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileDigest } from './manifest.ts';

/** Bytes gathered before they go to the file: few system calls, and never a second copy of a whole document. */
const GATHERED = 256 * 1024;

/** Bytes that go to the file from where they are: gathering them would cost more than a system call. */
const LARGE = 32 * 1024;

/** A text, or its bytes in UTF-8. */
export type Piece = string | Uint8Array;

const encoder = new TextEncoder();

/**
 * Writes a new file (0600) piece by piece and syncs it to the disk.
 * @param options `sync: false`: the caller does, with `syncFile`, when it has written all of its files.
 * @throws the file system's error; a file that is there already is not written to.
 */
export function writeNewFile(path: string, pieces: Iterable<Piece>, { sync = true } = {}): FileDigest {
  const hash = createHash('sha256');
  const file = openSync(path, 'wx', 0o600);
  const gathered = Buffer.allocUnsafe(GATHERED);
  let length = 0;
  let size = 0;
  const write = (bytes: Uint8Array): void => {
    hash.update(bytes);
    // write(2) may take a part only, as it does where the disk fills up.
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    size += bytes.length;
  };
  const flush = (): void => {
    write(gathered.subarray(0, length));
    length = 0;
  };
  try {
    for (const piece of pieces) {
      if (typeof piece !== 'string') {
        if (piece.length > LARGE || piece.length > GATHERED - length) flush();
        if (piece.length > LARGE) write(piece);
        else {
          gathered.set(piece, length);
          length += piece.length;
        }
        continue;
      }
      for (let rest = piece; rest !== ''; ) {
        const { read, written } = encoder.encodeInto(rest, gathered.subarray(length));
        length += written;
        rest = rest.slice(read);
        if (rest !== '') flush();
      }
    }
    flush();
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { size, sha256: hash.digest('hex') };
}

/**
 * Writes a file (0600) whole or not at all, in place of an earlier one: it is written beside and renamed.
 * @throws the file system's error; the earlier file is then what it was.
 */
export function replaceFile(path: string, pieces: Iterable<Piece>): void {
  // Not named for the file: a name may be as long as the file system takes it.
  const staging = join(dirname(path), `.writing-${randomBytes(6).toString('hex')}`);
  try {
    writeNewFile(staging, pieces);
    renameSync(staging, path);
  } catch (error) {
    removeUnfinished(staging);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Has what was written to a file outlast a loss of power. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes renames and new files in a folder outlast a loss of power, where the file system can. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
}

/** Removes what a failed run has begun. That this fails too is no news: the reader is told of the first failure. */
export function removeUnfinished(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    return;
  }
}
