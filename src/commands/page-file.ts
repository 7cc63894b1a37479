import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { replaceFile } from '../configuration/backup/write-file.ts';
import { InputError } from '../errors.ts';

export interface ResultFile {
  /** Writes it (0600), in place of an earlier one, whole or not at all. Returns its path. */
  write(content: string | Uint8Array): string;
}

/** What a file is, for messages, and the option that names it. */
interface Words {
  readonly what: string;
  readonly option: string;
}

/** A file for a page. Throws as `openResultFile`. */
export function openPage(file: string): ResultFile {
  return openResultFile(file, { what: 'page', option: '--html' });
}

/**
 * A file for what a command makes.
 * @throws InputError where none can be there; `write` throws it where it cannot be written.
 */
export function openResultFile(file: string, words: Words): ResultFile {
  const path = resolve(file);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw unwritable(path, words, `there is no folder ${folder}`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw unwritable(path, words, 'it is a folder');
  return {
    write(content) {
      try {
        replaceFile(path, [content]);
      } catch (error) {
        throw unwritable(path, words, (error as Error).message);
      }
      return path;
    },
  };
}

function unwritable(path: string, { what, option }: Words, why: string): InputError {
  return new InputError(`The ${what} ${path} cannot be written`, {
    why,
    remedy: `Name another file with ${option}.`,
  });
}
