import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, type FailureKind } from './failure.ts';

export interface Retry {
  method: string;
  /** The try that failed, from 1. */
  attempt: number;
  waitMs: number;
  /** Why, in a few words. */
  reason: string;
}

export interface RetryPolicy {
  /** Tries in all. */
  tries: number;
  firstWaitMs: number;
  maxWaitMs: number;
  /** After these the caller has something better to do than to try again. */
  final?: ReadonlySet<FailureKind>;
}

export const DEFAULT_POLICY: RetryPolicy = { tries: 4, firstWaitMs: 500, maxWaitMs: 30_000 };

/** A further try cannot end otherwise. */
const HOPELESS = new Set<FailureKind>(['untrusted', 'tls', 'not tls', 'not http', 'proxy forbids']);

/** Each costs a whole time-out or nearly so; a second one is all that a person should wait for. */
const SLOW = new Set<FailureKind>(['timeout', 'connect timeout']);

/**
 * How long to wait before the call is made again, or undefined where it must not be.
 *
 * A read may be made again after anything that can pass. A write only where it is certain that it was not carried
 * out: the connection never stood (name, refusal, time-out while connecting), the request was turned away (429, 503
 * with Retry-After), or Zabbix had no database. HTTP 502, 504 and a bare 503 do not count: Apache answers 503 also
 * where PHP-FPM died in the middle of the work.
 *
 * @param random a number in [0, 1), for the jitter.
 */
export function waitBefore(
  failure: Failure,
  call: { read: boolean; attempt: number },
  policy: RetryPolicy = DEFAULT_POLICY,
  random: number = Math.random(),
): number | undefined {
  if (HOPELESS.has(failure.kind) || policy.final?.has(failure.kind) === true) return undefined;
  if (failure.code === 'ENOTFOUND') return undefined;
  if (!call.read && !failure.notProcessed) return undefined;
  if (call.attempt >= (SLOW.has(failure.kind) ? Math.min(2, policy.tries) : policy.tries)) return undefined;
  // The server merely tidied up an idle connection; a new one is opened.
  if (failure.stale && call.attempt === 1) return 0;
  const backoff = policy.firstWaitMs * 2 ** (call.attempt - 1) * (0.75 + random / 2);
  const wait = Math.max(backoff, failure.retryAfterMs ?? 0);
  return failure.retryAfterMs !== undefined && failure.retryAfterMs > policy.maxWaitMs
    ? undefined
    : Math.min(wait, policy.maxWaitMs);
}

/**
 * Runs `once` until it succeeds, throws something that is not a Failure, or must not be run again.
 * @throws the last Failure, or the signal's reason.
 */
export async function withRetries<T>(
  once: (attempt: number) => Promise<T>,
  call: { method: string; read: boolean; signal?: AbortSignal | undefined },
  policy: RetryPolicy,
  onRetry?: (retry: Retry) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(attempt);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const waitMs = waitBefore(error, { read: call.read, attempt }, policy);
      if (waitMs === undefined) throw error;
      onRetry?.({ method: call.method, attempt, waitMs, reason: error.message });
      await pause(waitMs, call.signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
