import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRanges, type LargeObject, rangeMemory } from './in-ranges.ts';
import { retrying } from './retrying.ts';
import { RANGE_SIZE } from './sizes.ts';
import { PassingStoreError } from './store.ts';
import { memoryStore } from './testing/memory-store.ts';
import { objectToFile } from './to-file.ts';

const { signal } = new AbortController();
const content = randomBytes(2 * RANGE_SIZE + 12_345);

/** What a store would gather from `source`; the later ranges answer first. */
function large(source: Buffer, size = source.length, fail?: (from: number) => void) {
  const state = { now: 0, most: 0 };
  const gather: LargeObject['gather'] = async (_name, from, into, given) => {
    state.now += 1;
    state.most = Math.max(state.most, state.now);
    try {
      await new Promise((resolve) => setTimeout(resolve, 20 - (20 * from) / size));
      given.throwIfAborted();
      fail?.(from + into.length);
      into.length += source.copy(into.bytes, into.length, from + into.length, from + into.bytes.length);
    } finally {
      state.now -= 1;
    }
  };
  return { object: { name: 'x', size, gather }, state };
}

async function read(object: LargeObject, memory = rangeMemory()): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of inRanges(object, memory, signal)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('a large object in ranges', () => {
  it('comes in order, with several under way', async () => {
    const { object, state } = large(content);
    expect((await read(object)).equals(content)).toBe(true);
    expect(state.most).toBe(3);
  });

  it('takes no more memory than there is for all together', async () => {
    const memory = rangeMemory(2);
    const { object, state } = large(content);
    const both = await Promise.all([read(object, memory), read(object, memory)]);
    for (const each of both) expect(each.equals(content)).toBe(true);
    expect(state.most).toBeLessThanOrEqual(2);
  });

  it('ends with nothing under way where a range fails, or nobody reads on', async () => {
    const memory = rangeMemory(3);
    const { object, state } = large(content, content.length, (from) => {
      if (from === RANGE_SIZE) throw new Error('broken');
    });
    await expect(read(object, memory)).rejects.toThrow('broken');
    expect(state.now).toBe(0);
    for await (const _ of inRanges(large(content).object, memory, signal)) break;
    // All of the memory is free again.
    expect((await read(large(content).object, memory)).equals(content)).toBe(true);
  });

  it('is refused where it has become shorter', async () => {
    const { object } = large(content.subarray(0, RANGE_SIZE + 1), content.length);
    await expect(read(object)).rejects.toThrow('changed while it was read');
  });
});

it('goes on within a range where it was cut, and ends in the file as it was', async () => {
  const inner = memoryStore();
  const asked: number[] = [];
  const store = retrying(
    {
      ...inner,
      async gather(_name, from, into) {
        const start = from + into.length;
        asked.push(start);
        // Half of what is wanted, and then a cut.
        const half = Math.ceil((into.bytes.length - into.length) / 2);
        into.length += content.copy(into.bytes, into.length, start, start + half);
        if (half > 4_000_000) throw new PassingStoreError('cut');
        into.length += content.copy(into.bytes, into.length, start + half, from + into.bytes.length);
      },
    },
    { policy: { tries: 2, firstWaitMs: 1, maxWaitMs: 1 } },
  );
  const folder = mkdtempSync(join(tmpdir(), 'to-file-'));
  try {
    const path = join(folder, 'x');
    const ranges = rangeMemory();
    const written = await objectToFile(path, { store, name: 'x', size: content.length, ranges, signal });
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(written).toEqual({ size: content.length, sha256 });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(asked).toContain(RANGE_SIZE / 2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
