import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { MissingObjectError, type Store } from '../store.ts';

export interface MemoryStore extends Store {
  /** What is stored, by name. A test may change it, as somebody with access to the bucket could. */
  readonly objects: Map<string, Buffer>;
  /** The names of all that was put, in order. */
  readonly puts: string[];
}

/** Objects in memory, for tests of what stands on a store. It refuses what the real ones refuse: another size or md5. */
export function memoryStore({ listsMd5 = true, describesMd5 = true } = {}): MemoryStore {
  const objects = new Map<string, Buffer>();
  const puts: string[] = [];
  return {
    location: 'memory://bucket/folder',
    objects,
    puts,
    async put({ name, size, md5, open }, signal) {
      signal.throwIfAborted();
      const pieces: Buffer[] = [];
      for await (const piece of open()) pieces.push(piece);
      const content = Buffer.concat(pieces);
      if (content.length !== size || digest(content) !== (await md5()))
        throw new Error(`${name}: another size or md5`);
      objects.set(name, content);
      puts.push(name);
    },
    async get(name, signal, from = 0, until) {
      signal.throwIfAborted();
      const content = objects.get(name);
      if (content === undefined) throw new MissingObjectError(name);
      return { size: content.length, content: Readable.from([content.subarray(from, until)]) };
    },
    async *list(prefix) {
      for (const [name, content] of [...objects]) {
        if (!name.startsWith(prefix)) continue;
        const modifiedAt = '2026-11-22T12:00:00.000Z';
        yield { name, size: content.length, modifiedAt, ...(listsMd5 && { md5: digest(content) }) };
      }
    },
    async describe(name) {
      const content = objects.get(name);
      if (content === undefined) throw new MissingObjectError(name);
      const modifiedAt = '2026-11-22T12:00:00.000Z';
      return { name, size: content.length, modifiedAt, ...(describesMd5 && { md5: digest(content) }) };
    },
    async remove(name) {
      objects.delete(name);
    },
    async close() {},
  };
}

export function digest(content: Buffer | string): string {
  return createHash('md5').update(content).digest('hex');
}
