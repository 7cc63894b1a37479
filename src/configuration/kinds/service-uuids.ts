import type { ConfigurationObject } from '../configuration.ts';
import { byText, type JsonObject, text } from '../json.ts';

/** The digits of a uuid before those that are free: version and variant are among them. */
const FIXED_DIGITS = 17;
const DIGITS = 32;

/**
 * Services with a uuid each. The upgrade from 5.0 makes uuids of names, and so gives all services of one name the same
 * (dbpatch of the server's source); no API creates a second one of a uuid (CService::checkAndAddUuid, checkUuidDuplicates). The
 * first by key keeps it, the others get those that follow: in the order of uuids they then stand as they did.
 * Pure: what is to be restored and what is on the server are looked at in the same way.
 */
export function withOwnUuids(
  objects: ReadonlyMap<string, ConfigurationObject>,
): ReadonlyMap<string, ConfigurationObject> {
  const shared = sharedUuids([...objects.values()].map(({ content }) => content));
  if (shared.size === 0) return objects;
  const taken = new Set([...objects.values()].map(({ content }) => text(content.uuid)));
  const seen = new Set<string>();
  const own = new Map<string, string>();
  for (const [key, { content }] of [...objects].toSorted(([a], [b]) => byText(a, b))) {
    const uuid = text(content.uuid);
    if (!shared.has(uuid)) continue;
    if (seen.has(uuid)) own.set(key, freeAfter(uuid, taken));
    seen.add(uuid);
  }
  return new Map(
    [...objects].map(([key, object]) => {
      const uuid = own.get(key);
      return [key, uuid === undefined ? object : { ...object, content: { ...object.content, uuid } }];
    }),
  );
}

/** The uuids that several of these services have. */
export function sharedUuids(contents: readonly JsonObject[]): Set<string> {
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const uuid of contents.map((content) => text(content.uuid))) {
    if (uuid !== '') (once.has(uuid) ? shared : once).add(uuid);
  }
  return shared;
}

function freeAfter(uuid: string, taken: Set<string>): string {
  const fixed = uuid.slice(0, FIXED_DIGITS);
  const free = DIGITS - FIXED_DIGITS;
  const all = 16n ** BigInt(free);
  let number = BigInt(`0x${uuid.slice(FIXED_DIGITS)}`);
  for (;;) {
    number = (number + 1n) % all;
    const next = `${fixed}${number.toString(16).padStart(free, '0')}`;
    if (taken.has(next)) continue;
    taken.add(next);
    return next;
  }
}
