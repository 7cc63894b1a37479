import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, objectsIn, stableText, text } from '../json.ts';

/*
 * Conditions and operations of actions in the words of Zabbix's front end, each in a line. What is not told in words
 * follows as it is, so that two that differ never read the same.
 */

/** Condition types: https://www.zabbix.com/documentation/7.0/en/manual/api/reference/action/object */
const CONDITIONS: Readonly<Record<string, string>> = {
  '0': 'Host group',
  '1': 'Host',
  '2': 'Trigger',
  '3': 'Event name',
  '4': 'Trigger severity',
  '5': 'Trigger value',
  '6': 'Time period',
  '7': 'Host IP',
  '8': 'Service type',
  '9': 'Service port',
  '10': 'Discovery status',
  '11': 'Uptime/Downtime',
  '12': 'Received value',
  '13': 'Template',
  '14': 'Event is acknowledged',
  '15': 'Application',
  '16': 'Problem is suppressed',
  '18': 'Discovery rule',
  '19': 'Discovery check',
  '20': 'Proxy',
  '21': 'Discovery object',
  '22': 'Host name',
  '23': 'Event type',
  '24': 'Host metadata',
  '25': 'Tag name',
  '26': 'Value of tag',
  '27': 'Service',
  '28': 'Service name',
};
const OPERATORS: Readonly<Record<string, string>> = {
  '0': 'equals',
  '1': 'does not equal',
  '2': 'contains',
  '3': 'does not contain',
  '4': 'in',
  '5': 'is greater than or equals',
  '6': 'is less than or equals',
  '7': 'not in',
  '8': 'matches',
  '9': 'does not match',
  '10': 'Yes',
  '11': 'No',
};
const SEVERITIES = ['Not classified', 'Information', 'Warning', 'Average', 'High', 'Disaster'];
/** Values that are numbers of something, by condition type. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '4': SEVERITIES,
  '14': ['No', 'Yes'],
};

const OPERATIONS: Readonly<Record<string, string>> = {
  '0': 'Send message',
  '1': 'Remote command',
  '2': 'Add host',
  '3': 'Remove host',
  '4': 'Add to host group',
  '5': 'Remove from host group',
  '6': 'Link template',
  '7': 'Unlink template',
  '8': 'Enable host',
  '9': 'Disable host',
  '10': 'Set host inventory mode',
  '11': 'Notify all involved',
  '12': 'Notify all involved',
  '13': 'Add host tag',
  '14': 'Remove host tag',
};

/** An element of a list in an action as a line; undefined where the list is of something else. */
export function describeInAction(list: string, element: JsonObject): string | undefined {
  if (list === 'conditions' || list === 'opconditions') return describeCondition(element);
  return list.endsWith('operations') ? describeOperation(element) : undefined;
}

function describeCondition(condition: JsonObject): string {
  const { conditiontype, operator = '0', value, value2, formulaid, ...rest } = condition;
  const type = text(conditiontype);
  const words = [
    formulaid === undefined ? '' : `${text(formulaid)}:`,
    CONDITIONS[type] ?? `Condition of type ${type}`,
    value2 === undefined ? '' : quoted(value2),
    OPERATORS[text(operator)] ?? `operator ${text(operator)}`,
    value === undefined || value === '' ? '' : (VALUES[type]?.[Number(text(value))] ?? quoted(value)),
  ];
  return [...words, ...restOf(rest)].filter((word) => word !== '').join(' ');
}

function describeOperation(operation: JsonObject): string {
  const { operationtype, esc_step_from, esc_step_to, esc_period, evaltype, opconditions, ...parts } =
    operation;
  const type = text(operationtype);
  const words = [OPERATIONS[type] ?? `Operation of type ${type}`, ...partsOf(parts)];
  const steps = stepsOf(text(esc_step_from), text(esc_step_to));
  const conditions = objectsIn(opconditions).map(describeCondition);
  return [
    words.join(' '),
    steps,
    ['', '0'].includes(text(esc_period)) ? '' : `every ${text(esc_period)}`,
    conditions.length === 0 ? '' : `if ${conditions.join(text(evaltype) === '2' ? ' or ' : ' and ')}`,
    ['', '0', '2'].includes(text(evaltype)) && (conditions.length > 0 || text(evaltype) !== '2')
      ? ''
      : `evaltype ${text(evaltype)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function stepsOf(from: string, to: string): string {
  if (from === '' && to === '') return '';
  if (to === '0') return `from step ${from} on`;
  return from === to ? `step ${from}` : `steps ${from} to ${to}`;
}

/** Lists of objects that an operation is about: the word before their names, and the field that holds a name. */
const TARGETS: Readonly<Record<string, readonly [string, string]>> = {
  opmessage_usr: ['to user', 'userid'],
  opmessage_grp: ['to user group', 'usrgrpid'],
  opcommand_hst: ['on host', 'hostid'],
  opcommand_grp: ['on host group', 'groupid'],
  opgroup: ['', 'groupid'],
  optemplate: ['', 'templateid'],
};
const INVENTORY_MODES: Readonly<Record<string, string>> = { '0': 'Manual', '1': 'Automatic' };

function partsOf(parts: JsonObject): string[] {
  const { opmessage, opcommand, opinventory, optag, ...lists } = parts;
  const words: string[] = [];
  for (const [field, [before, name]] of Object.entries(TARGETS)) {
    const names = objectsIn(lists[field]).map((entry) =>
      name === 'hostid' && entry[name] === '0' ? '(current)' : quoted(entry[name] ?? null),
    );
    if (names.length > 0) words.push(`${before} ${names.join(', ')}`.trim());
    delete lists[field];
  }
  if (isObject(opcommand)) words.push(...commandWords(opcommand));
  if (isObject(opmessage)) words.push(...messageWords(opmessage));
  if (isObject(opinventory)) {
    const { inventory_mode: mode, ...rest } = opinventory;
    words.push(INVENTORY_MODES[text(mode)] ?? quoted(mode ?? null), ...restOf(rest));
  }
  const tags = objectsIn(optag).map(({ tag, value }) => `${text(tag)}: ${text(value)}`);
  if (tags.length > 0) words.push(tags.map(quoted).join(', '));
  return [...words, ...restOf(lists)];
}

function messageWords({ mediatypeid, default_msg, subject, message, ...rest }: JsonObject): string[] {
  return [
    ...(mediatypeid === undefined || mediatypeid === null ? [] : [`by ${quoted(mediatypeid)}`]),
    ...(text(default_msg) === '0' ? ['with its own message'] : []),
    ...restOf({
      ...(subject === undefined ? {} : { subject }),
      ...(message === undefined ? {} : { message }),
      ...rest,
    }),
  ];
}

function commandWords({ scriptid, ...rest }: JsonObject): string[] {
  return [
    ...(scriptid === undefined || scriptid === null ? [] : [`script ${quoted(scriptid)}`]),
    ...restOf(rest),
  ];
}

/** A name in quotes, a trigger without its expressions; what has no name with its id. */
function quoted(value: JsonValue): string {
  if (isObject(value) && value.unresolved !== undefined) return `${text(value.unresolved)} ${text(value.id)}`;
  const [first = '', ...rest] = (typeof value === 'string' ? value : stableText(value)).split('\n');
  return rest.length === 0 ? JSON.stringify(first) : `${JSON.stringify(first)} (${rest.join(' ')})`;
}

/** What there are no words for. */
function restOf(fields: JsonObject): string[] {
  return Object.entries(fields).map(
    ([field, value]) => `${field} ${typeof value === 'string' ? JSON.stringify(value) : stableText(value)}`,
  );
}
