import { interfaceUsers } from './canonical.ts';
import { interfaceForApi } from './export-constants.ts';
import type { JsonObject } from './json.ts';
import { isObject, objectsIn, sameJson, sortedByText, text } from './json.ts';

/** How a host's interfaces become the desired ones, in two steps between which its items are moved. */
export interface InterfaceSteps {
  /** All interfaces before the items are imported: those to keep with their ids, new ones, and those to go. */
  readonly before: JsonObject[];
  /** Those that remain after it. Undefined where nothing is to be taken away. */
  readonly surplus: readonly string[];
}

/** An interface as host.get gives it, less what the API refuses in an update. */
export interface LiveInterface {
  readonly id: string;
  readonly content: JsonObject;
}

const FIELDS = ['type', 'main', 'useip', 'ip', 'dns', 'port'];
const DETAILS = [
  'version',
  'bulk',
  'community',
  'contextname',
  'securityname',
  'securitylevel',
  'authprotocol',
  'authpassphrase',
  'privprotocol',
  'privpassphrase',
];

/**
 * Pairs desired interfaces with those that are there: the same content first, then the main one of the type, then any
 * of the type. A paired interface keeps its id, and with it its items. Pure.
 * @param element the host of an export document
 */
export function planInterfaces(element: JsonObject, live: readonly LiveInterface[]): InterfaceSteps {
  const wanted = objectsIn(element.interfaces).map(interfaceForApi);
  const free = new Set(sortedByText(live, ({ content }) => contentText(content)));
  const paired = new Map<JsonObject, LiveInterface>();
  const pair = (fits: (content: JsonObject, entry: JsonObject) => boolean): void => {
    for (const entry of wanted) {
      if (paired.has(entry)) continue;
      const found = [...free].find(({ content }) => fits(content, entry));
      if (!found) continue;
      free.delete(found);
      paired.set(entry, found);
    }
  };
  pair((content, entry) => sameInterface(content, entry));
  pair((content, entry) => content.type === entry.type && content.main === '1' && entry.main === '1');
  pair((content, entry) => content.type === entry.type);
  const before = wanted.map((entry) => {
    const found = paired.get(entry);
    return found ? { interfaceid: found.id, ...entry } : entry;
  });
  // A surplus interface stays until no item uses it, and must not be a second main one of its type meanwhile.
  const mains = new Set(wanted.filter(({ main }) => main === '1').map(({ type }) => text(type)));
  const leaving = [...free].map(({ id, content }) => ({
    interfaceid: id,
    ...content,
    ...(mains.has(text(content.type)) ? { main: '0' } : {}),
  }));
  return { before: [...before, ...leaving], surplus: leaving.map(({ interfaceid }) => interfaceid) };
}

/** One order of the same interfaces, whether an export or the API gave them: what is paired does not depend on it. */
function contentText(content: JsonObject): string {
  const details = isObject(content.details) ? content.details : {};
  return [...FIELDS.map((field) => content[field]), ...DETAILS.map((field) => details[field])]
    .map(text)
    .join('\n');
}

/**
 * The live host with its interfaces numbered as the desired ones that they become, those that become none after them:
 * an item that has the number of its desired counterpart will be on the right interface. Pure.
 * @param desired the host of an export document, as `live`
 */
export function alignInterfaces(desired: JsonObject, live: JsonObject): JsonObject {
  const present = objectsIn(live.interfaces);
  if (present.length === 0 || sameJson(desired.interfaces, live.interfaces)) return live;
  const wanted = objectsIn(desired.interfaces);
  const steps = stepsBetween(desired, present);
  if (!steps) return live;
  const { before, surplus } = steps;
  const names = new Map<string, string>();
  wanted.forEach((entry, index) => {
    const former = before[index]?.interfaceid;
    if (former !== undefined) names.set(text(former), text(entry.interface_ref));
  });
  const taken = new Set(wanted.map((entry) => text(entry.interface_ref)));
  for (const former of surplus) {
    let number = wanted.length + 1;
    while (taken.has(`if${number}`)) number += 1;
    taken.add(`if${number}`);
    names.set(former, `if${number}`);
  }
  if ([...names].every(([former, name]) => former === name)) return live;
  const aligned = structuredClone(live);
  for (const entry of [...objectsIn(aligned.interfaces), ...interfaceUsers(aligned)]) {
    const name = names.get(text(entry.interface_ref));
    if (name !== undefined) entry.interface_ref = name;
  }
  return aligned;
}

/** Undefined where one of them has a type that nobody knows, in a backup that was edited: writing it says so. */
function stepsBetween(desired: JsonObject, live: readonly JsonObject[]): InterfaceSteps | undefined {
  try {
    const rows = live.map((entry) => ({ id: text(entry.interface_ref), content: interfaceForApi(entry) }));
    return planInterfaces(desired, rows);
  } catch {
    return undefined;
  }
}

/** The same in all that the desired side says; `details` of the server may hold more fields. */
function sameInterface(content: JsonObject, entry: JsonObject): boolean {
  if (!FIELDS.every((field) => text(content[field]) === text(entry[field]))) return false;
  const { details } = entry;
  if (!isObject(details)) return true;
  const present = isObject(content.details) ? content.details : {};
  return Object.entries(details).every(([field, value]) => sameJson(present[field], value));
}
