import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.ts';

export interface PageFile {
  /** Writes it (0600), in place of an earlier one, whole or not at all. Returns its path. */
  write(html: string): string;
}

/**
 * A file for a page.
 * @throws InputError where none can be there; `write` throws it where it cannot be written.
 */
export function openPage(file: string): PageFile {
  const path = resolve(file);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw unwritable(path, `there is no folder ${folder}`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable(path, 'it is a folder');
  return {
    write(html) {
      const staging = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
      try {
        writeFileSync(staging, html, { mode: 0o600, flag: 'wx' });
        renameSync(staging, path);
      } catch (error) {
        rmSync(staging, { force: true });
        throw unwritable(path, (error as Error).message);
      }
      return path;
    },
  };
}

function unwritable(path: string, why: string): InputError {
  return new InputError(`The page ${path} cannot be written`, {
    why,
    remedy: 'Name another file with --html.',
  });
}
