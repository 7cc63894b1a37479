import { Readable } from 'node:stream';
import { ConciergeError } from '../errors.ts';
import { type RepeatOptions, repeated, waitAfter } from './repeat.ts';
import { PassingStoreError, type Store, type StoredContent, type StoredObject } from './store.ts';

/**
 * A store that tries again what failed in a way that may pass. A download that is cut goes on where it was cut; a list
 * that breaks off begins anew and gives only what it has not given yet.
 * @returns a store that throws ConciergeError where the last try failed too, never PassingStoreError
 */
export function retrying(store: Store, options: Omit<RepeatOptions, 'signal'> = {}): Store {
  async function persist<T>(what: string, once: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await repeated(what, once, { ...options, signal });
    } catch (error) {
      throw inTheEnd(error, store.location);
    }
  }

  /** As `persist` for what has begun already: waits, or gives up. */
  async function bear(what: string, failures: number, error: unknown, signal: AbortSignal): Promise<void> {
    try {
      await waitAfter(what, failures, error, { ...options, signal });
    } catch (final) {
      throw inTheEnd(final, store.location);
    }
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    const given = new Set<string>();
    for (let failures = 0; ; ) {
      const before = given.size;
      try {
        for await (const object of store.list(prefix, signal)) {
          if (given.has(object.name)) continue;
          given.add(object.name);
          yield object;
        }
        return;
      } catch (error) {
        failures = given.size > before ? 1 : failures + 1;
        await bear(`list ${prefix}`, failures, error, signal);
      }
    }
  }

  async function* pieces(
    name: string,
    first: StoredContent,
    from: number,
    until: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    let { content } = first;
    let at = from;
    try {
      for (let failures = 0; ; ) {
        try {
          for await (const piece of content) {
            at += (piece as Buffer).length;
            failures = 0;
            yield piece as Buffer;
          }
          return;
        } catch (error) {
          failures += 1;
          await bear(`get ${name}`, failures, error, signal);
        }
        if (at === (until ?? first.size)) return;
        const again = await persist(`get ${name}`, () => store.get(name, signal, at, until), signal);
        content = again.content;
        if (again.size !== first.size) throw changed(name, store.location);
      }
    } finally {
      content.destroy();
    }
  }

  /** Goes on where it was cut; what came of it begins to count anew. */
  function patiently(gather: NonNullable<Store['gather']>): NonNullable<Store['gather']> {
    return async (name, from, into, signal) => {
      for (let failures = 0; ; ) {
        const before = into.length;
        try {
          return await gather(name, from, into, signal);
        } catch (error) {
          failures = into.length > before ? 1 : failures + 1;
          await bear(`get ${name}`, failures, error, signal);
        }
      }
    };
  }

  const { gather } = store;
  return {
    location: store.location,
    put: (object, signal) => persist(`put ${object.name}`, () => store.put(object, signal), signal),
    async get(name, signal, from = 0, until) {
      const first = await persist(`get ${name}`, () => store.get(name, signal, from, until), signal);
      const content = Readable.from(pieces(name, first, from, until, signal), { objectMode: false });
      // Also where nobody has read any of it: then the generator has not begun, and ends nothing.
      content.once('close', () => first.content.destroy());
      return { size: first.size, content };
    },
    ...(gather !== undefined && { gather: patiently(gather) }),
    list,
    describe: (name, signal) => persist(`look at ${name}`, () => store.describe(name, signal), signal),
    remove: (name, signal) => persist(`remove ${name}`, () => store.remove(name, signal), signal),
    settle: async (signal) => await store.settle?.(signal),
    close: () => store.close(),
  };
}

function changed(name: string, location: string): ConciergeError {
  return new ConciergeError(`${name} changed while it was read from ${location}`, {
    remedy: 'Run the command again.',
  });
}

/** What a person is told after the last try. */
function inTheEnd(error: unknown, location: string): unknown {
  if (!(error instanceof PassingStoreError)) return error;
  return new ConciergeError(`${location} does not answer as it should`, {
    why: error.message,
    remedy: 'Run the command again later: what was done stays done. With --verbose each try is said.',
  });
}
