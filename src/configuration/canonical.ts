import type { JsonObject, JsonValue } from './json.ts';
import { byText, isObject, objectsIn, sortedByText, stableText, text } from './json.ts';
import { listIdentity, WITHOUT_SETS } from './lists.ts';

/**
 * Brings an element of an export document into the one order in which it is compared and written: sets sorted by
 * identity, interfaces numbered by content. The order of fields is the server's own, which does not change.
 * Works in place: an element belongs to one Configuration.
 */
export function makeCanonical(element: JsonObject): void {
  numberInterfaces(element);
  sortLists(element);
}

function sortLists(value: JsonObject): void {
  for (const name in value) {
    const inner = value[name] as JsonValue;
    if (typeof inner !== 'object' || inner === null) continue;
    const holdsSets = !WITHOUT_SETS.has(name);
    if (!Array.isArray(inner)) {
      if (holdsSets) sortLists(inner);
      if (name === 'filter') sortConditions(inner);
      continue;
    }
    if (holdsSets) for (const element of inner) if (isObject(element)) sortLists(element);
    if (inner.length < 2) continue;
    const identity = name === 'graph_items' ? graphPlace : listIdentity(name);
    if (identity) sortBy(inner, identity);
  }
}

/** Several items of a graph may have one place, and come in any order then. */
function graphPlace(element: JsonObject): string {
  return text(element.sortorder ?? '0').padStart(10, '0');
}

/**
 * Conditions of a low-level discovery filter are a set, and an update of a rule may leave them in another order. In a
 * formula they go by their letters; elsewhere letters mean nothing, and are given again in the order of the contents.
 */
function sortConditions(filter: JsonObject): void {
  const conditions = objectsIn(filter.conditions);
  if (conditions.length < 2) return;
  const letter = (condition: JsonObject): string => text(condition.formulaid);
  if (filter.evaltype === 'FORMULA') {
    filter.conditions = conditions.sort((a, b) => byText(letter(a), letter(b)));
    return;
  }
  const letters = conditions.map(letter).sort((a, b) => a.length - b.length || byText(a, b));
  const contentOf = ({ formulaid: _letter, ...content }: JsonObject): string => stableText(content);
  const sorted = sortedByText(conditions, contentOf);
  sorted.forEach((condition, index) => {
    if (condition.formulaid !== undefined) condition.formulaid = letters[index] ?? '';
  });
  filter.conditions = sorted;
}

/** Sorts a list of objects by identity, and by all else where identities are equal. */
function sortBy(list: JsonValue[], identity: (element: JsonObject) => string): void {
  if (!list.every(isObject) || isInOrder(list, identity)) return;
  sortedByText(list, identity, stableText).forEach((element, index) => {
    list[index] = element;
  });
}

/** Mostly the server's order is the one that is wanted: seen without making anything. */
function isInOrder(list: readonly JsonObject[], identity: (element: JsonObject) => string): boolean {
  let former: string | undefined;
  for (const element of list) {
    const own = identity(element);
    if (former !== undefined && former >= own) return false;
    former = own;
  }
  return true;
}

/**
 * An export numbers interfaces by their ids (`if3` before a restore is `if1` after it). Here they are numbered by what
 * they are, and everything that refers to them follows.
 */
function numberInterfaces(host: JsonObject): void {
  const interfaces = objectsIn(host.interfaces);
  if (interfaces.length === 0) return;
  const sorted = interfaces
    .map((entry) => {
      const { interface_ref, ...rest } = entry;
      return { entry, former: text(interface_ref), content: stableText(rest) };
    })
    .sort((a, b) => byText(a.content, b.content) || byText(a.former, b.former));
  const names = new Map<string, string>();
  sorted.forEach(({ entry, former }, index) => {
    const name = `if${String(index + 1).padStart(interfaces.length > 9 ? 2 : 1, '0')}`;
    names.set(former, name);
    entry.interface_ref = name;
  });
  host.interfaces = sorted.map(({ entry }) => entry);
  for (const holder of interfaceUsers(host)) {
    const renamed = names.get(text(holder.interface_ref));
    if (renamed !== undefined) holder.interface_ref = renamed;
  }
}

/** All that stands in a host and names one of its interfaces. */
export function* interfaceUsers(host: JsonObject): Generator<JsonObject> {
  yield* objectsIn(host.items);
  for (const rule of objectsIn(host.discovery_rules)) {
    yield rule;
    yield* objectsIn(rule.item_prototypes);
  }
}

/** Sorts every list of an object of X.get that is not named as ordered: sets of rows come in no order. */
export function sortSets(value: JsonObject, ordered: readonly string[], path = ''): void {
  for (const name in value) {
    const inner = value[name] as JsonValue;
    const here = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(inner)) {
      for (const element of inner) if (isObject(element)) sortSets(element, ordered, `${here}[]`);
      if (!ordered.includes(here)) value[name] = sortedByText(inner, stableText);
    } else if (isObject(inner)) sortSets(inner, ordered, here);
  }
}
