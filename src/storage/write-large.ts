import type { FileHandle } from 'node:fs/promises';
import { type Algorithm, readBack } from './read-back.ts';
import { hasNoSync } from './to-disk.ts';
import { writeInSteps } from './write-in-steps.ts';

/** So much is on its way to the disk at least before the rest is written: what comes last has little to wait for. */
const SYNCED_EVERY = 64 * 1024 * 1024;

export interface LargeContent {
  /** Bytes, as they are expected: what comes may be more or less. */
  readonly size: number;
  readonly algorithm: Algorithm;
  readonly signal: AbortSignal;
}

/**
 * Writes a content into an empty file, which is read again meanwhile. It goes to the disk meanwhile too, but is not synced
 * as a whole.
 * @param file open for reading and writing
 * @returns what the file holds: bytes, and their digest
 * @throws what the content throws; the file system's error; the signal's reason
 */
export async function writeLarge(
  file: FileHandle,
  content: AsyncIterable<Buffer>,
  { size, algorithm, signal }: LargeContent,
): Promise<{ size: number; digest: string }> {
  const back = readBack(file.fd, algorithm, size, signal);
  const disk = towardsDisk(file);
  let written = 0;
  try {
    for await (const piece of content) {
      signal.throwIfAborted();
      writeInSteps(file.fd, piece, written);
      written += piece.length;
      back.written(written);
      disk.written(written);
    }
    const digest = await back.digest();
    await disk.reached();
    return { size: written, digest };
  } finally {
    await Promise.allSettled([back.stop(), disk.reached()]);
  }
}

/**
 * Has what is written go to the disk while more is written. By itself Linux begins when a tenth of the memory waits for
 * that: a sync at the end would wait for all of it, and the processor with it.
 */
function towardsDisk(file: FileHandle) {
  let last = 0;
  let isUnderWay = false;
  let failure: unknown;
  let syncing = Promise.resolve();
  return {
    written(bytes: number): void {
      if (isUnderWay || bytes - last < SYNCED_EVERY) return;
      last = bytes;
      isUnderWay = true;
      syncing = file.datasync().then(
        () => {
          isUnderWay = false;
        },
        // The system tells of it once: a sync at the end may hear nothing of it any more. No further one is begun.
        (error) => {
          if (!hasNoSync(error)) failure = error;
        },
      );
    },
    /** What was begun has ended. @throws the file system's error */
    async reached(): Promise<void> {
      await syncing;
      if (failure !== undefined) throw failure;
    },
  };
}
