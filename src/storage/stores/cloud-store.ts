import type { IncomingMessage } from 'node:http';
import type { StoreAgents } from '../agents.ts';
import { checkedContent, checkedWhole, extentOf, gatherFrom, rangeOf, rangeOfGathering } from '../content.ts';
import { createLimit, type Limit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { PART_SIZE, PARTS_AT_ONCE, SMALL } from '../sizes.ts';
import { MissingObjectError, type ObjectToStore, type Store, type StoredObject } from '../store.ts';

/** A part of a list. */
export interface Page {
  readonly objects: Iterable<StoredObject>;
  /** What the next part is asked for with; absent or empty where this is the last. */
  readonly next: string | undefined;
}

/** What is special about one cloud: how it is asked, and what its answers mean. Names are relative to the store's folder. */
export interface Cloud {
  /** Stores an object in one request. @param content all of it, seen to be what it should be */
  putWhole(object: ObjectToStore, content: Buffer, signal: AbortSignal): Promise<void>;
  /** Stores an object of more than PART_SIZE. @param limit how many parts are in memory, of all objects together */
  putInParts(object: ObjectToStore, limit: Limit, signal: AbortSignal): Promise<void>;
  /** Asks for the content of an object. @param headers Range; none for all of it */
  read(name: string, headers: { readonly range?: string }, signal: AbortSignal): Promise<IncomingMessage>;
  /** Words what breaks while a content is read. */
  inWords(error: unknown, name: string, signal: AbortSignal): unknown;
  /** @param token what the page before gave as `next` */
  page(prefix: string, token: string | undefined, signal: AbortSignal): Promise<Page>;
  describe(name: string, signal: AbortSignal): Promise<StoredObject>;
  /** @throws MissingObjectError where the cloud says that it is not there */
  remove(name: string, signal: AbortSignal): Promise<unknown>;
}

/** A store in a cloud that is asked by HTTP: what all of them have in common. */
export function cloudStore({ url }: StorageLocation, agents: StoreAgents, cloud: Cloud): Store {
  const parts = createLimit(PARTS_AT_ONCE);
  return {
    location: url,
    put: (object, signal) => put(cloud, object, parts, signal),
    async get(name, signal, from = 0, until) {
      const { body, length, total, inWords } = await begin(cloud, name, rangeOf(from, until), signal);
      return { size: total, content: checkedContent(body, length, inWords) };
    },
    async gather(name, from, into, signal) {
      const range = rangeOfGathering(from, into);
      const { body, length, inWords } = await begin(cloud, name, range, signal);
      await gatherFrom(body, into, length, inWords);
    },
    list: (prefix, signal) => list(cloud, prefix, signal),
    describe: (name, signal) => cloud.describe(name, signal),
    async remove(name, signal) {
      try {
        await cloud.remove(name, signal);
      } catch (error) {
        if (!(error instanceof MissingObjectError)) throw error;
      }
    },
    async close() {
      agents.close();
    },
  };
}

/** What the names of all objects of a store begin with: its folder. */
export function baseOf({ folder }: StorageLocation): string {
  return folder === '' ? '' : `${folder}/`;
}

async function put(cloud: Cloud, object: ObjectToStore, parts: Limit, signal: AbortSignal): Promise<void> {
  if (object.size > PART_SIZE) return await cloud.putInParts(object, parts, signal);
  const leave = object.size > SMALL ? await parts.enter(signal) : undefined;
  try {
    await cloud.putWhole(object, await checkedWhole(object), signal);
  } finally {
    leave?.();
  }
}

/** Asks for a content, or a range of it: what comes, how much of it, and of how much. */
async function begin(cloud: Cloud, name: string, range: string | undefined, signal: AbortSignal) {
  const body = await cloud.read(name, range === undefined ? {} : { range }, signal);
  const extent = extentOf(body.headers['content-length'], body.headers['content-range']);
  return { body, ...extent, inWords: (error: unknown) => cloud.inWords(error, name, signal) };
}

async function* list(cloud: Cloud, prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
  let token: string | undefined;
  do {
    const { objects, next } = await cloud.page(prefix, token, signal);
    yield* objects;
    token = next;
  } while (token !== undefined && token !== '');
}
