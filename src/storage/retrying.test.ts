import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ConciergeError, InputError } from '../errors.ts';
import { wholeOf } from './content.ts';
import { limited } from './limited.ts';
import { type Repeat, waitBetween } from './repeat.ts';
import { retrying } from './retrying.ts';
import { MissingObjectError, PassingStoreError, type Store, type StoredObject } from './store.ts';
import { digest, memoryStore } from './testing/memory-store.ts';

const { signal } = new AbortController();
const POLICY = { tries: 3, firstWaitMs: 1, maxWaitMs: 5 };

function passing(): never {
  throw new PassingStoreError('HTTP 503');
}

/** A store of which the first calls of each kind fail in passing. */
function flaky(failures: number, error: () => never = passing): { store: Store; calls: string[] } {
  const inner = memoryStore();
  inner.objects.set('a', Buffer.from('0123456789'));
  const calls: string[] = [];
  async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    calls.push(what);
    if (calls.filter((call) => call === what).length <= failures) error();
    return await work();
  }
  const store: Store = {
    ...inner,
    put: (object, given) => attempt('put', () => inner.put(object, given)),
    get: (name, given, from) => attempt('get', () => inner.get(name, given, from)),
    describe: (name, given) => attempt('describe', () => inner.describe(name, given)),
    remove: (name, given) => attempt('remove', () => inner.remove(name, given)),
  };
  return { store, calls };
}

function object(text: string) {
  const content = Buffer.from(text);
  const md5 = async () => digest(content);
  return { name: 'b', size: content.length, md5, open: () => Readable.from([content]) };
}

describe('a store that tries again', () => {
  it('does so with what may pass, and says each try', async () => {
    const said: Repeat[] = [];
    const { store, calls } = flaky(2);
    const patient = retrying(store, { policy: POLICY, onRepeat: (repeat) => said.push(repeat) });
    await patient.put(object('x'), signal);
    expect((await wholeOf((await patient.get('a', signal)).content)).toString()).toBe('0123456789');
    expect(await patient.describe('a', signal)).toMatchObject({ size: 10 });
    await patient.remove('a', signal);
    for (const what of ['put', 'get', 'describe', 'remove']) {
      expect(calls.filter((call) => call === what)).toHaveLength(3);
    }
    expect(said.slice(0, 2)).toMatchObject([
      { what: 'put b', attempt: 1, reason: 'HTTP 503' },
      { what: 'put b', attempt: 2 },
    ]);
  });

  it('gives up after its tries, with an error for a person', async () => {
    const { store, calls } = flaky(3);
    const failed = retrying(store, { policy: POLICY }).put(object('x'), signal);
    await expect(failed).rejects.toThrow(ConciergeError);
    await expect(failed).rejects.toMatchObject({ why: 'HTTP 503', exitCode: 1 });
    expect(calls).toHaveLength(3);
  });

  it('does not try again what does not pass', async () => {
    const { store, calls } = flaky(1, () => {
      throw new InputError('there is no such bucket');
    });
    await expect(retrying(store, { policy: POLICY }).put(object('x'), signal)).rejects.toThrow(InputError);
    expect(calls).toHaveLength(1);
    await expect(retrying(memoryStore()).get('none', signal)).rejects.toThrow(MissingObjectError);
  });

  it('goes on with a content where it was cut', async () => {
    const inner = memoryStore();
    inner.objects.set('a', Buffer.from('0123456789'));
    const starts: number[] = [];
    const cutting: Store = {
      ...inner,
      async get(name, given, from = 0) {
        starts.push(from);
        const { size } = await inner.get(name, given, from);
        const whole = inner.objects.get(name)?.subarray(from) ?? Buffer.alloc(0);
        function* pieces() {
          yield whole.subarray(0, 4);
          if (whole.length > 4) throw new PassingStoreError('the connection was cut');
        }
        return { size, content: Readable.from(pieces(), { objectMode: false }) };
      },
    };
    const { content } = await retrying(cutting, { policy: POLICY }).get('a', signal);
    expect((await wholeOf(content)).toString()).toBe('0123456789');
    expect(starts).toEqual([0, 4, 8]);
  });

  it('refuses a content that became another one while it was read', async () => {
    let size = 10;
    const changing: Store = {
      ...memoryStore(),
      async get() {
        size += 1;
        function* pieces() {
          yield Buffer.from('x');
          throw new PassingStoreError('the connection was cut');
        }
        return { size, content: Readable.from(pieces(), { objectMode: false }) };
      },
    };
    const { content } = await retrying(changing, { policy: POLICY }).get('a', signal);
    await expect(wholeOf(content)).rejects.toThrow('changed while it was read');
  });

  it('gives each object of a list once, though the list breaks off', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    let round = 0;
    const breaking: Store = {
      ...memoryStore(),
      async *list(): AsyncGenerator<StoredObject> {
        round += 1;
        for (const [index, name] of names.entries()) {
          if (index === round * 2) passing();
          yield { name, size: 1, modifiedAt: '2026-11-22T00:00:00.000Z' };
        }
      },
    };
    const listed: string[] = [];
    for await (const { name } of retrying(breaking, { policy: POLICY }).list('', signal)) listed.push(name);
    expect(listed).toEqual(names);
    expect(round).toBe(3);
  });

  it('ends at once when it is told to', async () => {
    const controller = new AbortController();
    const { store } = flaky(9);
    const slow = { tries: 5, firstWaitMs: 60_000, maxWaitMs: 60_000 };
    const onRepeat = () => controller.abort(new Error('enough'));
    const failed = retrying(store, { policy: slow, onRepeat }).put(object('x'), controller.signal);
    await expect(failed).rejects.toThrow('enough');
  });

  it('waits twice as long each time, to a limit', () => {
    const policy = { tries: 9, firstWaitMs: 100, maxWaitMs: 1000 };
    expect([1, 2, 3, 4, 5].map((attempt) => waitBetween(attempt, policy, 0.5))).toEqual([
      100, 200, 400, 800, 1000,
    ]);
    expect(waitBetween(1, policy, 0)).toBe(75);
    expect(waitBetween(1, policy, 1)).toBe(125);
  });
});

describe('a store with a limit', () => {
  it('gets its place back where a content is given up unread', async () => {
    const inner = memoryStore();
    inner.objects.set('a', Buffer.from('x'));
    const contents: Readable[] = [];
    const keeping: Store = {
      ...inner,
      async get(name, given) {
        const found = await inner.get(name, given);
        contents.push(found.content);
        return found;
      },
    };
    const store = retrying(limited(keeping, 1), { policy: POLICY });
    for (let time = 0; time < 3; time += 1) (await store.get('a', signal)).content.destroy();
    expect((await wholeOf((await store.get('a', signal)).content)).toString()).toBe('x');
    expect(contents.map(({ destroyed }) => destroyed)).toEqual([true, true, true, true]);
  });

  it('has no more than so many under way, a content until it has ended', async () => {
    let underWay = 0;
    let most = 0;
    const inner = memoryStore();
    inner.objects.set('a', Buffer.from('x'));
    const counting: Store = {
      ...inner,
      async describe(name, given) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return await inner.describe(name, given);
      },
    };
    const narrow = limited(counting, 3);
    await Promise.all(Array.from({ length: 20 }, () => narrow.describe('a', signal)));
    expect(most).toBe(3);

    const one = limited(inner, 1);
    const { content } = await one.get('a', signal);
    let isNext = false;
    const next = one.describe('a', signal).then(() => {
      isNext = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isNext).toBe(false);
    content.destroy();
    await next;
    await expect(one.get('nothing', signal)).rejects.toThrow(MissingObjectError);
    await one.remove('a', signal);
  });
});
