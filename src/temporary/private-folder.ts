import { closeSync, fstatSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { openBaseFolder } from './base-folder.ts';
import type { Hold } from './hold.ts';
import { lockOf, type Purpose } from './purpose.ts';

/** A folder for what must not outlast the process. */
export interface PrivateFolder {
  /** A folder of nobody else's (0700), empty. Absolute, without links. */
  readonly path: string;
  /** Deletes the folder with all that is in it. A second call does nothing. */
  remove(): void;
}

/** How often another name is tried where a sweep of another process took the lock between its making and its taking. */
const ATTEMPTS = 5;

/**
 * Makes a private folder. It is deleted by `remove`, and by the end of the process where nobody called that; what a killed
 * process leaves is deleted by `removeLeftovers`.
 * @param base the folder to make it in, absolute
 * @throws InputError where the base cannot be used; the system's error where there is no room, or no locks
 */
export async function makePrivateFolder(base: string, purpose: Purpose): Promise<PrivateFolder> {
  const { path, hold } = await reserve(openBaseFolder(base, purpose), purpose);
  let removed = false;
  function remove(): void {
    if (removed) return;
    removed = true;
    process.off('exit', remove);
    try {
      rmSync(path, { recursive: true, force: true });
      rmSync(lockOf(path), { force: true });
    } finally {
      hold.release();
    }
  }

  // The second Ctrl-C and a defect end the process without asking anybody.
  process.on('exit', remove);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    remove();
    throw error;
  }
  return { path, remove };
}

/** A name for a folder that is not there yet, and the lock that says that its process lives. */
async function reserve(base: string, { prefix }: Purpose): Promise<{ path: string; hold: Hold }> {
  const { tryHold } = await import('./hold.ts');
  // Taken when it is needed: commands that only sweep up do not wait for node:crypto to be loaded.
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const path = join(base, `${prefix}${randomBytes(16).toString('hex')}`);
    const lock = lockOf(path);
    // `wx` makes a new file or fails: what somebody put there before is neither followed nor overwritten.
    const file = openSync(lock, 'wx', 0o600);
    const made = fstatSync(file);
    closeSync(file);
    const hold = tryHold(lock);
    if (hold === undefined) continue;
    const found = lstatSync(lock, { throwIfNoEntry: false });
    if (found?.ino === made.ino && found.dev === made.dev) return { path, hold };
    hold.release();
  }
  throw new Error('other runs of the program removed the lock as soon as it was made');
}
