import { interfaceUsers } from './canonical.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { isObject, objectsIn, text } from './json.ts';
import { keptListIdentity } from './lists.ts';

/**
 * The desired content with those elements of the live one added that only the live one has, and with the interfaces that
 * these use.
 * @param live with its interfaces numbered as `alignInterfaces` does
 */
export function keepingItems(desired: JsonObject, live: JsonObject): JsonObject {
  const result = keepingInner(desired, live);
  const present = objectsIn(live.interfaces);
  if (present.length === 0) return result;
  const used = new Set([...interfaceUsers(result)].map((user) => text(user.interface_ref)));
  const wanted = objectsIn(desired.interfaces);
  const names = new Set(wanted.map((entry) => text(entry.interface_ref)));
  const kept = present.filter(({ interface_ref: ref }) => used.has(text(ref)) && !names.has(text(ref)));
  return kept.length === 0 ? result : { ...result, interfaces: [...wanted, ...kept] };
}

function keepingInner(desired: JsonObject, live: JsonObject): JsonObject {
  const result: JsonObject = { ...desired };
  for (const name of new Set([...Object.keys(desired), ...Object.keys(live)])) {
    const identity = keptListIdentity(name);
    const present = live[name];
    if (!identity || !Array.isArray(present)) continue;
    const wanted = desired[name];
    result[name] = keepingElements(Array.isArray(wanted) ? wanted : [], present, identity);
  }
  return result;
}

function keepingElements(
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
  identity: (element: JsonObject) => string,
): JsonValue[] {
  const present = live.filter(isObject);
  const counterparts = new Map(present.map((element) => [identity(element), element]));
  const names = new Set(desired.filter(isObject).map(identity));
  // The same uuid under a name that nothing else goes by: it is renamed, not kept beside itself.
  const renamed = new Map(present.filter((element) => !names.has(identity(element))).map((e) => [e.uuid, e]));
  const merged = desired.map((element) => {
    if (!isObject(element)) return element;
    const former = element.uuid === undefined ? undefined : renamed.get(element.uuid);
    const counterpart = counterparts.get(identity(element)) ?? former;
    if (counterpart) counterparts.delete(identity(counterpart));
    return counterpart ? keepingInner(element, counterpart) : element;
  });
  return [...merged, ...counterparts.values()];
}
