import type { Reference } from '../kind.ts';

/** Where the elements `templates` and `hosts` of an export document name other objects, alike in both. */
export function referencesInside(own: 'templates' | 'hosts'): Reference[] {
  const named = (path: string, to: string, more: Partial<Reference> = {}): Reference => ({
    path,
    to,
    ...more,
  });
  const expression = (path: string): Reference => ({ path, to: own, expression: true, unordered: true });
  const onHost = (path: string): Reference => ({ path, to: own, unordered: true });
  return [
    named('templates[].name', 'templates'),
    named('items[].valuemap.name', 'valuemaps', { before: '5.4' }),
    named('discovery_rules[].item_prototypes[].valuemap.name', 'valuemaps', { before: '5.4' }),
    named('discovery_rules[].host_prototypes[].templates[].name', 'templates'),
    named('discovery_rules[].host_prototypes[].group_links[].group.name', 'hostgroups'),
    named('discovery_rules[].overrides[].operations[].templates[].name', 'templates'),
    expression('items[].triggers[].expression'),
    expression('items[].triggers[].recovery_expression'),
    expression('items[].triggers[].dependencies[].expression'),
    expression('items[].triggers[].dependencies[].recovery_expression'),
    expression('triggers[].expression'),
    expression('triggers[].recovery_expression'),
    expression('triggers[].dependencies[].expression'),
    expression('triggers[].dependencies[].recovery_expression'),
    ...[
      'discovery_rules[].trigger_prototypes[]',
      'discovery_rules[].item_prototypes[].trigger_prototypes[]',
    ].flatMap((prototypes) => [
      expression(`${prototypes}.expression`),
      expression(`${prototypes}.recovery_expression`),
      expression(`${prototypes}.dependencies[].expression`),
      expression(`${prototypes}.dependencies[].recovery_expression`),
    ]),
    ...['graphs[]', 'discovery_rules[].graph_prototypes[]'].flatMap((graphs) => [
      onHost(`${graphs}.graph_items[].item.host`),
      onHost(`${graphs}.ymin_item_1.host`),
      onHost(`${graphs}.ymax_item_1.host`),
    ]),
  ];
}
