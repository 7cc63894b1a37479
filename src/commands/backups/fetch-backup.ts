import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFailure } from '../../configuration/backup/file-failure.ts';
import { isBackupPath, MANIFEST_FILE } from '../../configuration/backup/format.ts';
import { InputError, RefusedError } from '../../errors.ts';
import { fetchFiles, type WantedFile } from '../../storage/fetch-files.ts';
import { OBJECTS_AT_ONCE } from '../../storage/open-store.ts';
import type { CommandContext } from '../command.ts';
import { BROUGHT_BACKUPS, privateFolder } from '../private-folders.ts';
import { describeBackup } from './describe.ts';
import { findBackup } from './find.ts';

/**
 * Brings a backup from a store into a private temporary folder (0700), which is removed when the command ends, or by the
 * next one where that was killed. Who reads it compares every file with the manifest.
 * @param from the address of a backup, or its name at STORAGE_LOCATION.
 * @returns the folder.
 * @throws InputError where there is none, RefusedError where it is incomplete.
 */
export async function fetchBackup(
  from: string,
  context: Pick<CommandContext, 'settings' | 'output' | 'progress' | 'onExit' | 'signal'>,
): Promise<string> {
  const { output, progress, signal } = context;
  const backup = await findBackup(from, true, context);
  const { stored } = backup;
  const { state, problems, manifest, unreadable } = await describeBackup(backup, signal);
  if (unreadable !== undefined) throw unreadable;
  if (backup.sealed?.state === 'unknown') {
    throw new InputError(`${backup.location} cannot be opened`, {
      why: problems.join('; '),
      remedy: 'Give the file of the secret key with --identity or STORAGE_IDENTITY.',
    });
  }
  if (state !== 'whole' || manifest === undefined || stored === undefined) {
    throw new RefusedError(`${backup.location} is not a whole backup`, {
      why: problems.slice(0, 5).join('; '),
      remedy: 'Upload it again, or use another one: see the command backups.',
    });
  }
  const parent = await privateFolder(BROUGHT_BACKUPS, context);
  const dir = join(parent, 'backup');
  mkdirSync(dir, { mode: 0o700 });
  output.info(`Reading the backup from ${backup.location}.`);
  // The manifest's own schema lets no other names through; nothing that a store says may lead out of the folder.
  const named = Object.entries(manifest.files).filter(([name]) => isBackupPath(name));
  const wanted: WantedFile[] = named.map(([path, digest]) => ({ path, size: digest.size, digest }));
  wanted.push({ path: MANIFEST_FILE, size: backup.files.get(MANIFEST_FILE)?.size ?? 0 });
  const { store, prefix } = stored;
  const what = `The backup ${backup.location}`;
  try {
    await fetchFiles(store, dir, wanted, { what, prefix, atOnce: OBJECTS_AT_ONCE, progress, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw writeFailure('The backup', dir, error, dir, 'TMPDIR');
  }
  progress.done('download');
  return dir;
}
