import { ConciergeError } from '../../errors.ts';
import type { Store, StoredObject } from '../store.ts';
import type { IndexEntries } from './index-file.ts';

/** What there is below a prefix at this moment, by name. */
export async function objectsBelow(
  store: Store,
  prefix: string,
  signal: AbortSignal,
): Promise<Map<string, StoredObject>> {
  const there = new Map<string, StoredObject>();
  for await (const object of store.list(prefix, signal)) there.set(object.name, object);
  return there;
}

/** The files of which the object is not there as it was sent. Names are random: nobody else stores under one of them. */
export function filesWithout(
  there: ReadonlyMap<string, StoredObject>,
  files: IndexEntries,
  prefix: string,
): string[] {
  return [...files]
    .filter(([, { object, storedSize }]) => there.get(`${prefix}${object}`)?.size !== storedSize)
    .map(([path]) => path);
}

/** Whether nobody has stored another one in its place, as far as lists tell. */
export function isUnchanged(one: StoredObject | undefined, other: StoredObject | undefined): boolean {
  return one?.size === other?.size && one?.md5 === other?.md5 && one?.modifiedAt === other?.modifiedAt;
}

/** Somebody else uploads to the same place. */
export function changedMeanwhile(store: Store, prefix: string): ConciergeError {
  const place = `${store.location}/${prefix}`.replace(/\/$/u, '');
  return new ConciergeError(`The backup was not stored whole in ${place}`, {
    why: 'something else, as another upload, changed what is there meanwhile',
    remedy:
      'Run upload again when no other one runs. Two uploads to the same place at once cannot both succeed.',
  });
}
