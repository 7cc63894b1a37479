import { DatabaseSync } from 'node:sqlite';

/** A lock on a file that lasts until it is released or the process ends, however it ends. */
export interface Hold {
  release(): void;
}

/** SQLite's result code for a lock that somebody else has (sqlite.org/rescode.html, SQLITE_BUSY). */
const BUSY = 5;

/**
 * Takes the lock on a file. Node.js has no call for that; SQLite has one, on every system: the operating system gives
 * a transaction's lock back when its process ends, also by SIGKILL, and it holds across containers that share a folder,
 * where process ids say nothing.
 * @param file is there already, and empty
 * @returns undefined where another process, or another part of this one, has it
 */
export function tryHold(file: string): Hold | undefined {
  const database = new DatabaseSync(file);
  try {
    // The journal in memory: nothing is written, and a second file beside the lock would be one more to remove.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw error;
  }
}
