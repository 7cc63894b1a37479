import { expect, it } from 'vitest';
import { graphsInTheWay } from './graphs-in-the-way.ts';
import type { JsonObject } from './json.ts';

const graph = (name: string, ...keys: string[]): JsonObject => ({
  name,
  graph_items: keys.map((key) => ({ item: { host: 'any', key } })),
});
const links = (...names: string[]): JsonObject => ({ templates: names.map((name) => ({ name })) });

const TEMPLATES: Readonly<Record<string, JsonObject>> = {
  new: { graphs: [graph('g', 'a', 'b')], ...links('above') },
  above: { discovery_rules: [{ key: 'r', graph_prototypes: [graph('p', 'a')] }] },
  old: { graphs: [graph('o', 'a')] },
};
const templateNamed = (name: string): JsonObject | undefined => TEMPLATES[name];
const NONE = { graphs: [], prototypes: [] };

it('graphs of other items than those that a new link brings are in the way, also those from further above', () => {
  const live = {
    graphs: [graph('g', 'a', 'c'), graph('o', 'x')],
    discovery_rules: [{ key: 'r', graph_prototypes: [graph('p', 'a', 'b')] }],
    ...links('old'),
  };
  expect(graphsInTheWay(links('old', 'new'), live, templateNamed)).toEqual({
    graphs: ['g'],
    prototypes: ['p'],
  });
  expect(graphsInTheWay(links('old', 'unknown'), live, templateNamed)).toEqual(NONE);
});

it('graphs of the same items are not, nor are those that are to stay', () => {
  const live = { graphs: [graph('g', 'b', 'a')] };
  expect(graphsInTheWay(links('new'), live, templateNamed)).toEqual(NONE);
  const other = { graphs: [{ ...graph('g', 'c'), uuid: 'u' }] };
  expect(graphsInTheWay(links('new'), other, templateNamed)).toEqual({ graphs: ['g'], prototypes: [] });
  const renamed = { graphs: [{ ...graph('h', 'c'), uuid: 'u' }], ...links('new') };
  expect(graphsInTheWay(renamed, other, templateNamed)).toEqual(NONE);
  expect(graphsInTheWay({ graphs: [graph('g', 'd')], ...links('new') }, other, templateNamed)).toEqual(NONE);
});
