import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { md5Of } from '../content.ts';
import {
  MissingObjectError,
  type ObjectToStore,
  type Store,
  type StoredContent,
  type StoredObject,
} from '../store.ts';
import { decryptStream } from './age.ts';
import { changedMeanwhile, filesWithout, isUnchanged, objectsBelow } from './confirm.ts';
import { INDEX_NAME, type IndexEntry, indexText, OPAQUE_NAME, parseIndex } from './index-file.ts';
import { DamagedError, notOpened } from './keys.ts';
import { openSentRecord, type SentIndex, type SentRecord } from './sent-record.ts';
import { createSpool } from './spool.ts';

/** An index names each file in some 200 bytes; more than this is none. */
const LONGEST_INDEX = 256 * 1024 * 1024;

export interface EncryptionOptions {
  /**
   * What names of one backup begin with, `NAME/`, or the empty text where the store is the backup's own folder. Objects
   * of other backups are not seen.
   */
  readonly prefix: string;
  /** To encrypt to. Empty: nothing can be stored, and what there is is what the index names. */
  readonly recipients: readonly string[];
  /** To open with. Empty: nothing can be read. */
  readonly identities: readonly string[];
  /** Where the record of what was sent is kept. */
  readonly stateDir: string;
  /** Files of a backup: unencrypted ones that an earlier upload left in the same place are taken away. */
  readonly isOfBackup?: (path: string) => boolean;
  /** Where large files lie encrypted until they are sent. Default: the system's folder for temporary files. */
  readonly temporary?: string;
}

/** A store that encrypts one backup. */
export interface EncryptedStore extends Store {
  /**
   * Makes what was stored the backup: sends the index, encrypted, where it names anything new, then removes what it does
   * not name. Before, an earlier backup of that name is what is there; a new one is no backup yet.
   * @throws ConciergeError where somebody else changed what is there meanwhile. An index that may name what is gone is
   * then gone too.
   */
  finish(signal: AbortSignal): Promise<void>;
}

/**
 * Encrypts every file on its way into a store and opens it on its way back. In the store each file is an object of a
 * random name; the index, an object too, says which is which. With recipients, `list` gives what this machine has sent
 * and what is still there as it was sent; with none, what the index names and is there.
 */
export function encryptedStore(inner: Store, options: EncryptionOptions): EncryptedStore {
  const { prefix, recipients, identities } = options;
  const indexName = `${prefix}${INDEX_NAME}`;
  const isWriting = recipients.length > 0;
  const spool = createSpool(options.temporary);
  /** The files of the backup as it will be: stored or found unchanged in this run. */
  const files = new Map<string, IndexEntry>();
  /** What was taken away in this run, though the record still knows it. */
  const removed = new Set<string>();
  let record: SentRecord | undefined;
  let index: Promise<ReadonlyMap<string, IndexEntry>> | undefined;
  /** What the place had when it was first listed. */
  let atFirst: { readonly index: StoredObject | undefined } | undefined;

  return {
    location: inner.location,
    put,
    get,
    list,
    describe,
    async remove(name) {
      // The object goes when no index names it any more.
      files.delete(pathOf(name));
      removed.add(pathOf(name));
    },
    finish,
    async close() {
      spool.close();
      await inner.close();
    },
  };

  function pathOf(name: string): string {
    if (!name.startsWith(prefix)) throw new Error(`${name} is not in ${prefix}`);
    return name.slice(prefix.length);
  }

  function sentRecord(): SentRecord {
    record ??= openSentRecord(options.stateDir, `${inner.location} ${prefix}`, recipients);
    return record;
  }

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const path = pathOf(object.name);
    const opaque = `${randomBytes(16).toString('hex')}.age`;
    const { size, md5 } = await store(object, `${prefix}${opaque}`, signal);
    const entry = {
      object: opaque,
      size: object.size,
      md5: await object.md5(),
      storedSize: size,
      storedMd5: md5,
    };
    files.set(path, entry);
    removed.delete(path);
    sentRecord().sent(path, entry);
  }

  async function store(
    object: ObjectToStore,
    name: string,
    signal: AbortSignal,
  ): Promise<{ size: number; md5: string }> {
    const spooled = await spool.encrypt(object, recipients, signal);
    try {
      const { size, md5, open } = spooled;
      await inner.put({ name, size, md5: async () => md5, open }, signal);
      return { size, md5 };
    } finally {
      await spooled.discard();
    }
  }

  async function get(
    name: string,
    signal: AbortSignal,
    from = 0,
    until = Number.POSITIVE_INFINITY,
  ): Promise<StoredContent> {
    const path = pathOf(name);
    const entry = files.get(path) ?? (await indexed(signal)).get(path);
    if (entry === undefined) throw new MissingObjectError(name);
    if (identities.length === 0) throw notOpened(name, identities);
    const { content } = await inner.get(`${prefix}${entry.object}`, signal);
    const opened = await decryptStream(content, identities, name);
    const pieces = Readable.from(between(asIndexed(opened, entry, name), from, until), { objectMode: false });
    // Also where nobody has read any of it: then no generator has begun, and none ends what is below it.
    pieces.once('close', () => content.destroy());
    return { size: entry.size, content: pieces };
  }

  async function describe(name: string, signal: AbortSignal): Promise<StoredObject> {
    const path = pathOf(name);
    const entry = files.get(path) ?? (isWriting ? sentRecord().files : await indexed(signal)).get(path);
    if (entry === undefined || removed.has(path)) throw new MissingObjectError(name);
    const object = await inner.describe(`${prefix}${entry.object}`, signal);
    if (object.size !== entry.storedSize || object.md5 !== entry.storedMd5)
      throw new MissingObjectError(name);
    if (isWriting) files.set(path, entry);
    return { name, size: entry.size, modifiedAt: object.modifiedAt, md5: entry.md5 };
  }

  async function* list(wanted: string, signal: AbortSignal): AsyncIterable<StoredObject> {
    const there = await objectsBelow(inner, prefix, signal);
    atFirst ??= { index: there.get(indexName) };
    const known = isWriting
      ? new Map([...sentRecord().files, ...files])
      : there.has(indexName)
        ? await indexed(signal)
        : new Map<string, IndexEntry>();
    for (const [path, entry] of known) {
      if (removed.has(path)) continue;
      const object = there.get(`${prefix}${entry.object}`);
      const name = `${prefix}${path}`;
      if (object === undefined || object.size !== entry.storedSize) continue;
      if (!name.startsWith(wanted)) continue;
      const { md5, modifiedAt } = object;
      if (md5 !== undefined && md5 !== entry.storedMd5) continue;
      if (isWriting && md5 !== undefined) files.set(path, entry);
      // Where the store's list does not say what it holds, `describe` will.
      yield { name, size: entry.size, modifiedAt, ...(md5 !== undefined && { md5: entry.md5 }) };
    }
  }

  function indexed(signal: AbortSignal): Promise<ReadonlyMap<string, IndexEntry>> {
    index ??= readIndex(inner, indexName, identities, signal).catch((error) => {
      index = undefined;
      if (error instanceof MissingObjectError) return new Map();
      throw error;
    });
    return index;
  }

  async function finish(signal: AbortSignal): Promise<void> {
    const text = indexText(files);
    const of = createHash('sha256').update(text).digest('hex');
    const there = await objectsBelow(inner, prefix, signal);
    const isAsBefore = atFirst === undefined || isUnchanged(atFirst.index, there.get(indexName));
    // Whatever index is there is of the other one, which may be whole.
    if (!isAsBefore || filesWithout(there, files, prefix).length > 0) throw changedMeanwhile(inner, prefix);
    let sent = sentRecord().index;
    const stored = sent?.of === of ? await storedIndex(signal) : undefined;
    if (sent === undefined || stored?.size !== sent.size || stored.md5 !== sent.md5) {
      const content = Buffer.from(text);
      const object = {
        name: indexName,
        size: content.length,
        md5: async () => md5Of(content),
        open: () => Readable.from([content]),
      };
      // The index says that all of it is there: so it has to be, whatever happens next.
      await inner.settle?.(signal);
      sent = { ...(await store(object, indexName, signal)), of };
      sentRecord().settle(files, sent);
      await confirm(sent, signal, { hasRemoved: false });
    }
    const named = new Set([...files.values()].map((entry) => `${prefix}${entry.object}`));
    const obsolete = [...there.keys()].filter((name) => {
      const rest = name.slice(prefix.length);
      // An earlier, unencrypted upload of the same files would lie open beside the encrypted one.
      const isPlain = files.has(rest) || options.isOfBackup?.(rest) === true;
      return OPAQUE_NAME.test(rest) ? !named.has(name) : isPlain;
    });
    for (const name of obsolete) await inner.remove(name, signal);
    await inner.settle?.(signal);
    // What was removed may be what another upload has named meanwhile.
    if (obsolete.length > 0) await confirm(sent, signal, { hasRemoved: true });
    atFirst = undefined;
  }

  /** Sees that the index is ours and all is there that it names. @throws ConciergeError, with no index left that lies */
  async function confirm(
    sent: SentIndex,
    signal: AbortSignal,
    { hasRemoved }: { hasRemoved: boolean },
  ): Promise<void> {
    const there = await objectsBelow(inner, prefix, signal);
    const { size, md5 } = (await storedIndex(signal)) ?? {};
    const isOurs = size === sent.size && (md5 === undefined || md5 === sent.md5);
    if (isOurs && filesWithout(there, files, prefix).length === 0) return;
    if (isOurs || hasRemoved) {
      await inner.remove(indexName, signal);
      await inner.settle?.(signal);
    }
    throw changedMeanwhile(inner, prefix);
  }

  async function storedIndex(signal: AbortSignal): Promise<StoredObject | undefined> {
    try {
      return await inner.describe(indexName, signal);
    } catch (error) {
      if (error instanceof MissingObjectError) return undefined;
      throw error;
    }
  }
}

/**
 * A store as a download sees it: what is encrypted is opened on the way, anything else comes as it is.
 * @param prefix the backup's, `NAME/`.
 */
export async function openedStore(
  store: Store,
  prefix: string,
  identities: readonly string[],
  signal: AbortSignal,
): Promise<Store> {
  try {
    await store.describe(`${prefix}${INDEX_NAME}`, signal);
  } catch (error) {
    if (error instanceof MissingObjectError) return store;
    throw error;
  }
  return encryptedStore(store, { prefix, recipients: [], identities, stateDir: '' });
}

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
