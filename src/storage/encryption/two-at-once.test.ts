import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConciergeError } from '../../errors.ts';
import type { Store, StoredObject } from '../store.ts';
import { digest, type MemoryStore, memoryStore } from '../testing/memory-store.ts';
import { type EncryptedStore, encryptedStore } from './encrypted.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'two-at-once-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let identity: string;
let recipient: string;
beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
});

/** More than any `finish` asks of the store. */
const MOST_STEPS = 20;

/** A store that waits before one of the things that are done with it. */
interface Stepped {
  readonly store: Store;
  /** From now on: before so many more are done, it waits. */
  pauseAfter(steps: number): void;
  readonly isPaused: Promise<void>;
  goOn(): void;
}

function stepped(inner: MemoryStore): Stepped {
  let left = Number.POSITIVE_INFINITY;
  let pause = (): void => {};
  let goOn = (): void => {};
  const isPaused = new Promise<void>((resolve) => {
    pause = resolve;
  });
  const isResumed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function step(): Promise<void> {
    left -= 1;
    if (left !== -1) return;
    pause();
    await isResumed;
  }
  const store: Store = {
    ...inner,
    async put(...given) {
      await step();
      await inner.put(...given);
    },
    async *list(...given): AsyncGenerator<StoredObject> {
      await step();
      yield* inner.list(...given);
    },
    async describe(...given) {
      await step();
      return await inner.describe(...given);
    },
    async remove(...given) {
      await step();
      await inner.remove(...given);
    },
  };
  return {
    store,
    pauseAfter(steps) {
      left = steps;
    },
    isPaused,
    goOn,
  };
}

let uploads = 0;

/** An upload of one file as far as its index, from a machine of its own. */
async function begun(store: Store, content: string): Promise<EncryptedStore> {
  uploads += 1;
  const stateDir = join(folder, `state-${uploads}`);
  const made = encryptedStore(store, { prefix: 'z/', recipients: [recipient], identities: [], stateDir });
  for await (const _ of made.list('z/', signal));
  const bytes = Buffer.from(content);
  const [size, md5] = [bytes.length, async () => digest(bytes)];
  await made.put({ name: 'z/file', size, md5, open: () => Readable.from([bytes]) }, signal);
  return made;
}

/** What somebody finds who downloads it now; undefined where there is no backup. @throws where it has a hole */
async function found(store: MemoryStore): Promise<string | undefined> {
  if (!store.objects.has('z/index.age')) return undefined;
  const options = { prefix: 'z/', recipients: [], identities: [identity], stateDir: folder };
  return await text((await encryptedStore(store, options).get('z/file', signal)).content);
}

async function outcome(work: Promise<void>): Promise<'stored' | ConciergeError> {
  try {
    await work;
    return 'stored';
  } catch (error) {
    if (error instanceof ConciergeError) return error;
    throw error;
  }
}

it('of two uploads at once no more than one is stored, and what can be downloaded has no hole, whenever one waits for the other', async () => {
  const ends = new Set<string>();
  let steps = 0;
  for (let first = 0; first < MOST_STEPS; first += 1) {
    let hasPaused = false;
    for (let second = 0; second < MOST_STEPS; second += 1) {
      const inner = memoryStore();
      const [a, b] = [stepped(inner), stepped(inner)];
      const [one, other] = [await begun(a.store, 'one'), await begun(b.store, 'other')];
      a.pauseAfter(first);
      b.pauseAfter(second);
      const ofOne = outcome(one.finish(signal));
      hasPaused = (await Promise.race([a.isPaused.then(() => true), ofOne.then(() => false)])) || hasPaused;
      const ofOther = outcome(other.finish(signal));
      const otherPaused = await Promise.race([b.isPaused.then(() => true), ofOther.then(() => false)]);
      a.goOn();
      const endOfOne = await ofOne;
      b.goOn();
      const endOfOther = await ofOther;
      steps += 1;
      const ended = [endOfOne, endOfOther];
      const stored = ended.filter((end) => end === 'stored');
      expect(stored.length).toBeLessThanOrEqual(1);
      for (const end of ended) if (end !== 'stored') expect(end.why).toContain('another upload');
      const content = await found(inner);
      if (content === 'one') expect(ended).toEqual(['stored', expect.any(ConciergeError)]);
      if (content === 'other') expect(ended).toEqual([expect.any(ConciergeError), 'stored']);
      ends.add(content ?? 'none');
      if (!otherPaused) break;
    }
    if (!hasPaused) break;
  }
  expect(steps).toBeGreaterThan(20);
  // All three ends came about: it was not one that waited for the other each time.
  expect([...ends].sort()).toEqual(['none', 'one', 'other']);
});

it('one after the other both are stored, and the later one is what there is', async () => {
  const inner = memoryStore();
  for (const content of ['one', 'other']) {
    const upload = await begun(inner, content);
    await upload.finish(signal);
    expect(await found(inner)).toBe(content);
    expect(inner.objects.size).toBe(2);
  }
});
