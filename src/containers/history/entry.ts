import type { Direction } from '../decide.ts';

/**
 * What came of a request:
 * - `scaled`: the number that was ordered runs
 * - `unchanged`: nothing was to be done
 * - `refused`: by `--exact`, a pause, a cooldown, or a label that cannot be read
 * - `rolled back`: it failed, and the former number is back
 * - `failed`: it failed, and the former number is not back
 * - `unknown`: the Engine gave no answer to the order, or could not be asked any more; nothing was undone
 * - `interrupted`: a signal ended the wait; what was ordered stays ordered
 */
export type Result =
  | 'scaled'
  | 'unchanged'
  | 'refused'
  | 'rolled back'
  | 'failed'
  | 'unknown'
  | 'interrupted';

/** Which component, where. */
export interface Subject {
  /** The Engine, as DOCKER_HOST has it. */
  readonly endpoint: string;
  /** Its ID, or that of its Swarm; undefined where it did not tell, and in entries of an earlier version. */
  readonly engineId: string | undefined;
  readonly backend: string;
  /** As it was asked for. */
  readonly component: string;
  /** As the backend names it. */
  readonly service: string;
}

/** What was asked for and decided. */
export interface Decided extends Subject {
  /** Why it was asked for: `--reason`, else the command line. */
  readonly askedBy: string;
  readonly direction: Direction;
  readonly current: number | 'auto';
  readonly delta: number;
  /** The number that was there. */
  readonly from: number;
  /** The number that was asked for, before any bound. */
  readonly wish: number;
  /** The number that was ordered; undefined where nothing was. */
  readonly to: number | undefined;
}

/** What came of it. */
export interface Outcome {
  readonly result: Result;
  readonly why: string;
  /** The number that was there at the end, as far as it could be read. */
  readonly number: number | undefined;
}

/** One request in the history. */
export interface Entry extends Decided {
  readonly id: number;
  readonly begunAt: Date;
  /** Undefined: it goes on, or was ended in the middle. */
  readonly endedAt: Date | undefined;
  /** Undefined as long as it has not ended. */
  readonly result: Result | undefined;
  readonly why: string | undefined;
  readonly number: number | undefined;
}
