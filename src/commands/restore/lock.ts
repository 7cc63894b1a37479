import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import * as z from 'zod/mini';
import { targetOf } from '../../configuration/backup/target.ts';
import { lockFile } from '../../containers/lock.ts';
import { openStateFile, stateFileError } from '../../containers/state-file.ts';
import { ConciergeError, RefusedError } from '../../errors.ts';
import { isBusy } from '../../temporary/sqlite.ts';

/*
 * Two restores into one server at the same time lose nothing, but each fails over what the other has made, and neither
 * report nor --undo says what really happened. So the second is refused, as far as it can be seen from here: by the
 * same user of the same machine, by the address of the server.
 */

/** Whose restore it is, in a file beside the lock: SQLite lets nobody read a file that is held. */
const Holder = z.object({ pid: z.number(), machine: z.string(), since: z.string() });
type Holder = z.infer<typeof Holder>;

export interface RestoreLock {
  release(): void;
}

/**
 * Takes the lock on a server for a restore. The operating system gives it back when the process ends, however it ends
 * (containers/lock.ts).
 * @param url the address of the server
 * @throws RefusedError where another process has it, with who
 * @throws InputError where the state directory cannot be written
 */
export function lockTarget(url: string, stateDir: string, now: Date): RestoreLock {
  const file = lockFile(stateDir, `restore ${targetOf(url)}`);
  const holder = `${file}.json`;
  const database = openStateFile(file);
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw isBusy(error) ? underWay(url, holder) : stateFileError(file, error);
  }
  const mine: Holder = { pid: process.pid, machine: hostname(), since: now.toISOString() };
  try {
    writeFileSync(holder, JSON.stringify(mine), { mode: 0o600 });
  } catch (error) {
    database.close();
    throw stateFileError(holder, error);
  }
  return {
    release() {
      rmSync(holder, { force: true });
      database.close();
    },
  };
}

/**
 * As lockTarget; where no lock can be had at all, since there is no place for one, a warning says so and the restore
 * goes on.
 */
export function lockTargetIfPossible(
  url: string,
  stateDir: string,
  warn: (message: string) => void,
): RestoreLock | undefined {
  try {
    return lockTarget(url, stateDir, new Date());
  } catch (error) {
    if (error instanceof RefusedError || !(error instanceof ConciergeError)) throw error;
    const { message, why } = error;
    warn(`Whether another restore into ${url} is under way cannot be told: ${message} (${why}).`);
    return undefined;
  }
}

function underWay(url: string, file: string): RefusedError {
  const holder = readHolder(file);
  return new RefusedError(`Another restore into ${url} is under way`, {
    why: holder
      ? `process ${holder.pid} on ${holder.machine}, since ${holder.since}`
      : 'another process of this user has it, since a moment ago',
    remedy: 'Wait until it is done, or end it. Then run this one again: it does what is left.',
  });
}

/** Undefined where it was not written yet, or is no longer there. */
function readHolder(file: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
