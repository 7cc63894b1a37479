import { isBackupFile, MANIFEST_FILE } from '../../configuration/backup/format.ts';
import { encryptedStore } from '../../storage/encryption/encrypted.ts';
import { INDEX_NAME, OPAQUE_NAME } from '../../storage/encryption/index-file.ts';
import { ClosedError, DamagedError } from '../../storage/encryption/keys.ts';
import { forEachAtOnce } from '../../storage/limit.ts';
import { OBJECTS_AT_ONCE } from '../../storage/open-store.ts';
import { isObjectName, type Store, type StoredObject } from '../../storage/store.ts';
import type { BackupPlace, FoundBackup } from './place.ts';

/** With either of them a folder of a store is a backup; they are sent last and deleted first. */
const SEALS: readonly string[] = [INDEX_NAME, MANIFEST_FILE];

/**
 * The backups of a store: the store's folder itself where it is one, else the folders in it.
 * @param identities open what is encrypted.
 */
export function remotePlace(store: Store, identities: readonly string[]): BackupPlace {
  return {
    location: store.location,
    async backups(signal) {
      const groups = new Map<string, StoredObject[]>();
      for await (const object of store.list('', signal)) {
        // A name that could not be one of a file here is none of ours.
        if (!isObjectName(object.name)) continue;
        const end = object.name.indexOf('/');
        const prefix = end === -1 ? '' : object.name.slice(0, end + 1);
        const group = groups.get(prefix);
        if (group === undefined) groups.set(prefix, [object]);
        else group.push(object);
      }
      const own = groups.get('') ?? [];
      if (isItself(own, groups)) return [await found('', [...groups.values()].flat(), signal)];
      groups.delete('');
      return await Promise.all([...groups].map(([prefix, objects]) => found(prefix, objects, signal)));
    },
    close: () => store.close(),
  };

  async function found(
    prefix: string,
    objects: readonly StoredObject[],
    signal: AbortSignal,
  ): Promise<FoundBackup> {
    const names = new Map(objects.map((object) => [object.name.slice(prefix.length), object]));
    const encrypted = names.has(INDEX_NAME) || [...names.keys()].some((name) => OPAQUE_NAME.test(name));
    const common = {
      name: prefix === '' ? (store.location.split('/').at(-1) ?? '') : prefix.slice(0, -1),
      location:
        prefix === '' ? store.location : `${store.location.replace(/\/$/u, '')}/${prefix.slice(0, -1)}`,
      encrypted,
      size: objects.reduce((sum, { size }) => sum + size, 0),
      remove: async (stop: AbortSignal) => {
        await removeAll(store, objects, prefix, stop);
        return [];
      },
    };
    const plain = {
      ...common,
      files: names,
      open: async (path: string, stop: AbortSignal) => (await store.get(prefix + path, stop)).content,
    };
    if (!encrypted) return { ...plain, stored: { store, prefix }, sealed: undefined };
    if (!names.has(INDEX_NAME)) {
      return { ...plain, sealed: { problem: `${INDEX_NAME} is missing`, state: 'incomplete' } };
    }
    if (identities.length === 0) {
      return {
        ...plain,
        sealed: {
          problem: 'it is encrypted, and no --identity is given',
          state: 'unknown',
          remedy: 'Give the file of the secret key with --identity or STORAGE_IDENTITY.',
        },
      };
    }
    const opened = encryptedStore(store, { prefix, recipients: [], identities, stateDir: '' });
    try {
      const files = new Map<string, StoredObject>();
      for await (const object of opened.list(prefix, signal))
        files.set(object.name.slice(prefix.length), object);
      const open = async (path: string, stop: AbortSignal) => (await opened.get(prefix + path, stop)).content;
      return { ...common, files, stored: { store: opened, prefix }, open, sealed: undefined };
    } catch (error) {
      signal.throwIfAborted();
      // Nothing else is said of the backup by an error: the store may be out of reach.
      if (!(error instanceof ClosedError || error instanceof DamagedError)) throw error;
      const problem = `${error.message}: ${error.why}`;
      return {
        ...plain,
        sealed: {
          problem,
          state: error instanceof ClosedError ? 'unknown' : 'incomplete',
          remedy: error.remedy,
        },
      };
    }
  }
}

/**
 * Whether the store's folder is one backup, whole or not. What a killed upload left has no seal, and may have folders:
 * what a person keeps beside the files.
 */
function isItself(
  own: readonly StoredObject[],
  groups: ReadonlyMap<string, readonly StoredObject[]>,
): boolean {
  if (own.length > 0 && (groups.size === 1 || own.some(({ name }) => SEALS.includes(name)))) return true;
  const holdsBackups = [...groups].some(([prefix, objects]) =>
    objects.some(({ name }) => prefix !== '' && SEALS.includes(name.slice(prefix.length))),
  );
  return !holdsBackups && [own, ...groups.values()].flat().some(({ name }) => isBackupFile(name));
}

/** What makes it a backup goes first: what a killed run leaves is recognisably incomplete. */
async function removeAll(
  store: Store,
  objects: readonly StoredObject[],
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  const names = objects.map(({ name }) => name);
  const seals = SEALS.map((name) => prefix + name).filter((name) => names.includes(name));
  for (const seal of seals) await store.remove(seal, signal);
  const rest = names.filter((name) => !seals.includes(name));
  // Where one cannot be removed, none is still being removed when that is said.
  await forEachAtOnce(rest, OBJECTS_AT_ONCE, (name) => store.remove(name, signal));
}
