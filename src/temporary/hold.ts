import { isBusy, sqlite } from './sqlite.ts';

/** A lock on a file that lasts until it is released or the process ends, however it ends. */
export interface Hold {
  release(): void;
}

/**
 * Takes the lock on a file. Node.js has no call for that; SQLite has one, on every system: the operating system gives
 * a transaction's lock back when its process ends, also by SIGKILL, and it holds across containers that share a folder,
 * where process ids say nothing.
 * @param file is there already, and empty
 * @returns undefined where another process, or another part of this one, has it
 */
export function tryHold(file: string): Hold | undefined {
  const Database = sqlite();
  const database = new Database(file);
  try {
    // The journal in memory: nothing is written, and a second file beside the lock would be one more to remove.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}
