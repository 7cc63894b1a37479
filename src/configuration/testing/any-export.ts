import fc from 'fast-check';
import type { ExportDocument } from '../document.ts';
import type { JsonObject } from '../json.ts';

/** Names that a search for text instead of a walk through the expression would mistake for each other. */
const HOST_NAMES = ['A', 'B', 'A B', 'b-1_c.d', 'AA', '10'] as const;

/** A host that triggers and graphs may name and that no document holds. */
const ELSEWHERE = 'Elsewhere';

interface TriggerPlan {
  readonly hosts: readonly string[];
  readonly recovery: readonly string[];
  readonly dependsOn: readonly number[];
  readonly quoted: string;
}

interface GraphPlan {
  readonly hosts: readonly string[];
  readonly axis: string | undefined;
}

/** An export of templates or hosts, as it comes of one call for all of them. */
export interface AnyExport {
  readonly document: ExportDocument;
  readonly element: 'templates' | 'hosts';
}

/**
 * Elements with triggers and graphs of their own and across them, with dependencies and recovery expressions. Triggers
 * of one item stand inside it, all others at the top of the document, as in an export.
 * @param outside whether triggers and graphs may also name a host that is not in the document
 */
export function anyExport({ outside = false }: { outside?: boolean } = {}): fc.Arbitrary<AnyExport> {
  return fc
    .record({
      element: fc.constantFrom('templates' as const, 'hosts' as const),
      old: fc.boolean(),
      names: fc.uniqueArray(fc.constantFrom(...HOST_NAMES), { minLength: 1, maxLength: 5 }),
    })
    .chain(({ element, old, names }) => {
      const known = outside ? [...names, ELSEWHERE] : names;
      const some = (minLength: number): fc.Arbitrary<string[]> =>
        fc.uniqueArray(fc.constantFrom(...known), { minLength, maxLength: 3 });
      const trigger = fc.record<TriggerPlan>({
        hosts: some(1),
        recovery: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, some(1)),
        dependsOn: fc.uniqueArray(fc.nat(5), { maxLength: 2 }),
        quoted: fc.constantFrom('x', '(/A/k)', '{A:k.last()}', 'a]b'),
      });
      const graph = fc.record<GraphPlan>({
        hosts: some(1),
        axis: fc.option(fc.constantFrom(...known), { nil: undefined }),
      });
      return fc
        .record({
          triggers: fc.array(trigger, { maxLength: 6 }),
          graphs: fc.array(graph, { maxLength: 4 }),
        })
        .map(({ triggers, graphs }) => ({
          element,
          document: exportOf(element, names, triggers, graphs, old),
        }));
    });
}

function exportOf(
  element: 'templates' | 'hosts',
  names: readonly string[],
  plans: readonly TriggerPlan[],
  graphPlans: readonly GraphPlan[],
  old: boolean,
): ExportDocument {
  // Exports hold no trigger and no graph that names none of their elements.
  const kept = plans.filter(({ hosts, recovery }) =>
    [...hosts, ...recovery].some((host) => names.includes(host)),
  );
  const triggers = kept.map((plan, index) => triggerOf(plan, index, old));
  triggers.forEach((trigger, index) => {
    const needs = kept[index]?.dependsOn.flatMap((number) => (number < index ? [triggers[number]] : []));
    const dependencies = needs?.filter((need) => need !== undefined).map(identityOf) ?? [];
    if (dependencies.length > 0) trigger.dependencies = dependencies;
  });
  const inItems = new Map<string, JsonObject[]>();
  const shared: JsonObject[] = [];
  triggers.forEach((trigger, index) => {
    const { hosts = [], recovery = [] } = kept[index] ?? {};
    const [only = ''] = hosts;
    if (hosts.length === 1 && recovery.length === 0) {
      inItems.set(only, [...(inItems.get(only) ?? []), trigger]);
    } else shared.push(trigger);
  });
  const graphs = graphPlans
    .filter(({ hosts, axis }) => [...hosts, axis ?? ''].some((host) => names.includes(host)))
    .map((plan, index) => graphOf(plan, index));
  return {
    version: old ? '5.0' : '7.0',
    [element]: names.map((name) => ({
      [element === 'templates' ? 'template' : 'host']: name,
      name: `Visible ${name}`,
      groups: [{ name: 'Group' }],
      items: [{ key: 'k', ...(inItems.has(name) ? { triggers: inItems.get(name) as JsonObject[] } : {}) }],
    })),
    ...(shared.length > 0 ? { triggers: shared } : {}),
    ...(graphs.length > 0 ? { graphs } : {}),
  };
}

function triggerOf({ hosts, recovery, quoted }: TriggerPlan, index: number, old: boolean): JsonObject {
  const terms = (names: readonly string[]): string =>
    names
      .map((name) =>
        old
          ? `{${name}:k["${quoted}"].last("${quoted}")}=${index}`
          : `find(/${name}/k["${quoted}"],,"like","${quoted}")=${index}`,
      )
      .join(' and ');
  return {
    // A name alone identifies no trigger: three of each have the same.
    name: `trigger ${index % 2}`,
    expression: terms(hosts),
    ...(recovery.length > 0
      ? { recovery_mode: 'RECOVERY_EXPRESSION', recovery_expression: terms(recovery) }
      : {}),
  };
}

function identityOf({ name = '', expression = '', recovery_expression }: JsonObject): JsonObject {
  return { name, expression, ...(recovery_expression === undefined ? {} : { recovery_expression }) };
}

function graphOf({ hosts, axis }: GraphPlan, index: number): JsonObject {
  return {
    name: `graph ${index}`,
    ...(axis === undefined ? {} : { ymin_type_1: 'ITEM', ymin_item_1: { host: axis, key: 'k' } }),
    graph_items: hosts.map((host, place) => ({
      sortorder: String(place),
      color: 'FF0000',
      item: { host, key: 'k' },
    })),
  };
}
