import { byText, isObject, type JsonObject, objectsIn, text } from './json.ts';

/** Names of graphs and of graph prototypes. */
export interface GraphNames {
  readonly graphs: readonly string[];
  readonly prototypes: readonly string[];
}

/**
 * The graphs of its own that a template or host is not to have and that stand in the way of a link that it gets: what is
 * linked brings graphs of these names that show other items, which Zabbix refuses (CGraphGeneral::inherit). Those that show the
 * same become what is inherited.
 * @param templateNamed the desired element of a template; undefined where it is not known
 */
export function graphsInTheWay(
  desired: JsonObject,
  live: JsonObject,
  templateNamed: (name: string) => JsonObject | undefined,
): GraphNames {
  const before = new Set(linksOf(live));
  const linked = linksOf(desired).filter((name) => !before.has(name));
  const brought = (list: (content: JsonObject) => JsonObject[]): Map<string, string> =>
    broughtBy(linked, list, templateNamed);
  return {
    graphs: namesInTheWay(graphsOf(desired), graphsOf(live), brought(graphsOf)),
    prototypes: namesInTheWay(prototypesOf(desired), prototypesOf(live), brought(prototypesOf)),
  };
}

function namesInTheWay(
  desired: readonly JsonObject[],
  live: readonly JsonObject[],
  brought: ReadonlyMap<string, string>,
): string[] {
  const names = new Set(desired.map(({ name }) => text(name)));
  const uuids = new Set(desired.map(({ uuid }) => text(uuid)).filter((uuid) => uuid !== ''));
  return live
    .filter(({ name, uuid }) => !names.has(text(name)) && !uuids.has(text(uuid)))
    .filter((graph) => ![undefined, itemsOf(graph)].includes(brought.get(text(graph.name))))
    .map(({ name }) => text(name));
}

/** What linked templates bring, their own and what they inherit: the items of each graph by its name. */
function broughtBy(
  linked: readonly string[],
  list: (content: JsonObject) => JsonObject[],
  templateNamed: (name: string) => JsonObject | undefined,
): Map<string, string> {
  const brought = new Map<string, string>();
  const seen = new Set<string>();
  const add = (names: readonly string[]): void => {
    for (const name of names) {
      const template = seen.has(name) ? undefined : templateNamed(name);
      seen.add(name);
      if (!template) continue;
      for (const graph of list(template)) brought.set(text(graph.name), itemsOf(graph));
      add(linksOf(template));
    }
  };
  add(linked);
  return brought;
}

function linksOf({ templates }: JsonObject): string[] {
  return objectsIn(templates).map(({ name }) => text(name));
}

function graphsOf({ graphs }: JsonObject): JsonObject[] {
  return objectsIn(graphs);
}

function prototypesOf({ discovery_rules }: JsonObject): JsonObject[] {
  return objectsIn(discovery_rules).flatMap(({ graph_prototypes }) => objectsIn(graph_prototypes));
}

function itemsOf({ graph_items }: JsonObject): string {
  const keys = objectsIn(graph_items).map(({ item }) => (isObject(item) ? text(item.key) : ''));
  return keys.toSorted(byText).join('\n');
}
