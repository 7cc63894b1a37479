import type { Readable } from 'node:stream';

/** An object as a store lists it. */
export interface StoredObject {
  /** Relative to the store's folder, with `/` between the parts. Never trusted: it may have been written by anybody. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string;
  /** MD5 of the content as lower case hexadecimal digits, where the store knows it (S3 does not for parts). */
  readonly md5?: string;
}

export interface StoredContent {
  /** Bytes of the whole object. */
  readonly size: number;
  readonly content: Readable;
}

/** A part of an object in memory. */
export interface Gathering {
  /** As long as the part is. */
  readonly bytes: Buffer;
  /** How much of it has come. */
  length: number;
}

/** What is to be stored. The content can be opened again: a retry reads it from its beginning. */
export interface ObjectToStore {
  readonly name: string;
  /** Bytes, exactly; a content of another length is an error, nothing is stored. */
  readonly size: number;
  /** SHA-256 of the content, lower case hexadecimal digits, where it is known: what is read is compared with it then. */
  readonly sha256?: string;
  /**
   * MD5 of the content, lower case hexadecimal digits: the store checks it against what it received. It is worked out
   * when it is asked for, since not every store has a use for it.
   */
  md5(): Promise<string>;
  /** @param pieces how large its pieces should be, in bytes; they may be others */
  open(pieces?: number): Readable;
  /** The whole of a small content at once, where that is had more cheaply than as a stream. */
  whole?(): Buffer;
}

/** Sees that the name of an object can be one: relative, `/` between the parts, none of them empty, `.` or `..`. */
export function isObjectName(name: string): boolean {
  const parts = name.split('/');
  const controls = [...name].some((character) => character < ' ' || character === '\u007f');
  return (
    !controls && !name.includes('\\') && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** The object is not in the store. */
export class MissingObjectError extends Error {
  readonly objectName: string;

  constructor(objectName: string) {
    super(`There is no object "${objectName}"`);
    this.name = 'MissingObjectError';
    this.objectName = objectName;
  }
}

/** It went wrong in a way that may pass: a connection cut, a time-out, HTTP 408, 429 or 5xx. Another try is worth it. */
export class PassingStoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PassingStoreError';
  }
}

/**
 * A place for objects: a bucket, a container or a directory, and a folder in it. Guarantees, held by one contract suite
 * that runs against every store:
 * - `put` stores the whole object or none, and replaces one of the same name. When it returns, the store's own checksum
 *   of what it holds was compared with `md5`; a directory has none, and compares what it reads back.
 * - Of two objects that are stored under one name at once, one or the other is there afterwards, never parts of both.
 * - `get` streams; it never holds an object in memory. A stream that ends early ends with an error.
 * - `list` gives every object below the prefix, however many there are, in no order that counts.
 * - `remove` of what is not there is no error.
 * - Errors are `MissingObjectError`, `PassingStoreError`, or a ConciergeError that says what to do (no such bucket, not
 *   allowed, wrong credentials). None holds a credential.
 * Retries, limits and encryption are wrappers around this interface, never branches inside a store.
 */
export interface Store {
  /** As a URL without credentials, for messages: `gs://bucket/folder`. */
  readonly location: string;
  put(object: ObjectToStore, signal: AbortSignal): Promise<void>;
  /**
   * @param from the first byte that is wanted: where a download was cut, it goes on from there. Default: the first
   * @param until the first byte that is not wanted any more, within the object. Default: all to the end
   * @returns the size of the whole object, and the content that is wanted
   */
  get(name: string, signal: AbortSignal, from?: number, until?: number): Promise<StoredContent>;
  /**
   * Reads a part of an object into memory, from `from` on and after what has been gathered already: until there is no
   * more room, or the object ends. Where the store has this, small objects need no stream, and of a large one several
   * parts can come at once.
   * @throws as `get`; what came until then is kept, so that the next try goes on there
   */
  gather?(name: string, from: number, into: Gathering, signal: AbortSignal): Promise<void>;
  /** @param prefix a folder with its `/` at the end, or empty for everything */
  list(prefix: string, signal: AbortSignal): AsyncIterable<StoredObject>;
  /**
   * One object, with its MD5 wherever that can be had: S3 does not list that of objects that were sent in parts or are
   * encrypted with a key of KMS, and a directory has to read the file.
   */
  describe(name: string, signal: AbortSignal): Promise<StoredObject>;
  remove(name: string, signal: AbortSignal): Promise<void>;
  /**
   * When it returns, what was stored and removed until now outlasts a power cut. Absent where that holds of every `put`
   * and `remove` already, as in the clouds: a directory syncs many files at once in a fraction of the time.
   */
  settle?(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
