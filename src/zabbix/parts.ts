import { AnswerTooLargeError } from './errors.ts';

export interface PartsOptions {
  /** Parts under way at once. Default 1. The connection's own limit holds besides. */
  concurrency?: number;
  /** Checked before each further call; a call under way ends only if it was given the signal too. */
  signal?: AbortSignal;
}

export interface Part<Id, R> {
  ids: Id[];
  result: R;
}

/** So many parts in a row must pass before larger ones are tried again after one was too large. */
const PARTS_BEFORE_GROWING = 4;

/**
 * Calls for `ids` in parts of at most `size`, and gives each part with its result **in the order of the ids**, every
 * id once. A part that is done and waits for its turn does not hold the next ones back: at most twice `concurrency`
 * parts are under way or wait.
 *
 * A part that is too large for the front end (AnswerTooLargeError) is halved, down to a single id; the parts after it
 * begin at the smaller size and grow again once that has gone well for a while.
 *
 * Give it only calls that may be made twice: reads, and imports. (A write that ended with `outcomeUnknown` is made
 * again in halves.)
 *
 * @throws whatever the call throws, at the place in the order where it belongs; further parts are not begun then, and
 *   those under way are waited for. RangeError where `size` is below 1.
 */
export async function* inParts<Id, R>(
  ids: readonly Id[],
  size: number,
  call: (part: Id[]) => Promise<R>,
  options: PartsOptions = {},
): AsyncGenerator<Part<Id, R>, void, undefined> {
  if (!(size >= 1)) throw new RangeError(`A part has at least one id, not ${size}`);
  const { concurrency = 1, signal } = options;
  const atOnce = Math.max(1, concurrency);
  /** Those that run and those that wait to be taken, in the order of their ids. */
  const begun: Promise<Part<Id, R>[]>[] = [];
  let running = 0;
  let next = 0;
  let current = Math.floor(size);
  let passed = 0;
  let ended = false;

  async function carryOut(part: Id[]): Promise<Part<Id, R>[]> {
    signal?.throwIfAborted();
    try {
      const result = await call(part);
      passed += 1;
      if (passed >= PARTS_BEFORE_GROWING) {
        current = Math.min(Math.floor(size), current * 2);
        passed = 0;
      }
      return [{ ids: part, result }];
    } catch (error) {
      if (!(error instanceof AnswerTooLargeError) || part.length === 1) throw error;
      const half = Math.ceil(part.length / 2);
      current = Math.min(current, half);
      passed = 0;
      return [...(await carryOut(part.slice(0, half))), ...(await carryOut(part.slice(half)))];
    }
  }

  function begin(): void {
    const part = ids.slice(next, next + current);
    next += part.length;
    running += 1;
    const results = carryOut(part);
    results
      .catch(() => {
        ended = true;
      })
      .finally(() => {
        running -= 1;
        fill();
      });
    begun.push(results);
  }

  function fill(): void {
    while (!ended && next < ids.length && running < atOnce && begun.length < 2 * atOnce) begin();
  }

  try {
    fill();
    for (let first = begun[0]; first !== undefined; first = begun[0]) {
      const parts = await first;
      begun.shift();
      fill();
      yield* parts;
    }
  } finally {
    ended = true;
    await Promise.allSettled(begun);
  }
}
