import type { JsonObject } from '../../../src/configuration/json.ts';
import { text } from '../../../src/configuration/json.ts';
import type { Draw } from './draw.ts';
import type { DrawnItem, Estate } from './estate.ts';
import { drawRule } from './rules.ts';

/** What a template or a host is made of, and by what it names itself. */
export interface Holder {
  readonly name: string;
  readonly is: 'template' | 'host';
  /** The number of its interface of type agent; a template has none. */
  readonly interface?: string;
  /** Names of its value maps. */
  readonly valueMaps: readonly string[];
}

/** A field that is left out where it is as by default. */
export function unless(isDefault: boolean, fields: JsonObject): JsonObject {
  return isDefault ? {} : fields;
}

/** Elements of templates have uuids, those of hosts have none. */
export function identified(draw: Draw, holder: Holder): JsonObject {
  return holder.is === 'template' ? { uuid: draw.uuid() } : {};
}

export function drawTags(draw: Draw, most = 3): JsonObject {
  const tags = Array.from({ length: draw.int(0, most) }, () => {
    const value = draw.text().replaceAll('\n', ' ');
    return { tag: draw.name(40), ...unless(value === '', { value }) };
  });
  return unless(tags.length === 0, { tags });
}

export function drawMacros(draw: Draw): JsonObject {
  const macros = Array.from({ length: draw.int(0, 3) }, (_, index) => {
    const [value, description] = [draw.text(), draw.text()];
    const context = draw.once(3) ? `:"${draw.pick(['/var', 'a \\"b\\"', 'ü'])}"` : '';
    return {
      macro: `{$M.${index}${context}}`,
      ...unless(value === '', { value }),
      ...unless(description === '', { description }),
    };
  });
  return unless(macros.length === 0, { macros });
}

export function drawValueMaps(draw: Draw, holder: Pick<Holder, 'is'>): JsonObject[] {
  return Array.from({ length: draw.int(0, 2) }, () => ({
    ...(holder.is === 'template' ? { uuid: draw.uuid() } : {}),
    name: draw.name(64),
    mappings: Array.from({ length: draw.int(1, 3) }, (_, index) => ({
      value: String(index),
      newvalue: draw.name(64),
    })),
  }));
}

const NUMERIC = ['UNSIGNED', 'FLOAT'];

function drawKey(draw: Draw, lld: string): string {
  const key = draw.technical(60).replaceAll(' ', '_');
  if (lld !== '') return `${key}[${lld}]`;
  return draw.once(3) ? `${key}["${draw.pick(['ü <&>', 'a,b', '\\"x\\"', '/'])}",${draw.int(1, 9)}]` : key;
}

/** Preprocessing that any value may go through, or what a discovery rule knows of it. */
export function drawSteps(draw: Draw, of: 'item' | 'rule'): JsonObject {
  if (!draw.once(3)) return {};
  const ofRules: JsonObject[] = [
    { type: 'JSONPATH', parameters: ['$["ü <&>"].a'] },
    { type: 'JAVASCRIPT', parameters: ['return value;\n// "ü" <&>'] },
  ];
  const steps = draw.some<JsonObject>(
    of === 'rule'
      ? ofRules
      : [
          ...ofRules,
          { type: 'REGEX', parameters: ['^(a|"b")$', '\\1'], error_handler: 'DISCARD_VALUE' },
          {
            type: 'MULTIPLIER',
            parameters: ['0.5'],
            error_handler: 'CUSTOM_VALUE',
            error_handler_params: '0',
          },
          { type: 'TRIM', parameters: ['"'] },
        ],
    1,
    3,
  );
  if (draw.once(2)) steps.push({ type: 'DISCARD_UNCHANGED_HEARTBEAT', parameters: ['1h'] });
  return { preprocessing: steps };
}

/** An item of one of the types that need nothing but a host. */
export function drawItem(
  draw: Draw,
  holder: Holder,
  masters: readonly string[],
  lld = '',
): { element: JsonObject; numeric: boolean } {
  const type = draw.pick([
    'TRAP',
    'ZABBIX_PASSIVE',
    'CALCULATED',
    'DEPENDENT',
    'SCRIPT',
    'INTERNAL',
  ] as const);
  const kind = type === 'DEPENDENT' && masters.length === 0 ? 'TRAP' : type;
  const valueType = kind === 'CALCULATED' ? 'FLOAT' : draw.pick([...NUMERIC, 'CHAR', 'TEXT', 'LOG']);
  const numeric = NUMERIC.includes(valueType);
  const history = draw.pick(['0', '3d', '{$M}', '']);
  const trends = numeric ? draw.pick(['0', '77d', '']) : '0';
  const delay =
    kind === 'TRAP' || kind === 'DEPENDENT' ? '0' : draw.pick(['', '30s', '1h;5s/1-5,08:00-18:00']);
  const description = draw.text();
  const key = kind === 'INTERNAL' ? `zabbix[host,${draw.technical(30)}${lld}]` : drawKey(draw, lld);
  const element: JsonObject = {
    ...identified(draw, holder),
    name: draw.name(255),
    key,
    ...unless(kind === 'ZABBIX_PASSIVE', { type: kind }),
    ...unless(delay === '', { delay }),
    ...unless(history === '', { history }),
    ...unless(trends === '', { trends }),
    ...unless(valueType === 'UNSIGNED', { value_type: valueType }),
    ...unless(!draw.once(5), { status: 'DISABLED' }),
    ...unless(!numeric || !draw.once(4), { units: draw.pick(['B', '!ü', '% <&>']) }),
    ...unless(description === '', { description }),
    ...drawSteps(draw, 'item'),
    ...drawTags(draw, 2),
    ...(kind === 'CALCULATED' && {
      params: `last(//${draw.pick(masters.length > 0 ? masters : ['none'])})\n * 2`,
    }),
    ...(kind === 'SCRIPT' && {
      params: 'return "ü <&>";\n',
      parameters: [{ name: 'a', value: draw.name(30) }],
    }),
    ...(kind === 'DEPENDENT' && { master_item: { key: draw.pick(masters) } }),
    ...(kind === 'ZABBIX_PASSIVE' && holder.interface && { interface_ref: holder.interface }),
  };
  if (valueType !== 'LOG' && holder.valueMaps.length > 0 && draw.once(2)) {
    if (valueType !== 'TEXT') element.valuemap = { name: draw.pick(holder.valueMaps) };
  }
  return { element, numeric };
}

export function drawTrigger(draw: Draw, holder: Holder, expression: string): JsonObject {
  const [description, opdata, event] = [draw.text(), draw.text().replaceAll('\n', ' '), draw.once(3)];
  const recovery = draw.once(3);
  return {
    ...identified(draw, holder),
    expression: `${expression}>${draw.int(1, 9999)}`,
    ...(recovery && { recovery_mode: 'RECOVERY_EXPRESSION', recovery_expression: `${expression}<1` }),
    name: draw.name(255),
    ...(event && { event_name: draw.name(255) }),
    ...unless(opdata === '', { opdata }),
    ...unless(!draw.once(3), { url: `http://127.0.0.1/?a=${draw.int(1, 9)}&b="ü"` }),
    ...unless(!draw.once(5), { status: 'DISABLED' }),
    ...unless(!draw.once(2), { priority: draw.pick(['INFO', 'WARNING', 'AVERAGE', 'HIGH', 'DISASTER']) }),
    ...unless(description === '', { description }),
    ...unless(!draw.once(4), { type: 'MULTIPLE' }),
    ...unless(!draw.once(4), { manual_close: 'YES' }),
    ...drawTags(draw, 2),
  };
}

/** How a dependency names a trigger. */
export function dependencyOn(trigger: JsonObject): JsonObject {
  return {
    name: text(trigger.name),
    expression: text(trigger.expression),
    ...(trigger.recovery_expression !== undefined && { recovery_expression: trigger.recovery_expression }),
  };
}

/** How everything else names a trigger. */
export function keyOfTrigger(trigger: JsonObject): string {
  const expressions = [trigger.expression, trigger.recovery_expression].filter((each) => each !== undefined);
  return [text(trigger.name), ...expressions.map(text)].join('\n');
}

export function drawGraph(draw: Draw, holder: Holder, items: readonly DrawnItem[], lld = ''): JsonObject {
  const shown = draw.some(items, 1, 3);
  return {
    ...identified(draw, holder),
    name: `${draw.name(128 - lld.length)}${lld}`,
    ...unless(!draw.once(3), { width: '500', height: '333' }),
    ...unless(!draw.once(4), { type: 'STACKED' }),
    graph_items: shown.map((item, index) => ({
      ...unless(index === 0, { sortorder: String(index) }),
      ...unless(!draw.once(3), { drawtype: 'BOLD_LINE' }),
      color: draw.pick(['1A7C11', 'F63100', '2774A4']),
      ...unless(!draw.once(3), { yaxisside: 'RIGHT' }),
      item: { host: item.holder, key: item.key },
    })),
  };
}

/** Items, triggers, graphs, discovery rules and web scenarios of a template or host. */
export function drawInside(estate: Estate, holder: Holder): JsonObject {
  const { draw } = estate;
  const own: DrawnItem[] = [];
  const items: JsonObject[] = [];
  const known: JsonObject[] = [];
  const [triggers, graphs]: [JsonObject[], JsonObject[]] = [[], []];
  const kept = holder.is === 'template' ? estate.triggers.ofTemplates : estate.triggers.ofHosts;
  function depend(trigger: JsonObject): JsonObject {
    const others = draw.some(known, 0, draw.once(3) ? 2 : 0);
    known.push(trigger);
    kept.push(keyOfTrigger(trigger));
    return others.length > 0 ? { ...trigger, dependencies: others.map(dependencyOn) } : trigger;
  }
  for (let left = draw.int(2, 6); left > 0; left -= 1) {
    const { element, numeric } = drawItem(
      draw,
      holder,
      own.map(({ key }) => key),
    );
    const item = { holder: holder.name, key: text(element.key), numeric };
    own.push(item);
    if (numeric && draw.once(2)) {
      element.triggers = [depend(drawTrigger(draw, holder, `last(/${holder.name}/${item.key})`))];
    }
    items.push(element);
  }
  const numbers = own.filter(({ numeric }) => numeric);
  if (numbers.length > 1 && draw.once(2)) {
    const both = numbers.slice(0, 2).map(({ key }) => `avg(/${holder.name}/${key},5m)`);
    triggers.push(depend(drawTrigger(draw, holder, both.join(' + '))));
  }
  if (numbers.length > 0 && draw.once(2)) {
    const graph = drawGraph(draw, holder, numbers);
    graphs.push(graph);
    if (holder.is === 'host') estate.graphs.push(`${holder.name}/${text(graph.name)}`);
  }
  const rules = Array.from({ length: draw.int(0, 1) }, () => drawRule(estate, holder));
  const scenarios = Array.from({ length: draw.once(3) ? 1 : 0 }, () => drawScenario(draw, holder));
  (holder.is === 'template' ? estate.items.ofTemplates : estate.items.ofHosts).push(...own);
  return {
    items,
    ...unless(rules.length === 0, { discovery_rules: rules }),
    ...unless(scenarios.length === 0, { httptests: scenarios }),
    ...unless(triggers.length === 0, { triggers }),
    ...unless(graphs.length === 0, { graphs }),
  };
}

function drawScenario(draw: Draw, holder: Holder): JsonObject {
  return {
    ...identified(draw, holder),
    name: draw.name(60),
    ...unless(!draw.once(2), { delay: '5m' }),
    ...unless(!draw.once(2), { attempts: '3' }),
    ...unless(!draw.once(2), { headers: [{ name: 'X-Random', value: draw.name(40) }] }),
    ...drawTags(draw, 2),
    steps: Array.from({ length: draw.int(1, 3) }, () => ({
      name: draw.name(60),
      url: `http://127.0.0.1:9/${draw.int(1, 99)}?a="ü"&b=<1>`,
      ...unless(!draw.once(2), { required: draw.name(40) }),
      ...unless(!draw.once(2), { status_codes: '200,301-303' }),
    })),
  };
}
