import { renameHostsInExpression } from '../../expression.ts';
import { byText, isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import type { SeedNames } from './template-names.ts';
import { EXPRESSIONS } from './triggers.ts';
import { uuidOf } from './uuids.ts';

/**
 * Gives a template and all that is in it the uuids that the server's upgrade makes of names (dbupgrade_5030.c).
 * @param content its converted element, graphs still under their former names
 */
export function identify(content: JsonObject, names: SeedNames): void {
  const key = text(content.template);
  const name = names.get(key) ?? key;
  content.uuid = uuidOf(name);
  const inTemplate = (list: string, field: string): void => {
    for (const one of objectsIn(content[list])) one.uuid = uuidOf(`${name}/${text(one[field])}`);
  };
  inTemplate('items', 'key');
  inTemplate('discovery_rules', 'key');
  inTemplate('httptests', 'name');
  inTemplate('dashboards', 'name');
  inTemplate('valuemaps', 'name');
  for (const holder of [content, ...objectsIn(content.items)]) {
    for (const trigger of objectsIn(holder.triggers)) trigger.uuid = uuidOfTrigger(trigger, names);
  }
  for (const graph of objectsIn(content.graphs)) graph.uuid = uuidOfGraph(graph, names);
  for (const rule of objectsIn(content.discovery_rules)) identifyPrototypes(rule, name, names);
}

function identifyPrototypes(rule: JsonObject, name: string, names: SeedNames): void {
  const inRule = (list: string, field: string): void => {
    for (const one of objectsIn(rule[list]))
      one.uuid = uuidOf(`${name}/${text(rule.key)}/${text(one[field])}`);
  };
  inRule('item_prototypes', 'key');
  inRule('graph_prototypes', 'name');
  inRule('host_prototypes', 'host');
  for (const holder of [rule, ...objectsIn(rule.item_prototypes)]) {
    for (const trigger of objectsIn(holder.trigger_prototypes)) {
      trigger.uuid = uuidOfTrigger(trigger, names, text(rule.key));
    }
  }
}

/** @param rule the key of its discovery rule, for a prototype */
function uuidOfTrigger(trigger: JsonObject, names: SeedNames, rule?: string): string {
  const expressions = EXPRESSIONS.map((field) => text(trigger[field]))
    .filter((expression) => expression !== '')
    .map((expression) => renameHostsInExpression(expression, names));
  return uuidOf([...(rule === undefined ? [] : [rule]), text(trigger.name), ...expressions].join('/'));
}

function uuidOfGraph(graph: JsonObject, names: SeedNames): string {
  const hosts = objectsIn(graph.graph_items).map(({ item }) => (isObject(item) ? text(item.host) : ''));
  const seeds = hosts.toSorted(byText).map((host) => names.get(host) ?? host);
  return uuidOf([text(graph.name), ...seeds].join('/'));
}
