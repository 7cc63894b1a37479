import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Store } from '../store.ts';
import { decryptStream } from './age.ts';
import { type IndexEntry, parseIndex } from './index-file.ts';
import { DamagedError, notOpened } from './keys.ts';

/** An index names each file in some 200 bytes; more than this is none. */
const LONGEST_INDEX = 256 * 1024 * 1024;

/**
 * Reads and opens the index of an encrypted backup.
 * @param name the index's name in the store.
 * @throws MissingObjectError where there is none; InputError where no identity opens it.
 */
export async function readIndex(
  store: Store,
  name: string,
  identities: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, IndexEntry>> {
  if (identities.length === 0) throw notOpened(name, identities);
  const { content } = await store.get(name, signal);
  const opened = await decryptStream(content, identities, name);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of opened as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > LONGEST_INDEX) throw otherContent(name);
    pieces.push(piece);
  }
  return parseIndex(Buffer.concat(pieces).toString(), name);
}

/**
 * Opens a file as it comes from the store: from one byte on, until another.
 * @param content the whole object, encrypted
 * @returns a stream that ends with an error where the file is not the one that the index names
 */
export async function openFile(
  content: Readable,
  { entry, name, identities }: { entry: IndexEntry; name: string; identities: readonly string[] },
  { from, until }: { from: number; until: number },
): Promise<Readable> {
  const opened = await decryptStream(content, identities, name);
  const pieces = Readable.from(between(asIndexed(opened, entry, name), from, until), { objectMode: false });
  // Also where nobody has read any of it: then no generator has begun, and none ends what is below it.
  pieces.once('close', () => content.destroy());
  return pieces;
}

async function* between(pieces: AsyncIterable<Buffer>, from: number, until: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of pieces) {
    const wanted = piece.subarray(Math.max(0, from - at), Math.max(0, until - at));
    if (wanted.length > 0) yield wanted;
    at += piece.length;
    if (at >= until) return;
  }
}

/** Who can write to the store could put one object in another's place: each is a whole and true age file. */
async function* asIndexed(content: Readable, entry: IndexEntry, name: string): AsyncGenerator<Buffer> {
  const hash = createHash('md5');
  let size = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    hash.update(piece);
    size += piece.length;
    if (size > entry.size) throw otherContent(name);
    yield piece;
  }
  if (size !== entry.size || hash.digest('hex') !== entry.md5) throw otherContent(name);
}

function otherContent(name: string): DamagedError {
  return new DamagedError(`${name} is not the file that the index names`, {
    why: 'its size or checksum is another',
    remedy: 'Upload the backup again, or use another one.',
  });
}
