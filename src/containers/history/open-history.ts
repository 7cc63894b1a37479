import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors.ts';
import { isBusy } from '../../temporary/sqlite.ts';
import { openStateFile, stateFileError } from '../state-file.ts';
import { createHistory, type History } from './history.ts';
import { SCHEMA, SCHEMA_VERSION, TO_VERSION_2 } from './schema.ts';

/** How long a process waits for another one that writes. Each write takes milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** The file of the history in the state directory. */
export function historyFile(stateDir: string): string {
  return join(stateDir, 'history.sqlite');
}

/** True where nothing was ever kept there. What cannot be looked at may well be there: opening it says why it cannot. */
export function isWithoutHistory(stateDir: string): boolean {
  try {
    statSync(historyFile(stateDir));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/**
 * Opens the history of the state directory, and makes it where there is none. Several processes may use it at once.
 * @throws InputError where the file is damaged, of a later version of the program, or cannot be written
 */
export async function openHistory(stateDir: string): Promise<History> {
  const file = historyFile(stateDir);
  const database = openStateFile(file);
  try {
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    await patiently(() => prepare(database, file));
  } catch (error) {
    database.close();
    throw stateFileError(file, error);
  }
  return createHistory(database, file);
}

/** The change to a write-ahead log does not wait by itself for others that make the same change. */
async function patiently(work: () => void): Promise<void> {
  const until = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
    await sleep(10 + Math.random() * 20);
  }
}

function prepare(database: DatabaseSync, file: string): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  database.exec('pragma journal_mode = wal');
  database.exec('begin immediate');
  // Whatever is thrown from here on closes the database, and so takes back what was begun.
  const version = versionOf(database);
  if (version > SCHEMA_VERSION) throw tooNew(file, version);
  if (version === 0) database.exec(SCHEMA);
  if (version === 1) database.exec(TO_VERSION_2);
  database.exec(`pragma user_version = ${SCHEMA_VERSION}`);
  database.exec('commit');
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.user_version);
}

function tooNew(file: string, version: number): InputError {
  return new InputError(`${file} is of a later version of concierge-scheduler`, {
    why: `its form is ${version}, this program knows ${SCHEMA_VERSION}`,
    remedy: 'Use that version, or another CONCIERGE_STATE_DIR.',
  });
}
