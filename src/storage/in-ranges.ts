import { setImmediate } from 'node:timers/promises';
import { ConciergeError } from '../errors.ts';
import { createLimit } from './limit.ts';
import { PARTS_AT_ONCE, RANGE_SIZE } from './sizes.ts';
import type { Store } from './store.ts';

/** Ranges of one object that are under way or wait for their turn. */
const AHEAD = 4;

/** What is given on at once: in between, other connections have their turn. */
const PIECE = 1024 * 1024;

/** Where ranges are gathered: so many at once, in memory that is used again. */
export interface RangeMemory {
  /** Waits until there is room for a range. @throws the signal's reason */
  take(signal: AbortSignal): Promise<Buffer>;
  giveBack(memory: Buffer): void;
}

export function rangeMemory(most: number = PARTS_AT_ONCE): RangeMemory {
  const limit = createLimit(most);
  const free: Buffer[] = [];
  const leave = new Map<Buffer, () => void>();
  return {
    async take(signal) {
      const left = await limit.enter(signal);
      const memory = free.pop() ?? Buffer.allocUnsafeSlow(RANGE_SIZE);
      leave.set(memory, left);
      return memory;
    },
    giveBack(memory) {
      free.push(memory);
      leave.get(memory)?.();
      leave.delete(memory);
    },
  };
}

export interface LargeObject {
  readonly name: string;
  /** Bytes, as the list gave it. */
  readonly size: number;
  /** The store's. */
  readonly gather: NonNullable<Store['gather']>;
}

/**
 * The content of a large object, of which several ranges are under way at once: one connection seldom brings what the
 * network and the store can give. The pieces come in order; each holds until the next is asked for.
 * @throws ConciergeError where the object is shorter by now; what the store throws. Nothing is under way then
 */
export async function* inRanges(
  { name, size, gather }: LargeObject,
  memory: RangeMemory,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const underWay: Promise<Buffer>[] = [];
  const held = new Set<Buffer>();
  let next = 0;

  async function fetchRange(from: number, length: number): Promise<Buffer> {
    const room = await memory.take(stopped);
    held.add(room);
    const into = { bytes: room.subarray(0, length), length: 0 };
    await gather(name, from, into, stopped);
    if (into.length < length) {
      throw new ConciergeError(`${name} changed while it was read`, {
        why: 'it is shorter than it was',
        remedy: 'Run the command again.',
      });
    }
    return room;
  }

  try {
    for (let at = 0; at < size; at += RANGE_SIZE) {
      for (; underWay.length < AHEAD && next < size; next += RANGE_SIZE) {
        const range = fetchRange(next, Math.min(RANGE_SIZE, size - next));
        range.catch(() => {});
        underWay.push(range);
      }
      const room = await (underWay.shift() as Promise<Buffer>);
      const length = Math.min(RANGE_SIZE, size - at);
      for (let start = 0; start < length; start += PIECE) {
        yield room.subarray(start, Math.min(length, start + PIECE));
        await setImmediate();
      }
      held.delete(room);
      memory.giveBack(room);
    }
  } finally {
    stop.abort();
    await Promise.allSettled(underWay);
    for (const room of held) memory.giveBack(room);
  }
}
