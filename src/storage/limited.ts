import { createLimit, type Limit } from './limit.ts';
import type { Gathering, Store } from './store.ts';

/**
 * A store of which no more than so many objects are read, written, looked at or removed at once, whoever asks. The
 * reading of an object lasts until its content has ended or was given up.
 * @param atOnce 1 or more
 */
export function limited(store: Store, atOnce: number): Store {
  const limit: Limit = createLimit(atOnce);
  const { gather } = store;
  return {
    location: store.location,
    put: (object, signal) => limit.run(() => store.put(object, signal), signal),
    async get(name, signal, from, until) {
      const leave = await limit.enter(signal);
      try {
        const found = await store.get(name, signal, from, until);
        found.content.once('close', leave);
        return found;
      } catch (error) {
        leave();
        throw error;
      }
    },
    ...(gather !== undefined && {
      gather: (name: string, from: number, into: Gathering, signal: AbortSignal) =>
        limit.run(() => gather(name, from, into, signal), signal),
    }),
    list: (prefix, signal) => store.list(prefix, signal),
    describe: (name, signal) => limit.run(() => store.describe(name, signal), signal),
    remove: (name, signal) => limit.run(() => store.remove(name, signal), signal),
    settle: async (signal) => await store.settle?.(signal),
    close: () => store.close(),
  };
}
