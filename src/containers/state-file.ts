import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ConciergeError, InputError } from '../errors.ts';
import { isBusy, resultCode, sqlite } from '../temporary/sqlite.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/**
 * Opens an SQLite file of the state directory; makes it (0600) and the folders above it (0700) where they are missing.
 * @throws InputError where it cannot be opened. That it holds no database is found out by the first statement
 */
export function openStateFile(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Only ever made, never opened: closing a file drops the locks that this process has on it (fcntl(2)).
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, error);
  }
  try {
    const Database = sqlite();
    return new Database(file);
  } catch (error) {
    throw stateFileError(file, error);
  }
}

/** What SQLite or the system says of a state file, as an error for a person. Other errors come back as they are. */
export function stateFileError(file: string, error: unknown): unknown {
  if (error instanceof ConciergeError) return error;
  const code = resultCode(error);
  if (code === CORRUPT || code === NOTADB) {
    return new InputError(`${file} is damaged`, {
      why: (error as Error).message,
      remedy:
        'Move it away. The program makes a new one, and begins with an empty history: a cooldown that goes on is then forgotten.',
      cause: error,
    });
  }
  // A full disk is an IOERR too, where it is the index of the write-ahead log that finds no room.
  if (code === FULL || code === IOERR) {
    return new ConciergeError(`${file} could not be written`, {
      why: (error as Error).message,
      remedy:
        code === FULL
          ? 'Make room on the file system.'
          : 'Mostly the file system is full: make room. Otherwise see in the log of the system what its disk has.',
      cause: error,
    });
  }
  if (isBusy(error)) {
    return new ConciergeError(`${file} is in use`, {
      why: `another process did not let go of it (${(error as Error).message})`,
      remedy: 'Try again. Where it stays so, see which process has the file open.',
      cause: error,
    });
  }
  const system = (error as NodeJS.ErrnoException).syscall !== undefined;
  return system || code === READONLY || code === CANTOPEN ? unusable(file, error) : error;
}

function unusable(file: string, error: unknown): InputError {
  return new InputError(`${file} cannot be written`, {
    why: (error as Error).message,
    remedy: 'Give a folder that this user may write: CONCIERGE_STATE_DIR.',
    cause: error,
  });
}
