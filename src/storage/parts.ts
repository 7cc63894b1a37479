import { createHash } from 'node:crypto';
import { contentChanged, contentCheck, inParts } from './content.ts';
import type { Limit } from './limit.ts';
import { type RepeatPolicy, repeated } from './repeat.ts';
import { PART_SIZE } from './sizes.ts';
import type { ObjectToStore } from './store.ts';

export interface Part {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** MD5 of the bytes. */
  readonly md5: Buffer;
}

/** How large the parts of an object are, where a store takes no more than so many of them. */
export function partSize(size: number, mostParts: number): number {
  const needed = Math.ceil(size / mostParts / PART_SIZE) * PART_SIZE;
  return Math.max(PART_SIZE, needed);
}

export interface PartsOptions {
  readonly limit: Limit;
  readonly size: number;
  readonly policy?: RepeatPolicy | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends an object in parts, several at once. A part that fails in passing is sent again by itself: whoever had to send
 * the whole again would never end where one request of hundreds fails.
 * @returns the MD5 of each part, in order
 * @throws PassingStoreError where the content is not what its size and MD5 say; what `send` throws. Nothing is under way
 * any more then
 */
export async function sendParts(
  object: ObjectToStore,
  send: (part: Part) => Promise<void>,
  { limit, size, policy, signal }: PartsOptions,
): Promise<Buffer[]> {
  const whole = await contentCheck(object);
  const digests: Buffer[] = [];
  const underWay = new Set<Promise<void>>();
  let failed = false;
  let failure: unknown;
  const content = object.open(size);
  try {
    for await (const bytes of inParts(content, size)) {
      whole.add(bytes);
      if (whole.size() > object.size) throw contentChanged(object.name);
      const md5 = createHash('md5').update(bytes).digest();
      const number = digests.push(md5);
      const leave = await limit.enter(signal);
      if (failed) {
        leave();
        break;
      }
      const sending = repeated(`put ${object.name}, part ${number}`, () => send({ number, bytes, md5 }), {
        policy,
        signal,
      })
        .catch((error) => {
          failed = true;
          failure ??= error;
        })
        .finally(() => {
          leave();
          underWay.delete(sending);
        });
      underWay.add(sending);
    }
  } finally {
    content.destroy();
    await Promise.all(underWay);
  }
  if (failed) throw failure;
  if (!whole.isRight()) throw contentChanged(object.name);
  return digests;
}
