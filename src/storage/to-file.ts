import { hash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { smallObject } from './content.ts';
import { inRanges, type RangeMemory } from './in-ranges.ts';
import { READ_IN_ONE } from './local-files.ts';
import { RANGE_SIZE } from './sizes.ts';
import type { Store } from './store.ts';
import { writeInSteps } from './write-in-steps.ts';
import { writeLarge } from './write-large.ts';

export interface ObjectToFetch {
  readonly store: Store;
  readonly name: string;
  /** Bytes, as the list gave it. */
  readonly size: number;
  /** Where ranges of large objects are gathered, of all that is fetched. */
  readonly ranges: RangeMemory;
  readonly signal: AbortSignal;
}

/** What was written. */
export interface Written {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
}

/**
 * Brings an object into a new file (0600). A file that is there already is not written to.
 * @throws what the store throws; the file system's error
 */
export async function objectToFile(
  path: string,
  { store, name, size, ranges, signal }: ObjectToFetch,
): Promise<Written> {
  if (size <= READ_IN_ONE) return writeSmallFile(path, await smallObject(store, name, size, signal));
  if (store.gather !== undefined && size > RANGE_SIZE) {
    const content = inRanges({ name, size, gather: store.gather }, ranges, signal);
    return await writeLargeFile(path, content, size, signal);
  }
  const { content } = await store.get(name, signal);
  return await writeLargeFile(path, content as AsyncIterable<Buffer>, size, signal);
}

/** Small ones go into the system's cache faster than a thread of the pool takes them up. */
export function writeSmallFile(path: string, content: Buffer): Written {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeInSteps(file, content, 0);
  } finally {
    closeSync(file);
  }
  return { size: content.length, sha256: hash('sha256', content) };
}

async function writeLargeFile(
  path: string,
  content: AsyncIterable<Buffer>,
  expected: number,
  signal: AbortSignal,
): Promise<Written> {
  const file = await open(path, 'wx+', 0o600);
  try {
    const { size, digest } = await writeLarge(file, content, { size: expected, algorithm: 'sha256', signal });
    return { size, sha256: digest };
  } finally {
    await file.close();
  }
}
