import type { JsonObject, JsonValue } from './json.ts';
import { isObject } from './json.ts';
import { listIdentity } from './lists.ts';

/** Lists inside templates and hosts whose surplus elements `--keep-items` leaves on the target. */
const KEPT_LISTS = new Set([
  'items',
  'triggers',
  'graphs',
  'discovery_rules',
  'item_prototypes',
  'trigger_prototypes',
  'graph_prototypes',
  'host_prototypes',
  'httptests',
]);

/** The desired content with those elements of the live one added that only the live one has. */
export function keepingInner(desired: JsonObject, live: JsonObject): JsonObject {
  const result: JsonObject = { ...desired };
  for (const name of new Set([...Object.keys(desired), ...Object.keys(live)])) {
    if (!KEPT_LISTS.has(name)) continue;
    const identity = listIdentity(name);
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
  const counterparts = new Map(live.filter(isObject).map((element) => [identity(element), element]));
  const merged = desired.map((element) => {
    if (!isObject(element)) return element;
    const counterpart = counterparts.get(identity(element));
    counterparts.delete(identity(element));
    return counterpart ? keepingInner(element, counterpart) : element;
  });
  return [...merged, ...counterparts.values()];
}
