import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PassingStoreError } from './store.ts';

/**
 * The content as it comes from a store's library, seen to its end: where fewer or more bytes come than there should be,
 * or the connection breaks, the stream ends with an error of ours.
 * @param expected the bytes that should come
 * @param asStoreError words what the library throws
 */
export function checkedContent(
  source: Readable,
  expected: number,
  asStoreError: (error: unknown) => unknown,
): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let received = 0;
    try {
      for await (const piece of source) {
        received += (piece as Buffer).length;
        if (received > expected) throw new PassingStoreError('more came than the object holds');
        yield piece as Buffer;
      }
    } catch (error) {
      throw error instanceof PassingStoreError ? error : asStoreError(error);
    }
    if (received < expected)
      throw new PassingStoreError(`the connection was cut after ${received} of ${expected} bytes`);
  }
  // A connection may be cut before the first piece is asked for: whoever asks then is told. Unheard it would end the
  // program.
  source.on('error', () => {});
  const checked = Readable.from(pieces(), { objectMode: false });
  checked.once('close', () => source.destroy());
  return checked;
}

/** The parts of a content, each of `size` bytes save the last: for stores that take large objects in parts. */
export async function* inParts(content: Readable, size: number): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = [];
  let length = 0;
  for await (const piece of content) {
    let rest = piece as Buffer;
    while (length + rest.length >= size) {
      const take = size - length;
      gathered.push(rest.subarray(0, take));
      yield gathered.length === 1 ? (gathered[0] as Buffer) : Buffer.concat(gathered, size);
      rest = rest.subarray(take);
      gathered = [];
      length = 0;
    }
    if (rest.length > 0) gathered.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(gathered, length);
}

/** The whole of a small content. */
export async function wholeOf(content: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece as Buffer);
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}

/** MD5 as S3, Azure and Google Cloud take it in headers. */
export function base64OfHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

export function hexOfBase64(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

/** MD5 is what the stores compare with; it guards against damage, not against people. */
export function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** What was to be stored is not what it was when its MD5 was taken. */
export function contentChanged(name: string): PassingStoreError {
  return new PassingStoreError(`the content of ${name} is not what it was when its checksum was made`);
}

/** The store holds something else than what was sent. */
export function wrongChecksum(name: string): PassingStoreError {
  return new PassingStoreError(`the store's checksum of ${name} is not that of what was sent`);
}
