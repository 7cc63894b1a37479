import type { ZabbixVersion } from '../../zabbix/version.ts';
import { isObject, type JsonObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { kindNamed, referencesOf } from '../kinds/all-kinds.ts';
import { referencePlaces } from '../references.ts';

/** Something that must be there before an object can be written. */
export interface Needed {
  readonly to: string;
  /** Undefined where the backup itself could not name it. */
  readonly key: string | undefined;
  /** Its id where it was backed up; '' where its key is known. */
  readonly id: string;
  /** It may come later than what needs it. */
  readonly deferred: boolean;
}

/** Everything that an object needs, in the order in which its kind declares it. */
export function neededBy(kind: Kind, content: JsonObject, version: ZabbixVersion): Needed[] {
  const references = referencesOf(kind, version).filter(({ unordered }) => !unordered);
  return referencePlaces(content, references).map(({ parent, field, to, reference }) => {
    const value = parent[field];
    const deferred = reference.deferred !== undefined;
    return isObject(value)
      ? { to, key: undefined, id: text(value.id), deferred }
      : { to, key: text(value), id: '', deferred };
  });
}

/** The keys in these needs, by kind. */
export function keysByKind(needs: readonly Needed[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { to, key } of needs) if (key !== undefined) keys.set(to, (keys.get(to) ?? new Set()).add(key));
  return keys;
}

/**
 * How it stands with something that is needed: there (or made before), not to be had, about to give up the name, or not on the
 * target at all.
 */
export type Standing = 'there' | 'not restored' | 'to be renamed' | 'missing';

/**
 * Why an object cannot be written, in words for a person: all that it needs and is not there. Undefined: nothing.
 * @param notRestored the words for what could have been made and was not: 'was not restored'
 */
export function missingReferences(
  needs: readonly Needed[],
  standingOf: (to: string, key: string) => Standing,
  notRestored: { readonly one: string; readonly several: string },
): string | undefined {
  const found = {
    missing: new Set<string>(),
    'not restored': new Set<string>(),
    'to be renamed': new Set<string>(),
  };
  const unknown = new Set<string>();
  const discoverable = new Set<string>();
  for (const { to, key, id } of needs) {
    const { singular, discovered } = kindNamed(to);
    if (key === undefined) {
      unknown.add(`the ${singular} with id ${id}`);
      continue;
    }
    const standing = standingOf(to, key);
    if (standing === 'there') continue;
    if (standing === 'missing' && discovered) discoverable.add(singular);
    found[standing].add(`the ${singular} "${key.split('\n')[0]}"`);
  }
  const reasons = [
    sentence('it needs', found.missing, 'which is not on the target', 'which are not on the target'),
    sentence('it needs', found['not restored'], `which ${notRestored.one}`, `which ${notRestored.several}`),
    sentence(
      'it needs',
      found['to be renamed'],
      'which is to go by another name',
      'which are to go by other names',
    ),
    sentence(
      'it names',
      unknown,
      'whose name the backup does not hold',
      'whose names the backup does not hold',
    ),
  ].filter((reason) => reason !== undefined);
  for (const singular of discoverable)
    reasons.push(`where discovery makes such a ${singular}, restore again when it is there`);
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

function sentence(
  start: string,
  named: ReadonlySet<string>,
  one: string,
  several: string,
): string | undefined {
  const all = [...named];
  const last = all.pop();
  if (last === undefined) return undefined;
  return all.length === 0 ? `${start} ${last}, ${one}` : `${start} ${all.join(', ')} and ${last}, ${several}`;
}
