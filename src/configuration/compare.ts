import type { JsonObject, JsonValue } from './json.ts';
import { isObject, sameJson } from './json.ts';
import { listIdentity } from './lists.ts';

/** One field, or one element of a list, that is not the same on both sides. */
export interface Difference {
  /** Steps to the place, for people: ['items', '[system.cpu.load]', 'delay']. */
  readonly path: readonly string[];
  /** The live value; absent where the field or element is only in the backup. */
  readonly live?: JsonValue;
  /** The desired value; absent where the field or element is only on the server. */
  readonly desired?: JsonValue;
}

/** What must change in `live` to become `desired`. Lists that are sets are matched by identity, others by place. */
export function compare(
  desired: JsonObject,
  live: JsonObject,
  ignored: ReadonlySet<string> = new Set(),
): Difference[] {
  const found: Difference[] = [];
  compareObjects(desired, live, [], found, ignored);
  return found;
}

function compareObjects(
  desired: JsonObject,
  live: JsonObject,
  path: readonly string[],
  found: Difference[],
  ignored: ReadonlySet<string>,
): void {
  for (const name of new Set([...Object.keys(desired), ...Object.keys(live)])) {
    if (path.length === 0 && ignored.has(name)) continue;
    const wanted = desired[name];
    const present = live[name];
    if (wanted === present) continue;
    const here = [...path, name];
    const identity = listIdentity(name);
    if (identity && isListOrAbsent(wanted) && isListOrAbsent(present)) {
      compareSets(wanted ?? [], present ?? [], identity, here, found);
    } else if (isObject(wanted) && isObject(present)) {
      compareObjects(wanted, present, here, found, ignored);
    } else if (Array.isArray(wanted) && Array.isArray(present)) {
      compareInOrder(wanted, present, here, found);
    } else if (!sameJson(wanted, present)) {
      found.push(difference(here, wanted, present));
    }
  }
}

function isListOrAbsent(value: JsonValue | undefined): value is JsonValue[] | undefined {
  return value === undefined || Array.isArray(value);
}

function compareSets(
  desired: JsonValue[],
  live: JsonValue[],
  identity: (element: JsonObject) => string,
  path: readonly string[],
  found: Difference[],
): void {
  const present = groupByIdentity(live, identity);
  const missing: { element: JsonValue; name: string }[] = [];
  for (const element of desired) {
    const name = isObject(element) ? identity(element) : String(element);
    const counterpart = present.get(name)?.shift();
    if (counterpart === undefined) missing.push({ element, name });
    else compareElements(element, counterpart, [...path, `[${label(name)}]`], found);
  }
  const left = [...present].flatMap(([name, elements]) => elements.map((element) => ({ element, name })));
  for (const { element, name } of missing) {
    // The same uuid under another name: import renames it, with its id and history.
    const uuid = isObject(element) ? element.uuid : undefined;
    const renamed = left.findIndex(
      (other) => uuid !== undefined && isObject(other.element) && other.element.uuid === uuid,
    );
    const [former] = renamed < 0 ? [] : left.splice(renamed, 1);
    if (!former) found.push(difference([...path, `[${label(name)}]`], element, undefined));
    else
      compareElements(element, former.element, [...path, `[${label(former.name)} → ${label(name)}]`], found);
  }
  for (const { element, name } of left) {
    found.push(difference([...path, `[${label(name)}]`], undefined, element));
  }
}

function compareElements(
  desired: JsonValue,
  live: JsonValue,
  path: readonly string[],
  found: Difference[],
): void {
  if (isObject(desired) && isObject(live)) compareObjects(desired, live, path, found, NOTHING);
  else if (!sameJson(desired, live)) found.push(difference(path, desired, live));
}

const NOTHING: ReadonlySet<string> = new Set();

function groupByIdentity(
  list: JsonValue[],
  identity: (element: JsonObject) => string,
): Map<string, JsonValue[]> {
  const groups = new Map<string, JsonValue[]>();
  for (const element of list) {
    const name = isObject(element) ? identity(element) : String(element);
    const group = groups.get(name);
    if (group) group.push(element);
    else groups.set(name, [element]);
  }
  return groups;
}

function compareInOrder(
  desired: JsonValue[],
  live: JsonValue[],
  path: readonly string[],
  found: Difference[],
): void {
  for (let index = 0; index < Math.max(desired.length, live.length); index += 1) {
    const wanted = desired[index];
    const present = live[index];
    const here = [...path, `[${index + 1}]`];
    if (wanted === undefined || present === undefined) found.push(difference(here, wanted, present));
    else compareElements(wanted, present, here, found);
  }
}

function difference(
  path: readonly string[],
  desired: JsonValue | undefined,
  live: JsonValue | undefined,
): Difference {
  return {
    path,
    ...(live === undefined ? {} : { live }),
    ...(desired === undefined ? {} : { desired }),
  };
}

/** The first line of an identity is enough for a person: a trigger's name without its expressions. */
function label(identity: string): string {
  const [first = '', ...rest] = identity.split('\n');
  return rest.length === 1 && rest[0] !== '' ? `${first}: ${rest[0]}` : first;
}
