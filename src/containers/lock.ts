import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConciergeError } from '../errors.ts';
import { isBusy } from '../temporary/sqlite.ts';
import { durationText } from './duration.ts';
import { openStateFile, stateFileError } from './state-file.ts';

export interface LockOptions {
  readonly stateDir: string;
  /** The Engine's ID, or its address where it does not tell. */
  readonly engine: string;
  /** The component, as its backend names it. */
  readonly service: string;
  /** How long to wait for whoever has it, in milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called once, where somebody else has it. */
  readonly onWait?: () => void;
}

/** File systems take 255 bytes; SQLite adds an ending of its own for the time of a change. */
const LONGEST_NAME = 200;

/** Between two tries, in milliseconds; half of it is chance, so that many who wait do not move in step. */
const TRY_AGAIN_MS = 60;

/**
 * Does the work while no other process of this machine, with the same state directory, does so for the same component.
 *
 * The lock is an SQLite database that is held with BEGIN EXCLUSIVE (sqlite.org/lockingv3.html). The kernel has it, not
 * the file: it is gone with the process that held it, whatever ended that, and a file that is left behind locks nothing.
 * @throws ConciergeError where the wait is over
 * @throws the signal's reason where it is aborted while waiting
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { stateDir, engine, service } = options;
  const file = lockFile(stateDir, `${service} ${engine}`);
  const database = openStateFile(file);
  try {
    await acquire(() => database.exec('begin exclusive'), file, options);
    return await work();
  } finally {
    database.close();
  }
}

/** The file of the lock on something: named so that a person can read it, as long as that is not too long for a name. */
export function lockFile(stateDir: string, locked: string): string {
  const name = encodeURIComponent(locked);
  if (name.length <= LONGEST_NAME) return join(stateDir, 'locks', `${name}.sqlite`);
  const { createHash } = process.getBuiltinModule('node:crypto');
  return join(stateDir, 'locks', `${createHash('sha256').update(locked).digest('hex')}.sqlite`);
}

async function acquire(tryOnce: () => void, file: string, options: LockOptions): Promise<void> {
  const { service, waitMs, signal } = options;
  const until = performance.now() + waitMs;
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    try {
      tryOnce();
      return;
    } catch (error) {
      if (!isBusy(error)) throw stateFileError(file, error);
    }
    if (performance.now() >= until) {
      throw new ConciergeError(`${service} is being scaled by another process`, {
        why: `it was not done after ${durationText(waitMs / 1000)}; nothing was decided or changed`,
        remedy: 'Try again, or wait longer with --wait.',
      });
    }
    if (tries === 0) options.onWait?.();
    const pause = TRY_AGAIN_MS * (0.5 + Math.random());
    await sleep(Math.min(pause, Math.max(1, until - performance.now())), undefined, { signal }).catch(() => {
      // The loop throws the signal's own reason.
    });
  }
}
