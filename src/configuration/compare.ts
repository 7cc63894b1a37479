import type { JsonObject, JsonValue } from './json.ts';
import { isObject, sameJson, stableText } from './json.ts';
import { isSecretMacro, masked } from './mask.ts';
import { cannotBeCompared } from './secret-values.ts';

/** One field, or one element of a list, that is not the same on both sides. */
export interface Difference {
  /** Steps to the place, for people: ['items', '[system.cpu.load]', 'delay']. */
  readonly path: readonly string[];
  /** The live value; absent where the field or element is only in the backup. */
  readonly live?: JsonValue;
  /** The desired value; absent where the field or element is only on the server. */
  readonly desired?: JsonValue;
  /** The values are secret, although the name of the field does not say so. */
  readonly secret?: true;
}

/** What tells the elements of a list apart; undefined for a list whose order means something. */
export type ListIdentity = (listName: string) => ((element: JsonObject) => string) | undefined;

interface Comparison {
  readonly found: Difference[];
  readonly identity: ListIdentity;
  readonly settingSecrets: boolean;
}

/**
 * What must change in `live` to become `desired`. Lists that are sets are matched by identity, others by place.
 * @param ignored fields of the object itself that are not compared
 * @param settingSecrets values of secret macros that the desired side holds are to be set: nobody can read whether they
 *   are set already, so otherwise they are no difference
 */
export function compare(
  desired: JsonObject,
  live: JsonObject,
  identity: ListIdentity,
  ignored: ReadonlySet<string> = new Set(),
  settingSecrets = false,
): Difference[] {
  const comparison: Comparison = { found: [], identity, settingSecrets };
  const secret = isSecretMacro(desired) || isSecretMacro(live);
  for (const name of fieldsOf(desired, live)) {
    if (ignored.has(name)) continue;
    if (secret && name === 'value') compareSecret(desired, live, [name], comparison);
    else compareField(name, desired[name], live[name], [name], comparison);
  }
  return comparison.found;
}

function fieldsOf(desired: JsonObject, live: JsonObject): Set<string> {
  return new Set([...Object.keys(desired), ...Object.keys(live)]);
}

function compareField(
  name: string,
  desired: JsonValue | undefined,
  live: JsonValue | undefined,
  path: readonly string[],
  comparison: Comparison,
): void {
  // Nearly everything is the same on both sides, and in the same order: that is seen without making anything.
  if (sameJson(desired, live)) return;
  const identity = comparison.identity(name);
  if (identity && isListOrAbsent(desired) && isListOrAbsent(live)) {
    compareSets(desired ?? [], live ?? [], identity, path, comparison);
  } else if (Array.isArray(desired) && Array.isArray(live)) {
    compareInOrder(desired, live, path, comparison);
  } else compareValues(desired, live, path, comparison);
}

function compareValues(
  desired: JsonValue | undefined,
  live: JsonValue | undefined,
  path: readonly string[],
  comparison: Comparison,
  secret = false,
): void {
  if (isObject(desired) && isObject(live)) {
    const secretMacro = isSecretMacro(desired) || isSecretMacro(live);
    for (const name of fieldsOf(desired, live)) {
      const here = [...path, name];
      if (secretMacro && name === 'value') compareSecret(desired, live, here, comparison);
      else compareField(name, desired[name], live[name], here, comparison);
    }
  } else if (!sameJson(desired, live)) {
    comparison.found.push({
      path,
      ...(live === undefined ? {} : { live }),
      ...(desired === undefined ? {} : { desired }),
      ...(secret && { secret }),
    });
  }
}

/** The values of two macros one of which is secret. */
function compareSecret(
  desired: JsonObject,
  live: JsonObject,
  path: readonly string[],
  comparison: Comparison,
): void {
  if (!comparison.settingSecrets && cannotBeCompared(desired, live)) return;
  compareValues(desired.value, live.value, path, comparison, true);
}

function isListOrAbsent(value: JsonValue | undefined): value is JsonValue[] | undefined {
  return value === undefined || Array.isArray(value);
}

interface Named {
  readonly name: string;
  readonly element: JsonValue;
}

function compareSets(
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
  identity: (element: JsonObject) => string,
  path: readonly string[],
  comparison: Comparison,
): void {
  const nameOf = (element: JsonValue): string => (isObject(element) ? identity(element) : String(element));
  const present = new Map<string, Named[]>();
  for (const element of live) {
    const name = nameOf(element);
    present.set(name, [...(present.get(name) ?? []), { name, element }]);
  }
  const missing: Named[] = [];
  for (const element of desired) {
    const name = nameOf(element);
    const counterpart = present.get(name)?.shift();
    if (counterpart === undefined) missing.push({ name, element });
    else compareValues(element, counterpart.element, [...path, `[${label(counterpart)}]`], comparison);
  }
  const surplus = [...present.values()].flat();
  for (const wanted of missing) {
    const former = takeByUuid(surplus, wanted.element);
    const here = former ? `[${label(former)} → ${label(wanted)}]` : `[${label(wanted)}]`;
    compareValues(wanted.element, former?.element, [...path, here], comparison);
  }
  for (const unwanted of surplus) {
    compareValues(undefined, unwanted.element, [...path, `[${label(unwanted)}]`], comparison);
  }
}

/** The same uuid under another name: an import renames it, with its id and history. */
function takeByUuid(surplus: Named[], element: JsonValue): Named | undefined {
  const uuid = isObject(element) ? element.uuid : undefined;
  if (uuid === undefined) return undefined;
  const index = surplus.findIndex((other) => isObject(other.element) && other.element.uuid === uuid);
  return index < 0 ? undefined : surplus.splice(index, 1)[0];
}

function compareInOrder(
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
  path: readonly string[],
  comparison: Comparison,
): void {
  for (let index = 0; index < Math.max(desired.length, live.length); index += 1) {
    compareValues(desired[index], live[index], [...path, `[${index + 1}]`], comparison);
  }
}

/**
 * The first lines of an identity are enough for a person: a trigger's name without its expressions. Where all of the
 * element is its identity, secrets in it are hidden.
 */
function label({ name, element }: Named): string {
  if (name.startsWith('{') && name === stableText(element)) return stableText(masked(element));
  const [first = '', ...rest] = name.split('\n');
  return rest.length === 1 && rest[0] !== '' ? `${first}: ${rest[0]}` : first;
}
