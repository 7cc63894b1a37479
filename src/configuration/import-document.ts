import {
  type ExportDocument,
  hostsOfDependencies,
  hostsOfGraph,
  hostsOfTrigger,
  sharedOf,
  withoutShared,
} from './document.ts';
import { withHostAndKey } from './expression.ts';
import type { JsonObject } from './json.ts';
import { objectsIn, text } from './json.ts';

/*
 * Templates and hosts are imported in two passes. An import takes a trigger only if every host that it names is in the
 * same document (7.0 leaves all triggers of the document out, without a word, where one of them is not:
 * CConfigurationImport::getHostidsByTriggerIndex), and refuses one that depends on a trigger that is not there yet. So
 * the first pass carries what needs nothing from outside its document, and the second all the rest, when every
 * template or host is there.
 */

/**
 * The document of the first pass: these elements and the triggers and graphs that stay among them.
 * @param sections further lists of the document, as `groupsFor` makes them
 */
export function firstPassDocument(
  elements: readonly JsonObject[],
  element: string,
  exportVersion: string,
  sections: JsonObject,
): ExportDocument {
  const inside = new Set(elements.map(nameOf));
  const amongThem = (hosts: readonly string[]): boolean => hosts.every((host) => inside.has(host));
  const independent = (trigger: JsonObject): JsonObject => {
    if (amongThem(hostsOfDependencies(trigger))) return trigger;
    const { dependencies: _postponed, ...rest } = trigger;
    return rest;
  };
  const triggers = sharedOf(elements, 'triggers')
    .filter((trigger) => amongThem(hostsOfTrigger(trigger)))
    .map(independent);
  const graphs = sharedOf(elements, 'graphs').filter((graph) => amongThem(hostsOfGraph(graph)));
  return {
    version: exportVersion,
    ...sections,
    [element]: elements.map((entry) => withIndependentTriggers(withoutShared(entry), independent)),
    ...(triggers.length > 0 ? { triggers } : {}),
    ...(graphs.length > 0 ? { graphs } : {}),
  };
}

/** Triggers of a single item stand inside it. */
function withIndependentTriggers(
  entry: JsonObject,
  independent: (trigger: JsonObject) => JsonObject,
): JsonObject {
  const items = objectsIn(entry.items);
  if (!items.some((item) => objectsIn(item.triggers).some((trigger) => trigger.dependencies !== undefined))) {
    return entry;
  }
  return {
    ...entry,
    items: items.map((item) =>
      item.triggers === undefined ? item : { ...item, triggers: objectsIn(item.triggers).map(independent) },
    ),
  };
}

/** What the first pass leaves to the second. */
export interface Postponed {
  readonly triggers: JsonObject[];
  readonly graphs: JsonObject[];
}

/** What `firstPassDocument` of these elements leaves out, in full: triggers with all their dependencies. */
export function postponedOf(elements: readonly JsonObject[]): Postponed {
  const inside = new Set(elements.map(nameOf));
  const outside = (hosts: readonly string[]): boolean => hosts.some((host) => !inside.has(host));
  const needsMore = (trigger: JsonObject): boolean =>
    outside(hostsOfTrigger(trigger)) || outside(hostsOfDependencies(trigger));
  const inItems = elements.flatMap((entry) =>
    objectsIn(entry.items).flatMap((item) =>
      objectsIn(item.triggers)
        .filter(needsMore)
        .map((trigger) => outsideOfItem(trigger, nameOf(entry), text(item.key))),
    ),
  );
  return {
    triggers: [...sharedOf(elements, 'triggers').filter(needsMore), ...inItems],
    graphs: sharedOf(elements, 'graphs').filter((graph) => outside(hostsOfGraph(graph))),
  };
}

/** A trigger of an item in the form in which it stands at the top of a document. */
function outsideOfItem(trigger: JsonObject, host: string, key: string): JsonObject {
  const whole = { ...trigger };
  for (const field of ['expression', 'recovery_expression']) {
    if (whole[field] !== undefined) whole[field] = withHostAndKey(text(whole[field]), host, key);
  }
  return whole;
}

/**
 * Other hosts or templates that prototypes inside an element name. An import makes prototypes with their rule, so these
 * must be there before it.
 */
export function hostsOfPrototypes(entry: JsonObject): string[] {
  const rules = objectsIn(entry.discovery_rules);
  const triggers = rules.flatMap((rule) => [
    ...objectsIn(rule.trigger_prototypes),
    ...objectsIn(rule.item_prototypes).flatMap((item) => objectsIn(item.trigger_prototypes)),
  ]);
  const graphs = rules.flatMap((rule) => objectsIn(rule.graph_prototypes));
  const named = [
    ...triggers.flatMap((trigger) => [...hostsOfTrigger(trigger), ...hostsOfDependencies(trigger)]),
    ...graphs.flatMap(hostsOfGraph),
  ];
  return [...new Set(named)].filter((host) => host !== nameOf(entry));
}

/** All of these, each once: what spans two documents was left out of both. */
export function mergePostponed(all: readonly Postponed[]): Postponed {
  const triggers = all.flatMap((postponed) => postponed.triggers);
  const graphs = all.flatMap((postponed) => postponed.graphs);
  return { triggers: sharedOf([{ triggers }], 'triggers'), graphs: sharedOf([{ graphs }], 'graphs') };
}

/** Every host or template that postponed triggers and graphs name, dependencies aside: those are found on the server. */
export function hostsOfPostponed({ triggers, graphs }: Postponed): string[] {
  return [...new Set([...triggers.flatMap(hostsOfTrigger), ...graphs.flatMap(hostsOfGraph)])];
}

/**
 * The document of the second pass. Its elements are stubs, there because a trigger is taken only where all its hosts
 * are in the document; with SECOND_PASS_RULES nothing in them is touched.
 * @param stubs an element with name and groups for every host that the postponed name
 */
export function secondPassDocument(
  stubs: readonly JsonObject[],
  postponed: Postponed,
  element: string,
  exportVersion: string,
): ExportDocument {
  return {
    version: exportVersion,
    [element]: [...stubs],
    ...(postponed.triggers.length > 0 ? { triggers: [...postponed.triggers] } : {}),
    ...(postponed.graphs.length > 0 ? { graphs: [...postponed.graphs] } : {}),
  };
}

/** Objects are matched, not written; only triggers and graphs are. `items` makes import look at the elements at all. */
export const SECOND_PASS_RULES = {
  items: { createMissing: true },
  triggers: { createMissing: true, updateExisting: true },
  graphs: { createMissing: true, updateExisting: true },
} as const;

/** The least that import takes as an element: what identifies it, and its groups. */
export function stubOf(entry: JsonObject): JsonObject {
  const fields = ['uuid', 'template', 'host', 'name', 'groups'] as const;
  const stub: JsonObject = {};
  for (const field of fields) if (entry[field] !== undefined) stub[field] = entry[field];
  return stub;
}

/** The technical name of a template or host in a document. */
export function nameOf(entry: JsonObject): string {
  return text(entry.template ?? entry.host);
}
