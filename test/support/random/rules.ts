import type { JsonObject } from '../../../src/configuration/json.ts';
import { text } from '../../../src/configuration/json.ts';
import type { DrawnItem, Estate } from './estate.ts';
import {
  dependencyOn,
  drawGraph,
  drawItem,
  drawMacros,
  drawSteps,
  drawTags,
  drawTrigger,
  type Holder,
  identified,
  unless,
} from './inside.ts';

const LLD = '{#NAME}';

/** A low-level discovery rule with prototypes of everything. */
export function drawRule(estate: Estate, holder: Holder): JsonObject {
  const { draw } = estate;
  const description = draw.text();
  const prototypes: JsonObject[] = [];
  const own: DrawnItem[] = [];
  const known: JsonObject[] = [];
  for (let left = draw.int(1, 3); left > 0; left -= 1) {
    const masters = own.map(({ key }) => key);
    const { element, numeric } = drawItem(draw, holder, masters, LLD);
    const item = { holder: holder.name, key: text(element.key), numeric };
    own.push(item);
    if (draw.once(4)) element.discover = 'NO_DISCOVER';
    if (numeric && draw.once(2)) {
      const trigger = drawTrigger(draw, holder, `last(/${holder.name}/${item.key})`);
      element.trigger_prototypes = [
        known.length > 0 && draw.once(2)
          ? { ...trigger, dependencies: draw.some(known, 1, 1).map(dependencyOn) }
          : trigger,
      ];
      known.push(trigger);
    }
    prototypes.push(element);
  }
  const numbers = own.filter(({ numeric }) => numeric);
  const graphs = numbers.length > 0 && draw.once(2) ? [drawGraph(draw, holder, numbers, ` of ${LLD}`)] : [];
  const hosts = draw.once(2) ? [drawHostPrototype(estate, holder)] : [];
  return {
    ...identified(draw, holder),
    name: draw.name(255),
    type: 'TRAP',
    key: draw.technical(60).replaceAll(' ', '_'),
    delay: '0',
    ...unless(!draw.once(4), { status: 'DISABLED' }),
    ...unless(!draw.once(2), { filter: drawFilter(estate) }),
    ...unless(!draw.once(2), { lifetime: '9d' }),
    ...unless(description === '', { description }),
    item_prototypes: prototypes,
    ...unless(graphs.length === 0, { graph_prototypes: graphs }),
    ...unless(hosts.length === 0, { host_prototypes: hosts }),
    ...unless(!draw.once(2), { lld_macro_paths: [{ lld_macro: LLD, path: '$["ü <&>"]' }] }),
    ...drawSteps(draw, 'rule'),
    ...unless(!draw.once(3), {
      overrides: [
        {
          name: draw.name(255),
          step: '1',
          operations: [
            {
              operationobject: 'ITEM_PROTOTYPE',
              operator: 'LIKE',
              value: draw.name(60),
              status: 'DISABLED',
              discover: 'NO_DISCOVER',
            },
          ],
        },
      ],
    }),
  };
}

function drawFilter({ draw }: Estate): JsonObject {
  const conditions = Array.from({ length: draw.int(1, 3) }, (_, index) => ({
    macro: '{#NAME}',
    value: `^${index}"ü <&>"$`,
    ...unless(!draw.once(2), { operator: 'NOT_MATCHES_REGEX' }),
    formulaid: 'ABC'.charAt(index),
  }));
  return { ...unless(!draw.once(2), { evaltype: 'OR' }), conditions };
}

function drawHostPrototype(estate: Estate, holder: Holder): JsonObject {
  const { draw } = estate;
  const templates = draw.some(estate.keys('templates'), 0, 1).filter((name) => name !== holder.name);
  return {
    ...identified(draw, holder),
    host: `${LLD}-${draw.technical(40)}`,
    name: `${LLD} ${draw.name(60)}`,
    ...unless(!draw.once(2), { status: 'DISABLED' }),
    ...unless(!draw.once(2), { discover: 'NO_DISCOVER' }),
    // What it is without saying so differs: disabled in templates, manual in hosts.
    ...unless(draw.once(2), {
      inventory_mode: holder.is === 'host' ? draw.pick(['DISABLED', 'AUTOMATIC']) : 'AUTOMATIC',
    }),
    group_links: draw.some(estate.keys('hostgroups'), 1, 2).map((name) => ({ group: { name } })),
    ...unless(!draw.once(2), { group_prototypes: [{ name: `${draw.technical(60)} ${LLD}` }] }),
    ...unless(templates.length === 0, { templates: templates.map((name) => ({ name })) }),
    ...drawMacros(draw),
    ...drawTags(draw, 2),
  };
}
