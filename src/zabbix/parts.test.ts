import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerTooLargeError } from './errors.ts';
import { inParts, type Part } from './parts.ts';

const tooLarge = () => new AnswerTooLargeError('too large', { method: 'a.get', outcomeUnknown: false });

async function collect<R>(parts: AsyncGenerator<Part<number, R>>): Promise<Part<number, R>[]> {
  const all: Part<number, R>[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('inParts', () => {
  it('gives every id once, in order, with its own result, however parts fail for their size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.func(fc.nat({ max: 3 })),
        async (count, size, concurrency, capacity, turns) => {
          let underWay = 0;
          let most = 0;
          const parts = await collect(
            inParts(
              numbers(count),
              size,
              async (ids) => {
                underWay += 1;
                most = Math.max(most, underWay);
                for (let turn = turns(ids); turn > 0; turn -= 1) await Promise.resolve();
                underWay -= 1;
                if (ids.length > capacity) throw tooLarge();
                return ids.map((id) => id * 2);
              },
              { concurrency },
            ),
          );
          expect(parts.flatMap((part) => part.ids)).toEqual(numbers(count));
          expect(parts.flatMap((part) => part.result)).toEqual(numbers(count).map((id) => id * 2));
          expect(parts.every((part) => part.ids.length <= Math.min(size, capacity))).toBe(true);
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
    );
  });

  it('gives what comes before a failure, then throws it and begins no further part', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 39 }),
        async (count, size, concurrency, chosen) => {
          const bad = chosen % count;
          const seen: number[] = [];
          let begun = 0;
          const run = async () => {
            const parts = inParts(
              numbers(count),
              size,
              async (ids) => {
                begun += ids.length;
                if (ids.includes(bad)) throw new Error('refused');
              },
              { concurrency },
            );
            for await (const part of parts) seen.push(...part.ids);
          };
          await expect(run()).rejects.toThrow('refused');
          expect(seen).toEqual(numbers(Math.floor(bad / size) * size));
          expect(begun).toBeLessThanOrEqual(seen.length + size * concurrency * 2);
        },
      ),
    );
  });

  it('throws where a single id is too large', async () => {
    await expect(collect(inParts([1, 2], 2, async () => Promise.reject(tooLarge())))).rejects.toBeInstanceOf(
      AnswerTooLargeError,
    );
  });

  it('begins smaller after a part was too large, and grows again', async () => {
    const sizes: number[] = [];
    await collect(
      inParts(numbers(64), 8, async (ids) => {
        sizes.push(ids.length);
        if (ids.includes(0) && ids.length > 2) throw tooLarge();
      }),
    );
    expect(sizes.slice(0, 4)).toEqual([8, 4, 2, 2]);
    expect(sizes.slice(4)).toContain(2);
    expect(sizes.at(-2)).toBe(8);
  });

  it('begins the next part while one that is done waits for its turn', async () => {
    const finish: (() => void)[] = [];
    const parts = inParts(
      numbers(9),
      1,
      ([id = 0]) =>
        new Promise<void>((resolve) => {
          finish[id] = resolve;
        }),
      { concurrency: 2 },
    );
    const first = parts.next();
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    for (const id of [1, 2, 3]) {
      finish[id]?.();
      await settle();
    }
    // The first one runs still: twice as many as may run at once, and no more.
    expect(Object.keys(finish)).toEqual(['0', '1', '2', '3']);
    for (let id = 0; id < 9; id += 1) {
      finish[id]?.();
      await settle();
    }
    expect((await first).value?.ids).toEqual([0]);
    await parts.return();
  });

  it('waits for what is under way when the reader stops', async () => {
    let begun = 0;
    let ended = 0;
    const parts = inParts(
      numbers(10),
      1,
      async () => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended += 1;
      },
      { concurrency: 3 },
    );
    for await (const _ of parts) break;
    expect(ended).toBe(begun);
    expect(begun).toBeLessThan(10);
  });

  it('stops on the signal', async () => {
    const controller = new AbortController();
    const run = collect(
      inParts(
        numbers(10),
        1,
        async ([id]) => {
          if (id === 2) controller.abort(new Error('enough'));
        },
        { signal: controller.signal },
      ),
    );
    await expect(run).rejects.toThrow('enough');
  });

  it('refuses a size below 1', async () => {
    await expect(collect(inParts([1], 0, async () => 1))).rejects.toThrow(RangeError);
    await expect(collect(inParts([1], Number.NaN, async () => 1))).rejects.toThrow(RangeError);
  });
});
