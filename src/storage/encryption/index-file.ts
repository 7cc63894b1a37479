import * as z from 'zod/mini';
import { ClosedError, DamagedError } from './keys.ts';

/** The index's own name: the only one in an encrypted backup that says what it is. */
export const INDEX_NAME = 'index.age';

/** Names of all other objects: nothing can be read from them. */
export const OPAQUE_NAME = /^[0-9a-f]{32}\.age$/u;

const FORMAT = 1;
const md5 = z.string().check(z.regex(/^[0-9a-f]{32}$/u));
const bytes = z.int().check(z.minimum(0));

const entry = z.object({
  /** The object's opaque name. */
  object: z.string().check(z.regex(OPAQUE_NAME)),
  /** Of the file itself. */
  size: bytes,
  md5,
  /** Of the object, as it was sent. */
  storedSize: bytes,
  storedMd5: md5,
});

const schema = z.object({
  format: z.int(),
  files: z.record(z.string().check(z.minLength(1)), entry),
});

/** One file of an encrypted backup: what it is, and the object that holds it. */
export type IndexEntry = z.infer<typeof entry>;

/** Files by their path in the backup, with `/` between the parts. */
export type IndexEntries = ReadonlyMap<string, IndexEntry>;

/** The same files give the same text. */
export function indexText(entries: IndexEntries): string {
  const files = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ format: FORMAT, files });
}

/**
 * Reads an index that was opened.
 * @param name for messages.
 * @throws ClosedError where it is of a newer format, DamagedError where it is none.
 */
export function parseIndex(text: string, name: string): Map<string, IndexEntry> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notAnIndex(name);
  }
  const format = z.object({ format: z.number() }).safeParse(value);
  if (format.success && format.data.format > FORMAT) {
    throw new ClosedError(`${name} cannot be read`, {
      why: `it has format ${format.data.format}, and this version of the program knows formats up to ${FORMAT}`,
      remedy: 'Use the version of the program that wrote it, or a newer one.',
    });
  }
  const index = schema.safeParse(value);
  if (!index.success) throw notAnIndex(name);
  return new Map(Object.entries(index.data.files));
}

/** An entry as a record or an index holds it; undefined where it is none. */
export function asIndexEntry(value: unknown): IndexEntry | undefined {
  const parsed = entry.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function notAnIndex(name: string): DamagedError {
  return new DamagedError(`${name} is not the index of an encrypted backup`, {
    why: 'its content does not fit',
    remedy: 'Upload the backup again, or use another one.',
  });
}
