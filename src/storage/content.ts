import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { counted } from '../terminal/counted.ts';
import { SMALL } from './sizes.ts';
import { type Gathering, type ObjectToStore, PassingStoreError, type Store } from './store.ts';

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
      throw new PassingStoreError(`the connection was cut after ${received} of ${counted(expected, 'byte')}`);
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

/** The header Range of HTTP for these bytes; undefined for all of them. */
export function rangeOf(from: number, until: number | undefined): string | undefined {
  if (from === 0 && until === undefined) return undefined;
  return `bytes=${from}-${until === undefined ? '' : until - 1}`;
}

/** What an answer of HTTP holds, and the size of the object: by its headers Content-Length and Content-Range. */
export function extentOf(
  contentLength: string | number | undefined,
  contentRange: string | undefined,
): { length: number; total: number } {
  const length = Number(contentLength ?? 0);
  return { length, total: Number(/\/(\d+)$/u.exec(contentRange ?? '')?.[1] ?? length) };
}

/**
 * The header Range for what is still to be gathered; undefined where that is all. A small object is asked for as a whole:
 * an empty one has no range that could be satisfied.
 */
export function rangeOfGathering(from: number, { bytes, length }: Gathering): string | undefined {
  if (from === 0 && length === 0 && bytes.length <= SMALL) return undefined;
  return rangeOf(from + length, from + bytes.length);
}

/** MD5 as S3, Azure and Google Cloud take it in headers. */
export function base64OfHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

export function hexOfBase64(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

/** Sees whether what is read is what an object should be. */
export interface ContentCheck {
  add(piece: Buffer): void;
  /** Bytes that were added. */
  size(): number;
  /** To be asked once, at the end. */
  isRight(): boolean;
}

/** By SHA-256 where that is known: processors have instructions for it, and it takes half the time of MD5. */
export async function contentCheck(object: ObjectToStore): Promise<ContentCheck> {
  const { sha256 } = object;
  const hash = createHash(sha256 === undefined ? 'md5' : 'sha256');
  const expected = sha256 ?? (await object.md5());
  let size = 0;
  return {
    add(piece) {
      hash.update(piece);
      size += piece.length;
    },
    size: () => size,
    isRight: () => size === object.size && hash.digest('hex') === expected,
  };
}

/** The whole content of a small object. @throws PassingStoreError where it is not what it should be */
export async function checkedWhole(object: ObjectToStore): Promise<Buffer> {
  const content = object.whole?.() ?? (await wholeOf(object.open()));
  const check = await contentCheck(object);
  check.add(content);
  if (!check.isRight()) throw contentChanged(object.name);
  return content;
}

/** MD5 is what the stores compare with; it guards against damage, not against people. */
export function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** The whole of an object that is known to be small. @param size bytes, as the list gave it */
export async function smallObject(
  store: Store,
  name: string,
  size: number,
  signal: AbortSignal,
): Promise<Buffer> {
  if (store.gather === undefined) return await wholeOf((await store.get(name, signal)).content);
  // One byte more, so that what is longer by now is seen to be.
  const into = { bytes: Buffer.allocUnsafe(size + 1), length: 0 };
  await store.gather(name, 0, into, signal);
  return into.bytes.subarray(0, into.length);
}

/**
 * Gathers what comes from a store's library.
 * @param expected the bytes that should come
 * @param asStoreError words what the library throws
 */
export function gatherFrom(
  source: Readable,
  into: Gathering,
  expected: number,
  asStoreError: (error: unknown) => unknown,
): Promise<void> {
  const { bytes } = into;
  const end = into.length + expected;
  return new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error);
      source.destroy();
    };
    // What has come is all there is to come: how the connection ends is of no account.
    const isAll = (): boolean => into.length === end;
    source.on('error', (error) => (isAll() ? resolve() : reject(asStoreError(error))));
    source.on('data', (piece: Buffer) => {
      if (into.length + piece.length > Math.min(end, bytes.length)) {
        fail(new PassingStoreError('more came than was asked for'));
        return;
      }
      piece.copy(bytes, into.length);
      into.length += piece.length;
    });
    source.on('end', () => resolve());
    source.on('close', () => {
      // Else the end or an error has said it.
      if (!source.readableEnded && source.errored === null)
        reject(new PassingStoreError('the connection was cut'));
    });
  }).then(() => {
    const missing = end - into.length;
    if (missing > 0)
      throw new PassingStoreError(`the connection was cut ${counted(missing, 'byte')} before the end`);
  });
}

/** What was to be stored is not what it was when its MD5 was taken. */
export function contentChanged(name: string): PassingStoreError {
  return new PassingStoreError(`the content of ${name} is not what it was when its checksum was made`);
}

/** What a file holds is not what was to be stored: either of the above. */
export function otherContent(name: string): PassingStoreError {
  return new PassingStoreError(
    `what was written of ${name} does not have its checksum: it changed meanwhile, or the disk keeps something else`,
  );
}

/** The store holds something else than what was sent. */
export function wrongChecksum(name: string): PassingStoreError {
  return new PassingStoreError(`the store's checksum of ${name} is not that of what was sent`);
}
