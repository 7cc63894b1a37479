import { lstatSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { InputError } from '../../errors.ts';
import { codeOf, writeFailure } from './file-failure.ts';
import { newSibling } from './sibling.ts';

/**
 * Sees that something can be written to a folder, which may still have to be made: in the nearest one that exists, a
 * folder is made and taken away again. Access rights alone do not tell: /proc is writable for root, and takes nothing.
 * @param what the sentence's subject in messages: 'The backup'.
 * @param folder the folder that messages name.
 * @param needed the folder that must be writable.
 * @returns the nearest folder that exists.
 * @throws InputError, ConciergeError as `writeFailure` words it.
 */
export function tryFolder(what: string, folder: string, needed: string): string {
  let existing = needed;
  try {
    existing = nearestFolder(needed);
    // A name that is too long is noticed only where the folder above it exists.
    for (const name of relative(existing, folder).split(sep)) lookFor(join(existing, name));
    const probe = newSibling({ folder, parent: existing, name: 'try' }, 'writing');
    mkdirSync(probe, { mode: 0o700 });
    rmdirSync(probe);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw writeFailure(what, folder, error, existing);
    throw new InputError(`${what} could not be written to ${folder}`, {
      why: `no folder can be made in ${existing}`,
      remedy: 'Name another folder with --config-dir or ZBX_CONFIG_DIR.',
      cause: error,
    });
  }
  return existing;
}

/** The folder itself, or the nearest one above it that exists. */
export function nearestFolder(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (statSync(folder, { throwIfNoEntry: false }) !== undefined || dirname(folder) === folder)
      return folder;
  }
}

function lookFor(path: string): void {
  lstatSync(path, { throwIfNoEntry: false });
}
