import type { JsonObject } from '../../../src/configuration/json.ts';
import { objectsIn, text } from '../../../src/configuration/json.ts';
import { kindNamed } from '../../../src/configuration/kinds/all-kinds.ts';
import type { Draw } from './draw.ts';
import type { Estate } from './estate.ts';

/** Services in a graph: some have no parent, some have several, and some share a name with another one beside them. */
export function drawServices(estate: Estate): void {
  const { draw } = estate;
  const rows: { id: string; content: JsonObject }[] = [];
  for (let number = draw.int(8, 12); number > 0; number -= 1) {
    const name = rows.length > 0 && draw.once(4) ? text(draw.pick(rows).content.name) : draw.name(128);
    const row = { id: String(rows.length + 1), content: drawService(draw, name) };
    for (const parent of draw.some(rows, 0, 2)) {
      parent.content.children = [...objectsIn(parent.content.children), { serviceid: row.id }];
      // What has children looks at them and not at problems.
      parent.content.problem_tags = [];
    }
    rows.push(row);
  }
  const keys = kindNamed('services').assignKeys?.(rows) ?? [];
  const keyOf = new Map(rows.map(({ id }, index) => [id, keys[index] ?? '']));
  rows.forEach(({ content }, index) => {
    const children = objectsIn(content.children).map(({ serviceid }) => ({
      serviceid: keyOf.get(text(serviceid)) ?? '',
    }));
    estate.addAs('services', keys[index] ?? '', { ...content, children });
  });
  for (let left = draw.int(2, 3); left > 0; left -= 1) drawSla(estate);
}

function drawService(draw: Draw, name: string): JsonObject {
  const rule = draw.pick(['0', '1', '2', '3', '4', '5']);
  const increase = String(draw.int(1, 5));
  const values: Readonly<Record<string, string>> = { '1': increase, '2': increase, '4': '5' };
  return {
    uuid: draw.uuid(),
    name,
    algorithm: String(draw.int(0, 2)),
    sortorder: String(draw.int(0, 999)),
    weight: String(draw.int(0, 1_000_000)),
    propagation_rule: rule === '5' ? '0' : rule,
    propagation_value: values[rule] ?? '0',
    description: draw.text(),
    children: [],
    status_rules: draw.once(2)
      ? [{ type: '0', limit_value: String(draw.int(1, 9)), limit_status: '3', new_status: '5' }]
      : [],
    tags: Array.from({ length: draw.int(0, 2) }, () => ({ tag: draw.name(60), value: draw.text() })),
    problem_tags: Array.from({ length: draw.int(0, 2) }, () => ({
      tag: draw.name(60),
      operator: draw.pick(['0', '2']),
      value: draw.name(60),
    })),
  };
}

const FIRST_DAY = 1_577_836_800;
const DAY = 86_400;

function drawSla({ draw, add }: Estate): void {
  const begin = FIRST_DAY + DAY * draw.int(1, 3000);
  add('slas', {
    name: draw.name(255),
    description: draw.text(),
    effective_date: String(FIRST_DAY),
    period: String(draw.int(0, 4)),
    slo: draw.pick(['0', '100', '99.9995', '12.5']),
    status: String(draw.int(0, 1)),
    timezone: draw.pick(['UTC', 'system', 'Europe/Zurich']),
    excluded_downtimes: draw.once(2)
      ? [{ name: draw.name(255), period_from: String(begin), period_to: String(begin + DAY) }]
      : [],
    schedule: draw.once(2) ? [{ period_from: '115200', period_to: '151200' }] : [],
    service_tags: [{ tag: draw.name(60), operator: draw.pick(['0', '2']), value: draw.name(60) }],
  });
}
