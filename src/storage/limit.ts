import { limiter } from '../zabbix/limiter.ts';

/** Lets so many through at once; the others wait in the order in which they came. */
export interface Limit {
  /** Waits for a place. The function that is given back frees it. @throws the signal's reason */
  enter(signal: AbortSignal): Promise<() => void>;
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createLimit(places: number): Limit {
  const held = limiter(places);
  return {
    enter: (signal) => held.enter(signal),
    async run(work, signal) {
      const leave = await held.enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

/**
 * Does something for each of the items, so many at a time, in their order. Where one throws, no further one is begun;
 * those under way are awaited, and the first error is thrown.
 */
export async function forEachAtOnce<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  let failure: unknown;
  async function worker(): Promise<void> {
    while (!failed) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  if (failed) throw failure;
}
