import { setTimeout as sleep } from 'node:timers/promises';
import { PassingStoreError } from './store.ts';

/** How often something is tried, and how long in between. */
export interface RepeatPolicy {
  /** Tries in all. */
  readonly tries: number;
  /** Before the second try; doubled before each further one. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
}

const DEFAULT_REPEAT: RepeatPolicy = { tries: 5, firstWaitMs: 300, maxWaitMs: 20_000 };

export interface Repeat {
  /** What was tried: `put templates.json`. */
  readonly what: string;
  /** The try that failed, from 1. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly reason: string;
}

export interface RepeatOptions {
  readonly policy?: RepeatPolicy | undefined;
  readonly onRepeat?: ((repeat: Repeat) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs `once` until it ends otherwise than with a failure that may pass.
 * @throws the last PassingStoreError, whatever else `once` throws, or the signal's reason
 */
export async function repeated<T>(what: string, once: () => Promise<T>, options: RepeatOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    try {
      return await once();
    } catch (error) {
      await waitAfter(what, attempt, error, options);
    }
  }
}

/**
 * Waits after a try that failed, twice as long each time.
 * @param attempt the try that failed, from 1
 * @throws the error itself where it does not pass or was the last that is borne; the signal's reason
 */
export async function waitAfter(
  what: string,
  attempt: number,
  error: unknown,
  { policy = DEFAULT_REPEAT, onRepeat, signal }: RepeatOptions,
): Promise<void> {
  signal.throwIfAborted();
  if (!(error instanceof PassingStoreError) || attempt >= policy.tries) throw error;
  const waitMs = waitBetween(attempt, policy);
  onRepeat?.({ what, attempt, waitMs, reason: error.message });
  try {
    await sleep(waitMs, undefined, { signal });
  } catch (aborted) {
    signal.throwIfAborted();
    throw aborted;
  }
}

/** Give or take a quarter: those that failed together do not come back together. */
export function waitBetween(attempt: number, policy: RepeatPolicy, random: number = Math.random()): number {
  return Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** (attempt - 1) * (0.75 + random / 2));
}
