import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { existingBaseFolder, isOwn } from './base-folder.ts';

/** Private folders and the locks beside them: `concierge-certificates-<32 digits>` and the same with `.lock`. */
export const FOLDER_PREFIX = 'concierge-certificates-';
const LOCK_NAME = /^concierge-certificates-[\da-f]{32}\.lock$/u;

/** The lock of a private folder stands beside it: it is made before the folder and goes after it. */
export function lockOf(folder: string): string {
  return `${folder}.lock`;
}

/**
 * Removes the private folders of runs that were killed: those of this user whose lock nobody has. What is not ours
 * stays, links above all.
 * @param base the folder that they stand in; where it is not there, nothing is done
 * @returns how many were removed
 */
export async function removeLeftovers(base: string): Promise<number> {
  const real = existingBaseFolder(base);
  const locks = real === undefined ? [] : locksIn(real);
  if (locks.length === 0) return 0;
  const { tryHold } = await import('./hold.ts');
  let removed = 0;
  for (const lock of locks) {
    const hold = tryHold(lock);
    if (hold === undefined) continue;
    try {
      const folder = lock.slice(0, -'.lock'.length);
      if (isOwn(folder, 'folder')) {
        rmSync(folder, { recursive: true, force: true });
        removed += 1;
      }
      rmSync(lock, { force: true });
    } finally {
      hold.release();
    }
  }
  return removed;
}

function locksIn(base: string): string[] {
  let names: string[];
  try {
    names = readdirSync(base);
  } catch {
    return [];
  }
  return names
    .filter((name) => LOCK_NAME.test(name))
    .map((name) => join(base, name))
    .filter((path) => isOwn(path, 'file'));
}
