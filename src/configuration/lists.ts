import type { JsonObject, JsonValue } from './json.ts';
import { isObject, stableText, text } from './json.ts';
import type { Kind } from './kind.ts';

/**
 * How the lists in a Configuration are read: a list that is named here is a set, whose elements are told apart by
 * this identity; any other list means something by its order (preprocessing steps, escalations, web scenario steps,
 * parameters, mappings).
 */
const IDENTITIES: Readonly<Record<string, (element: JsonObject) => string>> = {
  items: field('key'),
  item_prototypes: field('key'),
  discovery_rules: field('key'),
  triggers: triggerIdentity,
  trigger_prototypes: triggerIdentity,
  dependencies: triggerIdentity,
  graphs: field('name'),
  graph_prototypes: field('name'),
  httptests: field('name'),
  host_prototypes: field('host'),
  group_links: (element) => text(nested(element, 'group', 'name')),
  group_prototypes: field('name'),
  macros: field('macro'),
  tags: (element) => `${text(element.tag)}\n${text(element.value)}`,
  groups: field('name'),
  templates: (element) => text(element.name ?? element.template),
  applications: field('name'),
  application_prototypes: field('name'),
  valuemaps: field('name'),
  value_maps: field('name'),
  dashboards: field('name'),
  widgets: place,
  fields: (element) => `${text(element.name)}\n${text(element.type)}`,
  screens: field('name'),
  lld_macro_paths: field('lld_macro'),
  overrides: field('name'),
  message_templates: (element) => `${text(element.event_source)}\n${text(element.operation_mode)}`,
  interfaces: (element) => text(element.interface_ref),
};

/**
 * Fields of whose inside it is known that there are no sets in it, though the list itself may be one. They are most of
 * what a template consists of, so it pays to know.
 */
export const WITHOUT_SETS: ReadonlySet<string> = new Set([
  'conditions',
  'dependencies',
  'fields',
  'graph_items',
  'groups',
  'headers',
  'lld_macro_paths',
  'macros',
  'mappings',
  'master_item',
  'parameters',
  'preprocessing',
  'query_fields',
  'tags',
  'valuemap',
]);

/** The list of an object's own macros. */
const MACROS = 'macros';

function field(name: string): (element: JsonObject) => string {
  return (element) => text(element[name]);
}

function nested(element: JsonObject, outer: string, inner: string): JsonValue | undefined {
  const value = element[outer];
  return isObject(value) ? value[inner] : undefined;
}

/** Where a widget stands on its page: no two widgets overlap, and the server gives them in any order. */
function place(element: JsonObject): string {
  return [element.y, element.x].map((value) => text(value ?? '0').padStart(4, '0')).join('\n');
}

/** Zabbix tells triggers of one host apart by name and both expressions (CTriggerGeneral, uniqueness check). */
function triggerIdentity(element: JsonObject): string {
  return [element.name, element.expression, element.recovery_expression].map(text).join('\n');
}

/** The identity of an element of the list of this name, or undefined where the list is ordered. */
export function listIdentity(listName: string): ((element: JsonObject) => string) | undefined {
  return Object.hasOwn(IDENTITIES, listName) ? IDENTITIES[listName] : undefined;
}

/** Paths of the lists of a kind's objects that stay in the order in which X.get gives them. */
export function unsortedLists({ travel }: Kind): readonly string[] {
  return travel.by === 'object' ? [...(travel.ordered ?? []), ...(travel.keptInOrder ?? [])] : [];
}

/** How the lists in objects of a kind are compared: as sets, save those whose order means something. */
export function listIdentityOf(
  kind: Kind,
): (listName: string) => ((element: JsonObject) => string) | undefined {
  if (kind.travel.by !== 'object') return listIdentity;
  const ordered = kind.travel.ordered ?? [];
  return (listName) => {
    // The value of a secret macro is on one side only: the macro is the same all the same.
    if (kind.holdsMacros && listName === MACROS) return listIdentity(listName);
    return ordered.includes(listName) ? undefined : stableText;
  };
}
