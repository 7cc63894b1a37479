import { Readable } from 'node:stream';
import { ConciergeError } from '../errors.ts';
import { PassingStoreError, type Store } from './store.ts';

/** The outermost wrapper: what did not pass, however often it was tried, becomes an error for a person. */
export function worded(store: Store): Store {
  const { location } = store;
  return {
    location,
    put: (object, signal) =>
      inWords(store.put(object, signal), `${object.name} could not be stored at ${location}`),
    async get(name, signal, from) {
      const message = `${name} could not be read from ${location}`;
      const { size, content } = await inWords(store.get(name, signal, from), message);
      return { size, content: Readable.from(iterated(content, message), { objectMode: false }) };
    },
    list: (prefix, signal) => iterated(store.list(prefix, signal), `${location} could not be listed`),
    describe: (name, signal) =>
      inWords(store.describe(name, signal), `${name} could not be looked at in ${location}`),
    remove: (name, signal) =>
      inWords(store.remove(name, signal), `${name} could not be deleted from ${location}`),
    settle: async (signal) => await store.settle?.(signal),
    close: () => store.close(),
  };
}

async function inWords<Value>(work: Promise<Value>, message: string): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw failure(error, message);
  }
}

async function* iterated<Value>(values: AsyncIterable<Value>, message: string): AsyncGenerator<Value> {
  try {
    yield* values;
  } catch (error) {
    throw failure(error, message);
  }
}

function failure(error: unknown, message: string): unknown {
  if (!(error instanceof PassingStoreError)) return error;
  return new ConciergeError(message, {
    why: error.message,
    remedy: 'It may pass: try again later.',
    cause: error,
  });
}
