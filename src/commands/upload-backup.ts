import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBackupFile } from '../configuration/backup/format.ts';
import { InputError, RefusedError } from '../errors.ts';
import { type EncryptedStore, encryptedStore } from '../storage/encryption/encrypted.ts';
import { INDEX_NAME } from '../storage/encryption/index-file.ts';
import { readRecipients } from '../storage/encryption/keys.ts';
import { OBJECTS_AT_ONCE } from '../storage/open-store.ts';
import { MissingObjectError, type Store } from '../storage/store.ts';
import { type UploadReport, upload } from '../storage/upload.ts';
import { backupFormat } from './backup-format.ts';
import type { CommandContext } from './command.ts';
import { ENCRYPTED_FILES, privateFolder, removeLeftBehind } from './private-folders.ts';
import { openStorage } from './storage.ts';

type UploadContext = Pick<CommandContext, 'settings' | 'output' | 'progress' | 'onExit' | 'signal'>;

export interface UploadRequest {
  readonly dir: string;
  /** What is there already and unchanged is sent all the same. */
  readonly force: boolean;
  readonly to: UploadTarget;
}

/** A store that was opened for an upload: whatever could be wrong with its settings is known by now. */
export interface UploadTarget {
  readonly store: Store;
  readonly recipients: readonly string[];
}

/**
 * Opens the store of the settings for an upload.
 * @param encryptTo what --encrypt-to names; where it names nothing, STORAGE_ENCRYPT_TO does.
 * @throws InputError where the settings cannot be used.
 */
export async function openForUpload(
  encryptTo: readonly string[],
  context: UploadContext,
): Promise<UploadTarget> {
  const named = encryptTo.length > 0 ? encryptTo : [context.settings.storageEncryptTo.value ?? ''];
  const recipients = await readRecipients(named);
  return { store: await openStorage(context), recipients };
}

/**
 * Uploads a backup, encrypted where there are recipients.
 * @throws RefusedError where the folder holds no whole backup, or an encrypted one would be laid open; InputError where
 * it would be stored in itself; as `upload`.
 */
export async function uploadBackup(
  { dir, force, to: { store, recipients } }: UploadRequest,
  context: UploadContext,
): Promise<UploadReport> {
  const { settings, progress, onExit, signal } = context;
  // `.` and `..` are no names of a backup.
  const name = basename(resolve(dir));
  refuseIntoItself(store, dir, name);
  const options = { dir, name, force, format: backupFormat, atOnce: OBJECTS_AT_ONCE, progress, signal };
  if (recipients.length === 0) {
    await refuseToLayOpen(store, name, signal);
    return await upload(store, options);
  }
  const encrypted: EncryptedStore = encryptedStore(store, {
    prefix: `${name}/`,
    recipients,
    identities: [],
    stateDir: settings.stateDir.value,
    isOfBackup: isBackupFile,
    async temporary() {
      await removeLeftBehind(ENCRYPTED_FILES, context);
      return await privateFolder(ENCRYPTED_FILES, context);
    },
  });
  onExit(() => encrypted.close());
  const report = await upload(encrypted, options);
  if (report.failed.length === 0) await encrypted.finish(signal);
  return report;
}

/** In its own folder it would grow with every upload; in its own place an encrypted one would remove the original. */
function refuseIntoItself({ location }: Store, dir: string, name: string): void {
  if (!location.startsWith('file:')) return;
  const own = followed(resolve(dir));
  const target = followed(join(fileURLToPath(location), name));
  if (target !== own && !target.startsWith(`${own}${sep}`)) return;
  throw new InputError('A backup cannot be stored in itself', {
    why: `${target} is ${target === own ? 'the folder of the backup' : 'in the folder of the backup'}`,
    remedy: 'Give another STORAGE_LOCATION or STORAGE_FOLDER.',
  });
}

/** The path with its links followed, as far as it exists: a link that leads back into the backup is the backup. */
function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) return path;
    return join(followed(above), basename(path));
  }
}

/** Whoever encrypted a backup once would not want to find it in the clear because an option was forgotten. */
async function refuseToLayOpen(store: Store, name: string, signal: AbortSignal): Promise<void> {
  try {
    await store.describe(`${name}/${INDEX_NAME}`, signal);
  } catch (error) {
    if (error instanceof MissingObjectError) return;
    throw error;
  }
  throw new RefusedError(`The backup ${name} in ${store.location} is encrypted`, {
    why: 'this upload would put it there in the clear',
    remedy: 'Give --encrypt-to or STORAGE_ENCRYPT_TO, or upload under another name.',
  });
}
