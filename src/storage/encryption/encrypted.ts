import { randomBytes } from 'node:crypto';
import {
  MissingObjectError,
  type ObjectToStore,
  type Store,
  type StoredContent,
  type StoredObject,
} from '../store.ts';
import { objectsBelow } from './confirm.ts';
import { type EncryptedBackup, type EncryptionOptions, encryptedBackup, send } from './encrypted-backup.ts';
import { finish } from './finish.ts';
import { INDEX_NAME, type IndexEntries } from './index-file.ts';
import { notOpened } from './keys.ts';
import { openFile } from './opening.ts';

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
  const backup = encryptedBackup(inner, options);
  return {
    location: inner.location,
    put: (object, signal) => put(backup, object, signal),
    get: (name, signal, from = 0, until = Number.POSITIVE_INFINITY) =>
      get(backup, name, { from, until }, signal),
    list: (wanted, signal) => list(backup, wanted, signal),
    describe: (name, signal) => describe(backup, name, signal),
    async remove(name) {
      // The object goes when no index names it any more.
      const path = pathIn(backup, name);
      backup.files.delete(path);
      backup.removed.add(path);
    },
    finish: (signal) => finish(backup, signal),
    close: () => inner.close(),
  };
}

function pathIn({ options: { prefix } }: EncryptedBackup, name: string): string {
  if (!name.startsWith(prefix)) throw new Error(`${name} is not in ${prefix}`);
  return name.slice(prefix.length);
}

async function put(backup: EncryptedBackup, object: ObjectToStore, signal: AbortSignal): Promise<void> {
  const path = pathIn(backup, object.name);
  const opaque = `${randomBytes(16).toString('hex')}.age`;
  const stored = await send(backup, object, `${backup.options.prefix}${opaque}`, signal);
  const entry = {
    object: opaque,
    size: object.size,
    md5: await object.md5(),
    storedSize: stored.size,
    storedMd5: stored.md5,
  };
  backup.files.set(path, entry);
  backup.removed.delete(path);
  backup.sentRecord().sent(path, entry);
}

async function get(
  backup: EncryptedBackup,
  name: string,
  range: { from: number; until: number },
  signal: AbortSignal,
): Promise<StoredContent> {
  const { prefix, identities } = backup.options;
  const path = pathIn(backup, name);
  const entry = backup.files.get(path) ?? (await backup.indexed(signal)).get(path);
  if (entry === undefined) throw new MissingObjectError(name);
  if (identities.length === 0) throw notOpened(name, identities);
  const { content } = await backup.inner.get(`${prefix}${entry.object}`, signal);
  return { size: entry.size, content: await openFile(content, { entry, name, identities }, range) };
}

async function describe(backup: EncryptedBackup, name: string, signal: AbortSignal): Promise<StoredObject> {
  const { inner, options, files, removed, isWriting } = backup;
  const path = pathIn(backup, name);
  const known = isWriting ? backup.sentRecord().files : await backup.indexed(signal);
  const entry = files.get(path) ?? known.get(path);
  if (entry === undefined || removed.has(path)) throw new MissingObjectError(name);
  const object = await inner.describe(`${options.prefix}${entry.object}`, signal);
  if (object.size !== entry.storedSize || object.md5 !== entry.storedMd5) throw new MissingObjectError(name);
  if (isWriting) files.set(path, entry);
  return { name, size: entry.size, modifiedAt: object.modifiedAt, md5: entry.md5 };
}

async function* list(
  backup: EncryptedBackup,
  wanted: string,
  signal: AbortSignal,
): AsyncGenerator<StoredObject> {
  const { inner, options, files, removed, isWriting } = backup;
  const there = await objectsBelow(inner, options.prefix, signal);
  backup.atFirst ??= { index: there.get(backup.indexName) };
  for (const [path, entry] of await knownFiles(backup, there, signal)) {
    if (removed.has(path)) continue;
    const object = there.get(`${options.prefix}${entry.object}`);
    const name = `${options.prefix}${path}`;
    if (object === undefined || object.size !== entry.storedSize) continue;
    if (!name.startsWith(wanted)) continue;
    const { md5, modifiedAt } = object;
    if (md5 !== undefined && md5 !== entry.storedMd5) continue;
    if (isWriting && md5 !== undefined) files.set(path, entry);
    // Where the store's list does not say what it holds, `describe` will.
    yield { name, size: entry.size, modifiedAt, ...(md5 !== undefined && { md5: entry.md5 }) };
  }
}

/** What this machine has sent; of a backup that is only read, what the index names. */
async function knownFiles(
  backup: EncryptedBackup,
  there: ReadonlyMap<string, StoredObject>,
  signal: AbortSignal,
): Promise<IndexEntries> {
  if (backup.isWriting) return new Map([...backup.sentRecord().files, ...backup.files]);
  return there.has(backup.indexName) ? await backup.indexed(signal) : new Map();
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
