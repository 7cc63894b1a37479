import { atLeast, type ZabbixVersion } from '../zabbix/version.ts';
import { hostsInExpression } from './expression.ts';
import type { JsonObject } from './json.ts';
import { isObject, objectsIn, stableText, text } from './json.ts';
import { listIdentity } from './lists.ts';

/** The lists that stand at the top of an export document because their entries may belong to several hosts. */
const SHARED_LISTS = ['triggers', 'graphs'] as const;

/** The body of an export document: what stands under `zabbix_export`. */
export type ExportDocument = JsonObject;

/**
 * The elements of an export document, each with the triggers and graphs that name it. One that spans several hosts or
 * templates stands in each of them, as it does in an export of each of them alone.
 * @param element the list of elements: 'templates', 'hosts', 'host_groups' …
 */
export function splitDocument(document: ExportDocument, element: string): JsonObject[] {
  const elements = objectsIn(document[element]);
  const byName = new Map(elements.map((entry) => [text(entry.template ?? entry.host), entry]));
  for (const list of SHARED_LISTS) {
    for (const shared of objectsIn(document[list])) {
      let holders = 0;
      for (const host of list === 'triggers' ? hostsOfTrigger(shared) : hostsOfGraph(shared)) {
        const entry = byName.get(host);
        if (!entry) continue;
        // Each holder has a copy of its own: elements are changed in place and independently of each other.
        const own = holders === 0 ? shared : structuredClone(shared);
        holders += 1;
        const present = entry[list];
        if (Array.isArray(present)) present.push(own);
        else entry[list] = [own];
      }
    }
  }
  return elements;
}

/**
 * The document whose elements these are: the inverse of splitDocument, shared triggers and graphs once.
 * @param sections further lists of the document, as `groupsFor` makes them
 */
export function mergeDocument(
  elements: readonly JsonObject[],
  element: string,
  exportVersion: string,
  sections: JsonObject = {},
): ExportDocument {
  const document: ExportDocument = {
    version: exportVersion,
    ...sections,
    [element]: elements.map(withoutShared),
  };
  for (const list of SHARED_LISTS) {
    const merged = sharedOf(elements, list);
    if (merged.length > 0) document[list] = merged;
  }
  return document;
}

/** Names of the host groups that host prototypes of these elements put their hosts into. */
export function groupsOfHostPrototypes(elements: readonly JsonObject[]): string[] {
  const links = elements
    .flatMap((entry) => objectsIn(entry.discovery_rules))
    .flatMap((rule) => objectsIn(rule.host_prototypes))
    .flatMap((prototype) => objectsIn(prototype.group_links));
  return [...new Set(links.map(({ group }) => (isObject(group) ? text(group.name) : '')))].sort();
}

/**
 * The section of groups that a document needs up to 6.0: groups of host prototypes are found there only by what the
 * document lists (CConfigurationImport::gatherReferences does not look into host prototypes).
 * @param groups an element of an export for each name; one that is unknown is left out
 */
export function groupsFor(
  elements: readonly JsonObject[],
  version: ZabbixVersion,
  groups: (name: string) => JsonObject | undefined,
): JsonObject {
  if (atLeast(version, '6.2')) return {};
  const found = groupsOfHostPrototypes(elements).map(groups);
  const known = found.filter((group) => group !== undefined);
  return known.length > 0 ? { groups: known } : {};
}

/** The element without what belongs at the top of a document. */
export function withoutShared(element: JsonObject): JsonObject {
  if (element.triggers === undefined && element.graphs === undefined) return element;
  const { triggers: _triggers, graphs: _graphs, ...own } = element;
  return own;
}

/** The triggers or graphs of all these elements, each once. */
export function sharedOf(elements: readonly JsonObject[], list: 'triggers' | 'graphs'): JsonObject[] {
  const seen = new Set<string>();
  const merged: JsonObject[] = [];
  for (const element of elements) {
    for (const shared of objectsIn(element[list])) {
      const identity = sharedIdentity(shared, list);
      if (seen.has(identity)) continue;
      seen.add(identity);
      merged.push(shared);
    }
  }
  return merged;
}

/** What tells a trigger or graph at the top of a document apart. Graphs of one name may span other hosts. */
export function sharedIdentity(shared: JsonObject, list: 'triggers' | 'graphs'): string {
  const identity = listIdentity(list)?.(shared) ?? stableText(shared);
  return list === 'graphs' ? `${identity}\n${hostsOfGraph(shared).join('\n')}` : identity;
}

/** Whether a trigger or graph at the top of a document belongs to several hosts or templates. */
export function spans(shared: JsonObject, list: 'triggers' | 'graphs'): boolean {
  return (list === 'triggers' ? hostsOfTrigger(shared) : hostsOfGraph(shared)).length > 1;
}

/** Technical names of the hosts and templates in its two expressions. */
export function hostsOfTrigger(trigger: JsonObject): string[] {
  return [
    ...new Set([
      ...hostsInExpression(text(trigger.expression)),
      ...hostsInExpression(text(trigger.recovery_expression)),
    ]),
  ];
}

/** Technical names of the hosts and templates whose items it shows or takes its axes from, sorted. */
export function hostsOfGraph(graph: JsonObject): string[] {
  const items = objectsIn(graph.graph_items).map((entry) => entry.item);
  return [
    ...new Set(
      [...items, graph.ymin_item_1, graph.ymax_item_1].filter(isObject).map((item) => text(item.host)),
    ),
  ].sort();
}

/** Hosts named in the dependencies of a trigger. */
export function hostsOfDependencies(trigger: JsonObject): string[] {
  return [...new Set(objectsIn(trigger.dependencies).flatMap(hostsOfTrigger))];
}
