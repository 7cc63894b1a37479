import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { existingBaseFolder, isOwn } from './base-folder.ts';
import { lockOf, type Purpose } from './purpose.ts';

/**
 * Removes the private folders of runs that were killed: those of this user whose lock nobody has. What is not ours
 * stays, links above all.
 * @param base the folder that they stand in; where it is not there, nothing is done
 * @returns how many were removed
 */
export async function removeLeftovers(base: string, purpose: Purpose): Promise<number> {
  const real = existingBaseFolder(base);
  const folders = real === undefined ? [] : lockedFoldersIn(real, purpose);
  if (folders.length === 0) return 0;
  const { tryHold } = await import('./hold.ts');
  let removed = 0;
  for (const folder of folders) {
    const lock = lockOf(folder);
    const hold = tryHold(lock);
    if (hold === undefined) continue;
    try {
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

/** The folders of this sort beside which there is a lock; they themselves may not be there. */
function lockedFoldersIn(base: string, { prefix }: Purpose): string[] {
  let names: string[];
  try {
    names = readdirSync(base);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(prefix) && /^[\da-f]{32}\.lock$/u.test(name.slice(prefix.length)))
    .map((name) => join(base, name.slice(0, -lockOf('').length)))
    .filter((folder) => isOwn(lockOf(folder), 'file'));
}
