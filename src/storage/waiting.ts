import type { ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Gathering, ObjectToStore, Store } from './store.ts';

/** After so many seconds without an answer it is said; then again after twice as long each time. */
const SAID_AFTER_SECONDS = 15;

export interface Wait {
  /** What was asked for first of all that is under way: `put templates.json`. */
  readonly what: string;
  readonly seconds: number;
}

interface UnderWay {
  readonly what: string;
  /** A number that changes while something comes or goes. */
  readonly progress: () => number;
}

/**
 * A store of which it is said when it is asked for something and does not answer: tries take a minute, and a person
 * would see nothing until the last of them. Of a content that is streamed only the beginning counts.
 */
export function sayingWaits(store: Store, onWait: (wait: Wait) => void): Store {
  const underWay = new Set<UnderWay>();
  let timer: NodeJS.Timeout | undefined;
  let silent = 0;
  let sayAt = SAID_AFTER_SECONDS;
  let before = 0;

  function heard(): void {
    silent = 0;
    sayAt = SAID_AFTER_SECONDS;
  }

  // Counted rather than read from a clock: a process that was stopped meanwhile did not wait.
  function tick(): void {
    if (underWay.size === 0) heard();
    const now = [...underWay].reduce((sum, { progress }) => sum + progress(), 0);
    if (now !== before) heard();
    before = now;
    silent += 1;
    const [first] = underWay;
    if (silent < sayAt || first === undefined) return;
    sayAt *= 2;
    onWait({ what: first.what, seconds: silent });
  }

  async function watched<T>(what: string, work: () => Promise<T>, progress = () => 0): Promise<T> {
    const entry = { what, progress };
    timer ??= setInterval(tick, 1000).unref();
    underWay.add(entry);
    try {
      return await work();
    } finally {
      heard();
      underWay.delete(entry);
    }
  }

  const { gather } = store;
  return {
    location: store.location,
    put(object, signal) {
      let content: Readable | undefined;
      const open = (pieces?: number): Readable => {
        content = object.open(pieces);
        return content;
      };
      const seen: ObjectToStore = { ...object, open };
      const read = (): number => (content as Partial<ReadStream> | undefined)?.bytesRead ?? 0;
      return watched(`put ${object.name}`, () => store.put(seen, signal), read);
    },
    get: (name, signal, from, until) => watched(`get ${name}`, () => store.get(name, signal, from, until)),
    ...(gather !== undefined && {
      gather: (name: string, from: number, into: Gathering, signal: AbortSignal) =>
        watched(
          `get ${name}`,
          () => gather(name, from, into, signal),
          () => into.length,
        ),
    }),
    async *list(prefix, signal) {
      const objects = store.list(prefix, signal)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const { done, value } = await watched('list', () => objects.next());
          if (done === true) return;
          yield value;
        }
      } finally {
        await objects.return?.();
      }
    },
    describe: (name, signal) => watched(`look at ${name}`, () => store.describe(name, signal)),
    remove: (name, signal) => watched(`remove ${name}`, () => store.remove(name, signal)),
    settle: async (signal) => await store.settle?.(signal),
    async close() {
      clearInterval(timer);
      await store.close();
    },
  };
}
