import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConciergeError, InputError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { existingBaseFolder } from '../temporary/base-folder.ts';
import type { Purpose } from '../temporary/purpose.ts';
import type { CommandContext } from './command.ts';

const REMEDY = 'Name a folder that only you can write to with TMPDIR.';

/** Backups that were brought from a store, passwords in clear among them. */
export const BROUGHT_BACKUPS: Purpose = {
  prefix: 'concierge-backup-',
  content: 'Backups',
  secret: 'the passwords in them',
  remedy: REMEDY,
};

/** Files that are too large for the memory, encrypted, until they are sent. */
export const ENCRYPTED_FILES: Purpose = {
  prefix: 'concierge-encrypted-',
  content: 'Encrypted files',
  secret: 'them',
  remedy: REMEDY,
};

/**
 * Makes a private folder (0700). It goes when the command ends; what a killed one leaves goes with `removeLeftBehind`.
 * @returns its path
 * @throws InputError where no folder is fit for it
 */
export async function privateFolder(
  purpose: Purpose,
  { settings, onExit }: Pick<CommandContext, 'settings' | 'onExit'>,
): Promise<string> {
  const { makePrivateFolder } = await import('../temporary/private-folder.ts');
  const base = existingBaseFolder(tmpdir()) ?? ownFolder(settings);
  const folder = await makePrivateFolder(base, purpose).catch((error: unknown) => {
    throw notMade(error, base, purpose);
  });
  onExit(() => folder.remove());
  return folder.path;
}

/** What the system says, that this user may not write there or that there is no room, in words that say what to do. */
function notMade(error: unknown, base: string, { content, remedy }: Purpose): unknown {
  if (error instanceof ConciergeError || (error as NodeJS.ErrnoException).syscall === undefined) return error;
  return new InputError(`${content} cannot be kept in ${base}`, {
    why: (error as Error).message,
    remedy,
    cause: error,
  });
}

/** Removes what killed runs have left. A folder whose process lives stays. */
export async function removeLeftBehind(
  purpose: Purpose,
  { settings, output }: Pick<CommandContext, 'settings' | 'output'>,
): Promise<void> {
  const { removeLeftovers } = await import('../temporary/leftovers.ts');
  for (const folder of [tmpdir(), ownFolder(settings)]) {
    try {
      const removed = await removeLeftovers(folder, purpose);
      if (removed > 0) {
        output.detail(`${purpose.content} that a killed run had left in ${folder} were removed.`);
      }
    } catch (error) {
      output.warn(`What a killed run has left in ${folder} cannot be removed: ${(error as Error).message}`);
    }
  }
}

/** Where the folder for temporary files is one in which others could put something else in the place of ours. */
function ownFolder(settings: Settings): string {
  return join(settings.stateDir.value, 'temporary');
}
