import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryStore } from './testing/memory-store.ts';
import { sayingWaits, type Wait } from './waiting.ts';

const { signal } = new AbortController();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a store that does not answer is said, after twice as long each time', async () => {
  const said: Wait[] = [];
  const silent = { ...memoryStore(), remove: () => new Promise<void>(() => {}) };
  void sayingWaits(silent, (wait) => said.push(wait)).remove('a/manifest.json', signal);
  await vi.advanceTimersByTimeAsync(14_500);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(said).toEqual([
    { what: 'remove a/manifest.json', seconds: 15 },
    { what: 'remove a/manifest.json', seconds: 30 },
    { what: 'remove a/manifest.json', seconds: 60 },
  ]);
});

it('nothing is said where nothing is asked, nor while something comes or goes', async () => {
  const said: Wait[] = [];
  const content = Object.assign(Readable.from(['x']), { bytesRead: 0 });
  const store = sayingWaits(
    {
      ...memoryStore(),
      async put({ open }) {
        open();
        await new Promise(() => {});
      },
      async gather(_name, _from, into) {
        for (let piece = 0; piece < 30; piece += 1) {
          into.length += 1;
          await new Promise((resolve) => setTimeout(resolve, 2000));
        }
      },
    },
    (wait) => said.push(wait),
  );
  await store.remove('a', signal);
  await vi.advanceTimersByTimeAsync(60_000);
  const gathered = store.gather?.('a', 0, { bytes: Buffer.alloc(30), length: 0 }, signal);
  await vi.advanceTimersByTimeAsync(60_000);
  await gathered;
  void store.put({ name: 'b', size: 1, md5: async () => '', open: () => content }, signal);
  for (let second = 0; second < 60; second += 1) {
    content.bytesRead += 1;
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([{ what: 'put b', seconds: 15 }]);
});
