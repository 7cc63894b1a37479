import { counted } from '../terminal/counted.ts';
import { isHolderKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { type Loss, lossesOf, UNKNOWN_ELEMENT } from './losses.ts';
import type { Plan } from './plan.ts';
import { shownKey } from './shown-name.ts';

/** More of one kind or place say nothing new to who is asked. */
const MOST_NAMED = 5;

/** Which objects would be deleted as a whole: a line of what that means, then one for each kind; nothing where none is. */
export function renderDeletes({ deletes }: Plan): string[] {
  if (deletes.length === 0) return [];
  const kinds = [...new Set(deletes.map(({ kind }) => kind))];
  const holders = kinds.filter((kind) => isHolderKind(kindNamed(kind)));
  const cost = holders.length === 0 ? '' : ` (${holders.join(' and ')} with their items and all history)`;
  return [
    `Deleted, since the backup does not have ${deletes.length === 1 ? 'it' : 'them'}${cost}: ${deletes.length}`,
    ...kinds.map((kind) => {
      const keys = deletes.filter((entry) => entry.kind === kind).map(({ key }) => shownKey(key));
      return `  ${kind}: ${firstOf(keys)}`;
    }),
  ];
}

/** What would be deleted inside objects that stay, what takes history with it first; nothing where that is nothing. */
export function renderLosses(plan: Plan): string[] {
  const losses = lossesOf(plan);
  return [
    ...group(
      'Deleted for good, with all history that hangs on it on every host',
      losses.filter(({ history }) => history),
    ),
    ...group(
      'Deleted inside what stays, without a loss of history',
      losses.filter(({ history }) => !history),
    ),
  ];
}

function group(title: string, losses: readonly Loss[]): string[] {
  if (losses.length === 0) return [];
  const counts = new Map<string, number>();
  const names = new Map<string, string[]>();
  for (const { kind, key, what, name } of losses) {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    const place = `${kind}: ${shownKey(key)}`;
    names.set(place, [...(names.get(place) ?? []), what === 'item' ? name : `${what} ${name}`]);
  }
  const amounts = [...counts].map(([what, count]) => counted(count, what));
  const goes = counts.has(UNKNOWN_ELEMENT) ? 'a link, a macro or unknown' : 'a link or a macro';
  return [
    `${title}: ${amounts.join(', ')} (--keep-items leaves what is not ${goes}).`,
    ...[...names].map(([place, all]) => `  ${place}: ${firstOf(all)}`),
  ];
}

function firstOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
