import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ConciergeError } from '../../errors.ts';
import { openBaseFolder } from './base-folder.ts';
import { CERTIFICATE_PARTS, type Certificates, FILE_NAMES } from './certificates.ts';
import type { Hold } from './hold.ts';
import { FOLDER_PREFIX, lockOf } from './leftovers.ts';

/** Certificates as files, for as long as they are needed. */
export interface Loan {
  /** A folder of nobody else's (0700) with `ca.pem`, `cert.pem` and `key.pem` (0600). Absolute, without links. */
  readonly certPath: string;
  /** Deletes the files and the folder. A second call does nothing. */
  giveBack(): void;
}

/** How often another name is tried where a sweep of another process took the lock between its making and its taking. */
const ATTEMPTS = 5;

/**
 * Writes the certificates into a fresh private folder. It is deleted by `giveBack`, and by the end of the process where
 * nobody called that; what a killed process leaves is deleted by `removeLeftovers`.
 * @param base the folder to make it in, absolute
 * @throws InputError where the base cannot be used; ConciergeError where something cannot be written: nothing of it
 * stays then
 */
export async function lend(certificates: Certificates, base: string): Promise<Loan> {
  const real = openBaseFolder(base);
  try {
    const { folder, hold } = await reserve(real);
    return write(certificates, folder, hold);
  } catch (error) {
    throw new ConciergeError(`The certificates cannot be written in ${base}`, {
      why: (error as Error).message,
      remedy: 'Give another folder in DOCKER_CERT_PATH, with free space and on a file system that has locks.',
      cause: error,
    });
  }
}

/** A name for a folder that is not there yet, and the lock that says that its process lives. */
async function reserve(base: string): Promise<{ folder: string; hold: Hold }> {
  const { tryHold } = await import('./hold.ts');
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const folder = join(base, `${FOLDER_PREFIX}${randomBytes(16).toString('hex')}`);
    const lock = lockOf(folder);
    // `wx` makes a new file or fails: what somebody put there before is neither followed nor overwritten.
    const file = openSync(lock, 'wx', 0o600);
    const made = fstatSync(file);
    closeSync(file);
    const hold = tryHold(lock);
    if (hold === undefined) continue;
    const found = lstatSync(lock, { throwIfNoEntry: false });
    if (found?.ino === made.ino && found.dev === made.dev) return { folder, hold };
    hold.release();
  }
  throw new Error('other runs of the program removed the lock as soon as it was made');
}

function write(certificates: Certificates, folder: string, hold: Hold): Loan {
  let given = false;
  function giveBack(): void {
    if (given) return;
    given = true;
    process.off('exit', giveBack);
    try {
      rmSync(folder, { recursive: true, force: true });
      rmSync(lockOf(folder), { force: true });
    } finally {
      hold.release();
    }
  }

  // The second Ctrl-C and a defect end the process without asking anybody.
  process.on('exit', giveBack);
  try {
    mkdirSync(folder, { mode: 0o700 });
    for (const part of CERTIFICATE_PARTS) {
      writeFileSync(join(folder, FILE_NAMES[part]), certificates[part], { flag: 'wx', mode: 0o600 });
    }
  } catch (error) {
    giveBack();
    throw error;
  }
  return { certPath: folder, giveBack };
}
