import { byText, isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { eachOf } from '../draft.ts';
import { withBackslashes, withBackslashesInMacros } from './backslashes.ts';
import { dropLeftovers } from './leftovers.ts';

/** Types of items whose time-out stays their own. */
const WITH_TIMEOUT = new Set(['HTTP_AGENT', 'SCRIPT']);

const OPERATION_OBJECTS = ['ITEM_PROTOTYPE', 'TRIGGER_PROTOTYPE', 'GRAPH_PROTOTYPE', 'HOST_PROTOTYPE'];
const OPERATORS = ['EQUAL', 'NOT_EQUAL', 'LIKE', 'NOT_LIKE', 'REGEXP', 'NOT_REGEXP'];
const OPERATOR_NUMBERS: Readonly<Record<string, number>> = {
  EQUAL: 0,
  NOT_EQUAL: 1,
  LIKE: 2,
  NOT_LIKE: 3,
  REGEXP: 8,
  NOT_REGEXP: 9,
};

/**
 * 6.4 and 7.0, what stands inside templates and hosts (C62ImportConverter, C64ImportConverter): other defaults, which
 * an export leaves out, other places of time-outs, backslashes that are written twice.
 */
export const templatesAndHosts = eachOf('items, rules and triggers', ['templates', 'hosts'], (element) => {
  for (const item of objectsIn(element.items)) convertItem(item, 'triggers');
  for (const rule of objectsIn(element.discovery_rules)) convertRule(rule);
  for (const trigger of objectsIn(element.triggers)) convertTrigger(trigger);
  for (const test of objectsIn(element.httptests)) {
    sortByName(test, 'variables');
    for (const step of objectsIn(test.steps)) sortByName(step, 'variables');
  }
});

function convertRule(rule: JsonObject): void {
  dropLeftovers(rule);
  convertTimeout(rule);
  convertParameters(rule);
  convertLifetime(rule);
  for (const prototype of objectsIn(rule.item_prototypes)) {
    delete prototype.inventory_link;
    convertItem(prototype, 'trigger_prototypes');
  }
  for (const prototype of objectsIn(rule.trigger_prototypes)) convertTrigger(prototype);
  for (const override of objectsIn(rule.overrides)) {
    if (!Array.isArray(override.operations)) continue;
    override.operations = objectsIn(override.operations).sort(
      (a, b) => placeOf(a) - placeOf(b) || byText(text(a.value), text(b.value)),
    );
  }
}

/** The order in which 7.0 exports the operations of an override. */
function placeOf({ operationobject, operator }: JsonObject): number {
  const object = OPERATION_OBJECTS.indexOf(text(operationobject ?? 'ITEM_PROTOTYPE'));
  return object * 10 + (OPERATOR_NUMBERS[text(operator ?? OPERATORS[0])] ?? 0);
}

/** Whether a lifetime of 6.0 means that lost resources are deleted at once. */
export function isImmediately(lifetime: string): boolean {
  return /^0+[smhdw]?$/.test(lifetime);
}

/** Lost resources were kept for 30 days by default, and are now for 7; they were never disabled. */
function convertLifetime(rule: JsonObject): void {
  const lifetime = text(rule.lifetime ?? '30d');
  if (isImmediately(lifetime)) {
    rule.lifetime = '0';
    rule.lifetime_type = 'DELETE_IMMEDIATELY';
    return;
  }
  rule.enabled_lifetime_type = 'DISABLE_NEVER';
  if (lifetime === '7d') delete rule.lifetime;
  else rule.lifetime = lifetime;
}

function convertItem(item: JsonObject, triggers: string): void {
  convertTimeout(item);
  convertParameters(item);
  dropLeftovers(item);
  const type = text(item.type ?? 'ZABBIX_PASSIVE');
  // History was kept for 90 days by default, and is now for 31.
  if (item.history === '31d') delete item.history;
  else item.history ??= '90d';
  // An export of 6.0 leaves it out, and means none.
  if (type === 'SNMP_TRAP') item.delay ??= '0';
  if (type === 'CALCULATED' && item.params !== undefined) {
    item.params = withoutPeriodOfLast(withBackslashes(text(item.params)));
  }
  for (const step of objectsIn(item.preprocessing)) {
    if (step.type === 'CHECK_NOT_SUPPORTED') step.parameters = ['-1'];
    if (step.type === 'MULTIPLIER' && Array.isArray(step.parameters)) {
      step.parameters = step.parameters.map((value) => asFloat(text(value)));
    }
  }
  for (const trigger of objectsIn(item[triggers])) convertTrigger(trigger);
}

function convertTimeout(item: JsonObject): void {
  if (!WITH_TIMEOUT.has(text(item.type ?? 'ZABBIX_PASSIVE'))) delete item.timeout;
  else item.timeout ??= '3s';
}

/** A multiplier as 7.0 keeps it: PHP's text of the number. Macros stay. */
function asFloat(value: string): string {
  const number = Number(value);
  if (value === '' || !/^-?[0-9.]+(?:e[+-]?\d+)?$/i.test(value) || !Number.isFinite(number)) return value;
  const [, mantissa = '', exponent = ''] = /^(.*)e(.*)$/.exec(number.toExponential(13)) ?? [];
  const digits = mantissa.replace(/\.?0+$/, '');
  const place = Number(exponent);
  if (place >= -4 && place < 14) return String(Number(number.toPrecision(14)));
  return `${digits.includes('.') ? digits : `${digits}.0`}E${place < 0 ? '-' : '+'}${Math.abs(place)}`;
}

/** Parameters of a script are a set, which 7.0 exports by name. */
function convertParameters(item: JsonObject): void {
  if (item.type === 'SCRIPT') sortByName(item, 'parameters');
}

function sortByName(holder: JsonObject, list: string): void {
  if (!Array.isArray(holder[list])) return;
  holder[list] = objectsIn(holder[list]).sort((a, b) => naturally(text(a.name), text(b.name)));
}

/** As strnatcasecmp of PHP orders: numbers by their value, letters as capitals, which come before the underscore. */
function naturally(a: string, b: string): number {
  const parts = (value: string): string[] => value.toUpperCase().match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one = '', other = ''] = [left[index], right[index]];
    const numbers = /^\d/.test(one) && /^\d/.test(other);
    const order = numbers ? Number(one) - Number(other) : byText(one, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** `last_foreach` takes no period any more. */
function withoutPeriodOfLast(formula: string): string {
  return formula.replace(
    /\blast_foreach\((\/(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,")])*),[^)]*\)/g,
    'last_foreach($1)',
  );
}

function convertTrigger(trigger: JsonObject): void {
  for (const field of ['expression', 'recovery_expression']) {
    if (trigger[field] !== undefined) trigger[field] = withBackslashes(text(trigger[field]));
  }
  if (trigger.event_name !== undefined)
    trigger.event_name = withBackslashesInMacros(text(trigger.event_name));
  for (const dependency of objectsIn(trigger.dependencies))
    if (isObject(dependency)) convertTrigger(dependency);
}
