import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreServer } from '../../lab/storage/server.ts';
import { smallObject, wholeOf } from '../../src/storage/content.ts';
import { forEachAtOnce } from '../../src/storage/limit.ts';
import { OBJECTS_AT_ONCE } from '../../src/storage/open-store.ts';
import {
  MissingObjectError,
  type ObjectToStore,
  PassingStoreError,
  type Store,
  type StoredObject,
} from '../../src/storage/store.ts';
import { open } from './stores.ts';

const MIB = 1024 * 1024;

export function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** In pieces, as a file comes. */
export function toStore(name: string, content: Buffer): ObjectToStore {
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000);
  }
  const size = content.length;
  return {
    name,
    size,
    md5: async () => md5(content),
    open: () => Readable.from(pieces(), { objectMode: false }),
  };
}

export async function namesIn(store: Store, prefix = ''): Promise<string[]> {
  return (await objectsIn(store, prefix)).map(({ name }) => name).sort();
}

async function objectsIn(store: Store, prefix = ''): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const object of store.list(prefix, AbortSignal.timeout(60_000))) objects.push(object);
  return objects;
}

/**
 * The guarantees of src/storage/store.ts, held by every store.
 * @param wrap what stands on the store and must keep them too: encryption
 */
export function storeContract(
  name: string,
  start: () => Promise<StoreServer>,
  wrap?: (store: Store) => Store,
): void {
  describe(`a store: ${name}`, () => {
    const { signal } = new AbortController();
    let server: StoreServer;
    let store: Store;
    let folders = 0;

    beforeAll(async () => {
      server = await start();
      store = await opened('the folder/of this test');
    });
    afterAll(async () => {
      await store?.close();
      await server?.stop();
    });

    async function opened(folder: string): Promise<Store> {
      const bare = await open(server, folder);
      return wrap === undefined ? bare : wrap(bare);
    }

    /** An empty place in the same store. */
    async function fresh(): Promise<Store> {
      folders += 1;
      return await opened(`fresh-${folders}`);
    }

    async function read(name: string, from?: number): Promise<Buffer> {
      return await wholeOf((await store.get(name, signal, from)).content);
    }

    it.each([0, 1, 1000, MIB + 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 12_345])(
      'keeps %i bytes as they are',
      async (size) => {
        const content = randomBytes(size);
        await store.put(toStore('sizes/x', content), signal);
        expect((await read('sizes/x')).equals(content)).toBe(true);
        const got = await store.get('sizes/x', signal);
        got.content.destroy();
        expect(got.size).toBe(size);
        const [listed] = await objectsIn(store, 'sizes/');
        expect(listed).toMatchObject({ name: 'sizes/x', size });
        expect([undefined, md5(content)]).toContain(listed?.md5);
        const described = await store.describe('sizes/x', signal);
        expect(described).toMatchObject({ name: 'sizes/x', size, md5: md5(content) });
        expect(Math.abs(Date.parse(described.modifiedAt) - Date.now())).toBeLessThan(60_000);
      },
    );

    it('gives a content from the middle on', async () => {
      const content = randomBytes(300_000);
      await store.put(toStore('middle', content), signal);
      const { size, content: rest } = await store.get('middle', signal, 123_456);
      expect(size).toBe(300_000);
      expect((await wholeOf(rest)).equals(content.subarray(123_456))).toBe(true);
      const piece = await store.get('middle', signal, 1000, 200_001);
      expect(piece.size).toBe(300_000);
      expect((await wholeOf(piece.content)).equals(content.subarray(1000, 200_001))).toBe(true);
      const first = await store.get('middle', signal, 0, 7);
      expect(first.size).toBe(300_000);
      expect((await wholeOf(first.content)).equals(content.subarray(0, 7))).toBe(true);
    });

    it('is as good as before where contents are given up unread', async () => {
      const content = randomBytes(MIB);
      await store.put(toStore('unread', content), signal);
      // More than there are places, or connections that are kept.
      for (let time = 0; time < 50; time += 1) {
        const { content: unread } = await store.get('unread', signal);
        const closed = once(unread, 'close');
        unread.destroy();
        await closed;
      }
      expect((await read('unread')).equals(content)).toBe(true);
    });

    it.each([0, 1, 1000, 60_000])('gives the whole of %i bytes at once', async (size) => {
      const content = randomBytes(size);
      await store.put(
        { ...toStore('at once', content), sha256: sha256(content), whole: () => content },
        signal,
      );
      expect((await smallObject(store, 'at once', size, signal)).equals(content)).toBe(true);
      await expect(smallObject(store, 'nothing/here', size, signal)).rejects.toThrow(MissingObjectError);
    });

    it('replaces what has the same name', async () => {
      await store.put(toStore('same', Buffer.from('the first, longer')), signal);
      await store.put(toStore('same', Buffer.from('the second')), signal);
      expect((await read('same')).toString()).toBe('the second');
      expect(await namesIn(store, 'same')).toEqual(name === 'directory' ? [] : ['same']);
    });

    it('mixes no two contents where two clients store one name at once', async () => {
      const [one, other] = [await opened('two at once'), await opened('two at once')];
      const [first, second] = [randomBytes(20 * MIB), randomBytes(20 * MIB)];
      const [firstNearEnd, secondNearEnd, firstDone] = [gate(), gate(), gate()];
      // The second sends all but its end while the first holds its own back, and ends when the first has.
      const firstPut = one
        .put(interrupted(toStore('large', first), firstNearEnd.open, secondNearEnd.passed), signal)
        .finally(firstDone.open);
      await firstNearEnd.passed;
      const secondPut = other.put(
        interrupted(toStore('large', second), secondNearEnd.open, firstDone.passed),
        signal,
      );
      const puts = await Promise.allSettled([firstPut, secondPut]);
      const stored = [first, second].filter((_, index) => puts[index]?.status === 'fulfilled');
      expect(stored).not.toEqual([]);
      for (const each of puts) {
        // Trying again is what comes of that.
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(PassingStoreError);
      }
      const there = await wholeOf((await one.get('large', signal)).content);
      expect(stored.some((content) => content.equals(there))).toBe(true);
      expect((await one.describe('large', signal)).md5).toBe(md5(there));
      await other.put(toStore('large', second), signal);
      expect((await wholeOf((await other.get('large', signal)).content)).equals(second)).toBe(true);
      await Promise.all([one.close(), other.close()]);
    });

    it('takes every name that a file may have', async () => {
      const place = await fresh();
      const names = [
        'a b/c+d/e%20f',
        'ümläut/日本語.json',
        'quote\'s & "double" <x>',
        'hash#mark?query=1',
        'a/b/c/d/e/f/g',
        `${'long/'.repeat(20)}${'x'.repeat(150)}`,
        'percent%2Fslash',
        'tilde~(1)!*',
      ];
      for (const each of names) await place.put(toStore(each, Buffer.from(each)), signal);
      expect(await namesIn(place)).toEqual([...names].sort());
      for (const each of names) {
        expect((await wholeOf((await place.get(each, signal)).content)).toString()).toBe(each);
        await place.remove(each, signal);
      }
      expect(await namesIn(place)).toEqual([]);
      await place.close();
    });

    it.each([500, MIB + 7, 9 * MIB])(
      'stores nothing of %i bytes that are not what they should be',
      async (size) => {
        const place = await fresh();
        const content = randomBytes(size);
        const right = toStore('x', content);
        const wrong: ObjectToStore[] = [
          { ...right, md5: async () => md5(Buffer.from('something else')) },
          { ...right, sha256: sha256(Buffer.from('something else')) },
          { ...right, whole: () => Buffer.concat([content, content]), open: () => failing(content) },
          { ...right, size: size + 1 },
          { ...right, size: size - 1 },
          { ...toStore('x', Buffer.concat([content, content])), size },
          { ...right, open: () => failing(content) },
        ];
        for (const each of wrong) await expect(place.put(each, signal)).rejects.toThrow();
        expect(await namesIn(place)).toEqual([]);
        await place.put(right, signal);
        for (const each of wrong) await expect(place.put(each, signal)).rejects.toThrow();
        expect((await wholeOf((await place.get('x', signal)).content)).equals(content)).toBe(true);
        expect((await objectsIn(place)).length).toBe(1);
        await place.close();
      },
    );

    it('says what is not there', async () => {
      await expect(store.get('nothing/here', signal)).rejects.toThrow(MissingObjectError);
      await expect(store.describe('nothing/here', signal)).rejects.toThrow(MissingObjectError);
      await store.remove('nothing/here', signal);
      expect(await namesIn(store, 'nothing/')).toEqual([]);
    });

    it('lists what is below the prefix in its own folder, however much it is', async () => {
      const place = await fresh();
      const many = Array.from({ length: 1050 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
      // No `many.json`: s3rver walks folders first and loses on its second page what sorts before their slash.
      const others = ['manyother', 'man/y', 'z'];
      await forEachAtOnce([...many, ...others], 16, (each) =>
        place.put(toStore(each, Buffer.from(each)), signal),
      );
      expect(await namesIn(place, 'many/')).toEqual(many);
      expect(await namesIn(place)).toEqual([...many, ...others].sort());
      expect(await namesIn(place, 'nothing/')).toEqual([]);
      await place.close();
    });

    it('ends when it is told to', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      controller.abort(reason);
      const gone = controller.signal;
      await expect(store.put(toStore('aborted', Buffer.from('x')), gone)).rejects.toThrow();
      await expect(store.put(toStore('aborted', randomBytes(9 * MIB)), gone)).rejects.toThrow();
      expect(await namesIn(store, 'aborted')).toEqual([]);
    });

    // That is a wrapper of its own, beneath encryption.
    if (wrap !== undefined) return;
    it('tries again what passes, and no more, and gives up what is not read', async () => {
      const patient = await open(server, 'patient', { bare: false });
      let opened = 0;
      const content = randomBytes(1000);
      const flaky: ObjectToStore = {
        ...toStore('x', content),
        open() {
          opened += 1;
          return opened < 3 ? Readable.from([Buffer.from('not yet')]) : Readable.from([content]);
        },
      };
      await patient.put(flaky, signal);
      expect(opened).toBe(3);
      const never = patient.put({ ...flaky, md5: async () => md5(Buffer.from('other')) }, signal);
      await expect(never).rejects.not.toThrow(PassingStoreError);
      expect(opened).toBe(8);
      // Each has a place among those that are under way: unread ones give it back.
      for (let time = 0; time <= OBJECTS_AT_ONCE; time += 1)
        (await patient.get('x', signal)).content.destroy();
      expect((await wholeOf((await patient.get('x', signal)).content)).equals(content)).toBe(true);
      await patient.close();
    });
  });
}

/** What somebody waits for until somebody else opens it. */
function gate(): { passed: Promise<void>; open(): void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** The last MiB comes only after a promise. @param nearEnd is called before */
function interrupted(object: ObjectToStore, nearEnd: () => void, until: Promise<void>): ObjectToStore {
  async function* pieces(): AsyncGenerator<Buffer> {
    let at = 0;
    for await (const piece of object.open()) {
      at += (piece as Buffer).length;
      if (at > object.size - MIB) {
        nearEnd();
        await until;
      }
      yield piece as Buffer;
    }
  }
  return { ...object, open: () => Readable.from(pieces(), { objectMode: false }) };
}

/** Half of the content, and then an error, as a disk gives it. */
function failing(content: Buffer): Readable {
  function* pieces(): Generator<Buffer> {
    yield content.subarray(0, content.length / 2);
    throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  }
  return Readable.from(pieces(), { objectMode: false });
}
