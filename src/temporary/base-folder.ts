import { lstatSync, mkdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { getuid } from 'node:process';
import { InputError } from '../errors.ts';
import type { Purpose } from './purpose.ts';

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * The folder in which private folders are made, ready for it. It is made (0700) where it is not there.
 * @param path absolute
 * @returns its real path. The way to it is followed once: a link on it that changes later leads nobody astray
 * @throws InputError where it is no folder, cannot be made, or is one in which another user could put something else in
 * the place of what is written
 */
export function openBaseFolder(path: string, purpose: Purpose): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const real = realpathSync(path);
    const unfit = unfitness(statSync(real), purpose.secret);
    if (unfit === undefined) return real;
    throw new Error(unfit);
  } catch (error) {
    throw new InputError(`${purpose.content} cannot be kept in ${path}`, {
      why: (error as Error).message,
      remedy: purpose.remedy,
      cause: error,
    });
  }
}

/** The folder's real path, where it is there and fit; nothing is made. */
export function existingBaseFolder(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return unfitness(statSync(real)) === undefined ? real : undefined;
  } catch {
    return undefined;
  }
}

/** True for what this user made, and is of the kind that it should be: no link leads anywhere from it. */
export function isOwn(path: string, kind: 'file' | 'folder'): boolean {
  try {
    const found = lstatSync(path);
    return (kind === 'file' ? found.isFile() : found.isDirectory()) && found.uid === userId(found);
  } catch {
    return false;
  }
}

/**
 * Why private folders cannot be made in a folder; undefined where they can. In a folder that all may write to, all may
 * rename what is in it, save where the sticky bit is set (as on /tmp).
 */
function unfitness(found: Stats, secret = 'it'): string | undefined {
  if (!found.isDirectory()) return 'it is no folder';
  if ((found.mode & OTHERS_MAY_WRITE) !== 0 && (found.mode & STICKY) === 0)
    return `everybody on this machine may write to it, so that another user could read ${secret}`;
  if (found.uid !== userId(found) && found.uid !== 0)
    return `it belongs to another user (${found.uid}), who could read ${secret}`;
  return undefined;
}

/** The user of this process; where the system knows none (Windows), whoever the file belongs to. */
function userId(found: Stats): number {
  return getuid?.() ?? found.uid;
}
