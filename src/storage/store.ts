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

/** What is to be stored. The content can be opened again: a retry reads it from its beginning. */
export interface ObjectToStore {
  readonly name: string;
  /** Bytes, exactly; a content of another length is an error, nothing is stored. */
  readonly size: number;
  /** MD5 of the content, lower case hexadecimal digits: the store checks it against what it received. */
  readonly md5: string;
  open(): Readable;
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
 *   of what it holds was compared with `md5`.
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
   * @returns the size of the whole object, and its content from there on
   */
  get(name: string, signal: AbortSignal, from?: number): Promise<StoredContent>;
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
