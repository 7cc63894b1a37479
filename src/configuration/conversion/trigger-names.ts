import { parseVersion } from '../../zabbix/version.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP, existsIn } from '../kinds/all-kinds.ts';
import { referencePlaces } from '../references.ts';
import { type Draft, draftsOf, renameKeys } from './draft.ts';

/** The kinds of a series whose objects may point to others by their names on a server. */
export function kindsNaming(series: string): Kind[] {
  const version = parseVersion(series);
  return BACKED_UP.filter((kind) => kind.travel.by === 'object' && existsIn(kind, version));
}

/** Gives what objects point to other names. @param newName of something of a kind; the same where it keeps its name */
export function renameNamed(
  draft: Draft,
  series: string,
  newName: (kind: string, name: string) => string,
): void {
  const version = parseVersion(series);
  for (const { name, references } of kindsNaming(series)) {
    const pointing = references.filter((reference) => existsIn(reference, version));
    for (const [, { content }] of draftsOf(draft, name)) {
      for (const { parent, field, to } of referencePlaces(content, pointing)) {
        const named = parent[field];
        if (typeof named === 'string') parent[field] = newName(to, named);
      }
    }
  }
}

/** Objects that go by the name of a trigger go by its new one, when `renameNamed` has put it in their contents. */
export function rekeyByTriggers(draft: Draft, series: string): void {
  for (const { name, lookup, key } of kindsNaming(series)) {
    if (lookup.owner?.kind !== 'triggers') continue;
    const keys = draftsOf(draft, name).map(
      ([former, { content }]) => [former, key?.(content) ?? former] as const,
    );
    renameKeys(draft, name, new Map(keys), series);
  }
}
