import type { JsonObject } from '../../../src/configuration/json.ts';
import { objectsIn, text } from '../../../src/configuration/json.ts';
import { keysOfChecks } from '../../../src/configuration/kinds/discovery-checks.ts';
import type { Estate } from './estate.ts';

/** Actions of every source, with conditions and operations that name whatever was drawn. */
export function drawActions(estate: Estate): void {
  const { draw } = estate;
  for (let left = draw.int(3, 5); left > 0; left -= 1) drawTriggerAction(estate);
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawHostAction(estate, 'discovery_actions', '1');
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawHostAction(estate, 'reg_actions', '2');
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawInternalAction(estate);
  for (let left = draw.int(1, 3); left > 0; left -= 1) drawServiceAction(estate);
}

/** A filter of some of these conditions, or of all of them together in a formula. */
function drawFilter({ draw }: Estate, all: readonly JsonObject[]): JsonObject {
  const conditions = draw.some(all, 1, 4);
  if (conditions.length < 2 || draw.once(2)) return { evaltype: draw.pick(['0', '1', '2']), conditions };
  const letters = conditions.map((_, index) => 'ABCD'.charAt(index));
  return {
    evaltype: '3',
    formula: letters.join(draw.pick([' and ', ' or '])),
    conditions: conditions.map((condition, index) => ({ ...condition, formulaid: letters[index] ?? '' })),
  };
}

function condition(conditiontype: string, value: string, operator = '0'): JsonObject {
  return { conditiontype, operator, value };
}

const ESCALATED = { esc_period: '0', esc_step_from: '1', esc_step_to: '1' };

function drawEscalation({ draw }: Estate): JsonObject {
  return draw.once(2)
    ? ESCALATED
    : { esc_period: '10m', esc_step_from: '2', esc_step_to: draw.pick(['0', '5']) };
}

/** A message of its own or the usual one, to users and to groups. */
function drawMessage({ draw, keys }: Estate): JsonObject {
  const [users, groups] = [draw.some(keys('users'), 0, 2), draw.some(keys('usergroups'), 1, 2)];
  const mediatypeid = draw.once(2) ? draw.pick(keys('mediatypes')) : null;
  return {
    operationtype: '0',
    opmessage: draw.once(2)
      ? { default_msg: '1', mediatypeid }
      : { default_msg: '0', mediatypeid, subject: draw.name(255), message: draw.text() },
    opmessage_grp: groups.map((usrgrpid) => ({ usrgrpid })),
    ...(users.length > 0 && { opmessage_usr: users.map((userid) => ({ userid })) }),
  };
}

/** A script of scope 1, where there is one, on hosts and groups. */
function drawCommand({ draw, keys, content }: Estate, onHosts = true): JsonObject[] {
  const scripts = keys('scripts').filter((key) => content('scripts', key).scope === '1');
  if (scripts.length === 0 || draw.once(2)) return [];
  const scriptid = text(draw.pick(scripts));
  if (!onHosts) return [{ operationtype: '1', opcommand: { scriptid } }];
  return [
    {
      operationtype: '1',
      opcommand: { scriptid },
      opcommand_grp: draw.some(keys('hostgroups'), 1, 2).map((groupid) => ({ groupid })),
      opcommand_hst: [{ hostid: '0' }, ...draw.some(keys('hosts'), 0, 2).map((hostid) => ({ hostid }))],
    },
  ];
}

function drawTriggerAction(estate: Estate): void {
  const { draw, add, keys } = estate;
  const withSteps = (operation: JsonObject): JsonObject => ({
    ...operation,
    ...drawEscalation(estate),
    evaltype: '0',
  });
  add('trigger_actions', {
    name: draw.name(255),
    eventsource: '0',
    status: String(draw.int(0, 1)),
    esc_period: draw.pick(['1h', '90s', '{$M.PERIOD}']),
    pause_suppressed: String(draw.int(0, 1)),
    notify_if_canceled: String(draw.int(0, 1)),
    ...(draw.version === '7.0' && { pause_symptoms: String(draw.int(0, 1)) }),
    filter: drawFilter(estate, [
      condition('0', draw.pick(keys('hostgroups'))),
      condition('1', draw.pick(keys('hosts')), '1'),
      condition('2', draw.pick(estate.triggers.ofHosts)),
      condition('2', draw.pick(estate.triggers.ofTemplates), '1'),
      condition('3', draw.name(60), '2'),
      condition('4', '3', '5'),
      condition('13', draw.pick(keys('templates'))),
      condition('25', draw.name(60)),
      { ...condition('26', draw.name(60)), value2: draw.name(60) },
    ]),
    operations: [withSteps(drawMessage(estate)), ...drawCommand(estate).map(withSteps)],
    recovery_operations: draw.once(2)
      ? [{ operationtype: '11', opmessage: { default_msg: '1' } }, ...drawCommand(estate)]
      : [],
    update_operations: draw.once(2)
      ? [{ operationtype: '12', opmessage: { default_msg: '1', mediatypeid: null } }, drawMessage(estate)]
      : [],
  });
}

/** What is done with hosts that are found or that register themselves. */
function drawHostAction(estate: Estate, kind: string, eventsource: string): void {
  const { draw, add, keys, content } = estate;
  const rule = draw.pick(keys('drules'));
  const checks = keysOfChecks(rule, objectsIn(content('drules', rule).dchecks));
  const conditions =
    eventsource === '1'
      ? [
          condition('7', '127.0.0.1-127,127.0.0.128/25'),
          condition('8', '9'),
          condition('18', rule),
          condition('19', draw.pick(checks)),
          condition('20', draw.pick(keys('proxies'))),
        ]
      : [
          condition('20', draw.pick(keys('proxies')), '1'),
          condition('22', draw.name(60), '2'),
          condition('24', draw.name(60), '8'),
        ];
  const groups = draw.some(keys('hostgroups'), 1, 2).map((groupid) => ({ groupid }));
  const templates = draw.some(keys('templates'), 1, 2).map((templateid) => ({ templateid }));
  const all: JsonObject[] = [
    { operationtype: '2' },
    { operationtype: '4', opgroup: groups },
    { operationtype: '6', optemplate: templates },
    { operationtype: '10', opinventory: { inventory_mode: String(draw.int(0, 1)) } },
    drawMessage(estate),
    ...drawCommand(estate),
  ];
  add(kind, {
    name: draw.name(255),
    eventsource,
    status: String(draw.int(0, 1)),
    filter: drawFilter(estate, conditions),
    operations: draw.some(all, 1, 5),
  });
}

function drawInternalAction(estate: Estate): void {
  const { draw, add, keys } = estate;
  add('internal_actions', {
    name: draw.name(255),
    eventsource: '3',
    status: String(draw.int(0, 1)),
    esc_period: '1h',
    filter: drawFilter(estate, [
      condition('23', draw.pick(['0', '2', '4'])),
      condition('0', draw.pick(keys('hostgroups'))),
      condition('1', draw.pick(keys('hosts'))),
      condition('13', draw.pick(keys('templates')), '1'),
    ]),
    operations: [{ ...drawMessage(estate), ...drawEscalation(estate) }],
    recovery_operations: draw.once(2) ? [{ operationtype: '11', opmessage: { default_msg: '1' } }] : [],
  });
}

function drawServiceAction(estate: Estate): void {
  const { draw, add, keys } = estate;
  const [first, second] = draw.some(keys('services'), 2, 2);
  add('service_actions', {
    name: draw.name(255),
    eventsource: '4',
    status: String(draw.int(0, 1)),
    esc_period: '1h',
    filter: drawFilter(estate, [
      condition('27', first ?? ''),
      condition('27', second ?? '', '1'),
      condition('28', draw.name(60), '2'),
      condition('25', draw.name(60)),
    ]),
    operations: [
      { ...drawMessage(estate), ...drawEscalation(estate) },
      ...drawCommand(estate, false).map((command) => ({ ...command, ...ESCALATED })),
    ],
    recovery_operations: draw.once(2) ? [{ operationtype: '11', opmessage: { default_msg: '1' } }] : [],
    update_operations: draw.once(2) ? [drawMessage(estate)] : [],
  });
}
