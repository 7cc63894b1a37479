import { text } from './json.ts';
import { elementsOf } from './lists.ts';
import type { Plan, Update } from './plan.ts';

/** What one change removes from inside an object that stays. */
export interface Loss {
  readonly kind: string;
  readonly key: string;
  /** Keys of items that go, with their history and trends. */
  readonly items: readonly string[];
  /** Keys of discovery rules that go, with the items that they discovered. */
  readonly rules: readonly string[];
  /** Templates that are unlinked; items that came through the link go with it. */
  readonly unlinked: readonly string[];
}

/** Everything in a plan that costs history: items, rules and links that only the live side has. */
export function lossesOf(plan: Plan): Loss[] {
  return plan.changes
    .filter((change): change is Update => change.type === 'update')
    .filter(({ kind }) => kind === 'templates' || kind === 'hosts')
    .map((update) => ({
      kind: update.kind,
      key: update.key,
      items: onlyLive(update, 'items', 'key'),
      rules: onlyLive(update, 'discovery_rules', 'key'),
      unlinked: onlyLive(update, 'templates', 'name'),
    }))
    .filter(({ items, rules, unlinked }) => items.length + rules.length + unlinked.length > 0);
}

/** Elements of the live side that are on the desired side neither by name nor, where they have one, by uuid. */
function onlyLive({ desired, live }: Update, list: string, field: string): string[] {
  const wanted = elementsOf(desired.content, list);
  const names = new Set(wanted.map((element) => text(element[field])));
  const uuids = new Set(wanted.map((element) => text(element.uuid)).filter((uuid) => uuid !== ''));
  return elementsOf(live.content, list)
    .filter((element) => !names.has(text(element[field])) && !uuids.has(text(element.uuid)))
    .map((element) => text(element[field]));
}
