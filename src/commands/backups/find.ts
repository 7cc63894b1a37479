import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { backupFolder, LATEST, onlyLesser, shortList } from '../../configuration/backup/timestamped.ts';
import { lessThanEverything } from '../../configuration/backup/wholeness.ts';
import { InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import type { CommandContext } from '../command.ts';
import { describeBackup } from './describe.ts';
import { localBackup } from './local.ts';
import type { BackupPlace, FoundBackup } from './place.ts';
import { newestFirst } from './render.ts';

type FindContext = Pick<CommandContext, 'settings' | 'output' | 'onExit' | 'signal'>;

/**
 * Finds one backup, whole or not.
 * @param wanted a folder of this machine; remote: the address of a backup in a store, or its name at STORAGE_LOCATION.
 * With `latest` as the last part it is the newest whole one that is neither partial nor of a selection.
 * @throws InputError where there is none, or several and nothing says which.
 */
export async function findBackup(
  wanted: string,
  remote: boolean,
  context: FindContext,
): Promise<FoundBackup> {
  return remote ? await remoteBackup(wanted, context) : folderBackup(wanted);
}

/**
 * The backup in a folder of this machine, whole or not.
 * @throws InputError where there is no such folder, or nothing in it; where it cannot be read that is told of the backup.
 */
export function folderBackup(dir: string): FoundBackup {
  const folder = backupFolder(resolve(dir));
  try {
    if (readdirSync(folder).length === 0) throw noBackup(folder, 'the folder is empty');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw noBackup(folder, 'there is no such folder');
    if (code === 'ENOTDIR') {
      const what = existsSync(folder) ? 'it is a file, not a folder' : 'a part of its path is a file';
      throw noBackup(folder, what);
    }
    if (error instanceof InputError) throw error;
  }
  return localBackup(folder);
}

async function remoteBackup(wanted: string, context: FindContext): Promise<FoundBackup> {
  const { signal } = context;
  const trimmed = wanted.replace(/\/+$/u, '');
  const parts = trimmed.split('/');
  const isLatest = parts.at(-1) === LATEST;
  const place = await openAt(isLatest ? parts.slice(0, -1).join('/') : trimmed, context);
  const found = await place.backups(signal);
  if (found.length === 0) throw noBackup(wanted, 'nothing is stored there');
  if (isLatest) return await newestWhole(place, found, signal);
  const [only] = found;
  if (only !== undefined && only.location === place.location) return only;
  const names = found.map(({ name }) => name).sort((a, b) => (a < b ? 1 : -1));
  throw new InputError(`${place.location} holds ${counted(names.length, 'backup')}, and one is needed`, {
    why: `there are: ${shortList(names)}`,
    remedy: `Name one of them: ${place.location}/${names[0]}, or ${place.location}/${LATEST} for the newest whole one.`,
  });
}

async function openAt(wanted: string, context: FindContext): Promise<BackupPlace> {
  const [{ openStoreFor }, { remotePlace }] = await Promise.all([
    import('./open-store-for.ts'),
    import('./remote.ts'),
  ]);
  const { store, identities } = await openStoreFor(wanted === '' ? undefined : wanted, context);
  return remotePlace(store, identities);
}

async function newestWhole(
  place: BackupPlace,
  found: readonly FoundBackup[],
  signal: AbortSignal,
): Promise<FoundBackup> {
  const descriptions = newestFirst(await Promise.all(found.map((each) => describeBackup(each, signal))));
  const whole = descriptions.flatMap(({ state, backup, manifest }) =>
    state === 'whole' && manifest ? [{ backup, lesser: lessThanEverything(manifest) }] : [],
  );
  const newest = whole.find(({ lesser }) => lesser === undefined);
  if (newest !== undefined) return newest.backup;
  const [newestLesser] = whole;
  if (newestLesser !== undefined)
    throw onlyLesser(place.location, newestLesser.backup.location, newestLesser.lesser);
  const [first] = descriptions;
  throw new InputError(`There is no whole backup at ${place.location}`, {
    why: `of ${descriptions.length}, the newest is ${first?.backup.name}: ${first?.problems[0]}`,
    remedy: 'See what there is with the command backups.',
  });
}

function noBackup(where: string, why: string): InputError {
  return new InputError(`There is no backup in ${where}`, {
    why,
    remedy: 'See what there is with the command backups.',
  });
}
