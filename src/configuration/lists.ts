import type { JsonObject, JsonValue } from './json.ts';
import { isObject, stableText, text } from './json.ts';
import type { Kind } from './kind.ts';

/** What is known of the lists of one name in the documents of configuration.export. */
interface List {
  /**
   * What tells its elements apart: the list is a set. Absent: it means something by its order (preprocessing steps, escalations,
   * steps of web scenarios, parameters, mappings).
   */
  readonly identity?: (element: JsonObject) => string;
  /** What an element is called that a restore takes out of a template or host. Absent: a setting goes, no object. */
  readonly loss?: string;
  /** History and trends go with it: its own, those of what discovery found, of what came by a link. */
  readonly history?: true;
  /** `--keep-items` leaves what only the target has: all that an import deletes. */
  readonly kept?: true;
  /** There are no sets in its elements, though it may be one itself. They are most of a template, so it pays to know. */
  readonly withoutSets?: true;
}

/**
 * Every list that stands in templates and hosts (CXmlValidator of 5.0, 6.0 and 7.0), and the sets in other documents. One that
 * is missing here is compared by its order, and whatever goes from it counts as lost.
 */
const LISTS: ReadonlyMap<string, List> = new Map<string, List>(
  Object.entries<List>({
    items: { identity: field('key'), loss: 'item', history: true, kept: true },
    item_prototypes: { identity: field('key'), loss: 'item prototype', history: true, kept: true },
    discovery_rules: { identity: field('key'), loss: 'discovery rule', history: true, kept: true },
    host_prototypes: { identity: field('host'), loss: 'host prototype', history: true, kept: true },
    httptests: { identity: field('name'), loss: 'web scenario', history: true, kept: true },
    templates: {
      identity: (element) => text(element.name ?? element.template),
      loss: 'template link',
      history: true,
    },
    triggers: { identity: triggerIdentity, loss: 'trigger', kept: true },
    trigger_prototypes: { identity: triggerIdentity, loss: 'trigger prototype', kept: true },
    graphs: { identity: field('name'), loss: 'graph', kept: true },
    graph_prototypes: { identity: field('name'), loss: 'graph prototype', kept: true },
    valuemaps: { identity: field('name'), loss: 'value map', kept: true },
    dashboards: { identity: field('name'), loss: 'dashboard', kept: true },
    screens: { identity: field('name'), loss: 'screen', kept: true },
    applications: { identity: field('name'), loss: 'application', kept: true },
    macros: { identity: field('macro'), loss: 'macro', withoutSets: true },
    application_prototypes: { identity: field('name') },
    dependencies: { identity: triggerIdentity, withoutSets: true },
    fields: {
      identity: (element) => `${text(element.name)}\n${text(element.type)}`,
      withoutSets: true,
    },
    group_links: { identity: (element) => text(nested(element, 'group', 'name')) },
    group_prototypes: { identity: field('name') },
    groups: { identity: field('name'), withoutSets: true },
    interfaces: { identity: (element) => text(element.interface_ref) },
    lld_macro_paths: { identity: field('lld_macro'), withoutSets: true },
    message_templates: {
      identity: (element) => `${text(element.event_source)}\n${text(element.operation_mode)}`,
    },
    overrides: { identity: field('name') },
    tags: { identity: (element) => `${text(element.tag)}\n${text(element.value)}`, withoutSets: true },
    value_maps: { identity: field('name') },
    widgets: { identity: place },
    conditions: { withoutSets: true },
    graph_items: { withoutSets: true },
    headers: { withoutSets: true },
    mappings: { withoutSets: true },
    operations: {},
    pages: {},
    parameters: { withoutSets: true },
    posts: {},
    preprocessing: { withoutSets: true },
    query_fields: { withoutSets: true },
    screen_items: {},
    steps: {},
    tls_accept: {},
    variables: {},
  }),
);

/** Single objects in which there are no sets either. */
const OBJECTS_WITHOUT_SETS = ['master_item', 'valuemap'];

/** Fields of whose inside it is known that there are no sets in it. */
export const WITHOUT_SETS: ReadonlySet<string> = new Set([
  ...[...LISTS].filter(([, { withoutSets }]) => withoutSets).map(([name]) => name),
  ...OBJECTS_WITHOUT_SETS,
]);

/** What goes where an element is taken out of a list of a template or host. */
export interface ListLoss {
  /** What the element is called: 'item', 'discovery rule' … */
  readonly what: string;
  /** Whether history and trends go with it. */
  readonly history: boolean;
}

/** What is lost with an element of the list of this name; undefined where it is a setting, 'unknown' where nobody knows. */
export function lossIn(listName: string): ListLoss | 'unknown' | undefined {
  const list = LISTS.get(listName);
  if (!list) return 'unknown';
  return list.loss === undefined ? undefined : { what: list.loss, history: list.history === true };
}

/** What tells the elements of the list of this name apart, where `--keep-items` leaves its surplus ones. */
export function keptListIdentity(listName: string): ((element: JsonObject) => string) | undefined {
  const list = LISTS.get(listName);
  return list?.kept ? list.identity : undefined;
}

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
  return LISTS.get(listName)?.identity;
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
