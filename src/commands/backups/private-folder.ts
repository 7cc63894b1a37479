import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../settings/settings.ts';
import { existingBaseFolder } from '../../temporary/base-folder.ts';
import type { Purpose } from '../../temporary/purpose.ts';
import type { CommandContext } from '../command.ts';

/** Backups that were brought from a store, passwords in clear among them. */
const BROUGHT: Purpose = {
  prefix: 'concierge-backup-',
  content: 'Backups',
  secret: 'the passwords in them',
  remedy: 'Name a folder that only you can write to with TMPDIR.',
};

/**
 * Makes a private folder (0700) for a backup. It goes when the command ends; what a killed one leaves goes with
 * `removeBroughtBackups`.
 * @returns its path
 * @throws InputError where no folder is fit for it
 */
export async function privateFolder({
  settings,
  onExit,
}: Pick<CommandContext, 'settings' | 'onExit'>): Promise<string> {
  const { makePrivateFolder } = await import('../../temporary/private-folder.ts');
  const base = existingBaseFolder(tmpdir()) ?? ownFolder(settings);
  const folder = await makePrivateFolder(base, BROUGHT);
  onExit(() => folder.remove());
  return folder.path;
}

/** Removes what killed runs have left. A folder whose process lives stays. */
export async function removeBroughtBackups({
  settings,
  output,
}: Pick<CommandContext, 'settings' | 'output'>): Promise<void> {
  const { removeLeftovers } = await import('../../temporary/leftovers.ts');
  for (const folder of [tmpdir(), ownFolder(settings)]) {
    try {
      const removed = await removeLeftovers(folder, BROUGHT);
      if (removed > 0) output.detail(`Backups that a killed run had left in ${folder} were removed.`);
    } catch (error) {
      output.warn(`What a killed run has left in ${folder} cannot be removed: ${(error as Error).message}`);
    }
  }
}

/** Where the folder for temporary files is one in which others could put something else in the place of ours. */
function ownFolder(settings: Settings): string {
  return join(settings.stateDir.value, 'temporary');
}
