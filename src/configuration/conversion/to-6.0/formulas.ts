import { isComposite, readParameters, unquoted } from './function-parameters.ts';
import { newFunction, TIME_FUNCTIONS } from './functions.ts';

const MACRO_OR_FUNCTION =
  /\{\$[A-Z0-9_.]+(?::(?:\s*"(?:[^"\\]|\\.)*"\s*|[^}]*))?\}|\{\{#[A-Z0-9_.]+\}\.[a-z]+\((?:"(?:[^"\\]|\\.)*"|[^")])*\)\}|\b(?!and\b|or\b|not\b)([a-z]+)\(/gs;
const HOST_AND_KEY = /^(?:([0-9A-Za-z_. -]*):)?(.*)$/s;

/**
 * The formula of a calculated item in the syntax of 5.4 and later: `last("host:key",#2)` becomes `last(/host/key,#2)`
 * (dbpatch_formula_to_expression in the server's source). Undefined where it has a macro as the name of a key: that one is
 * to be known from 5.4 on.
 */
export function newFormula(formula: string): string | undefined {
  let result = '';
  let copied = 0;
  MACRO_OR_FUNCTION.lastIndex = 0;
  for (let match = MACRO_OR_FUNCTION.exec(formula); match; match = MACRO_OR_FUNCTION.exec(formula)) {
    const [found, name] = match;
    if (name === undefined) continue;
    const read = readParameters(formula, match.index + found.length);
    if (!read) continue;
    const [item = '', ...parameters] = read.all;
    const { host, key } = reference(unquoted(item));
    if (!TIME_FUNCTIONS.has(name) && !isNamed(key)) return undefined;
    result += formula.slice(copied, match.index) + newFunction({ name, parameters }, `/${host}/${key}`);
    copied = read.end + 1;
    MACRO_OR_FUNCTION.lastIndex = copied;
  }
  return result + formula.slice(copied);
}

function reference(item: string): { host: string; key: string } {
  const [, host = '', key = ''] = HOST_AND_KEY.exec(item.replace(/[\t\r\n]/g, '')) ?? [];
  return { host, key };
}

/** Macros may stand among the parameters of a key only. */
function isNamed(key: string): boolean {
  return /^[0-9A-Za-z_.-]+(?:\[|$)/.test(key);
}

const AGGREGATE = /^grp(avg|max|min|sum)\[(.*)\]$/s;
/** Functions over several hosts that need no period. */
const WITHOUT_PERIOD = new Set(['last']);

/**
 * The formula of the calculated item that an aggregate item becomes, of its key: `grpsum["Group","key",last]`
 * (dbpatch_aggregate2formula in the server's source). Undefined where 5.4 and later have none: what asks for a number of
 * values (`#5`) or for no time, where the upgrade leaves a formula behind that fails.
 */
export function formulaOfAggregate(key: string): string | undefined {
  const [, whole, inside] = AGGREGATE.exec(key) ?? [];
  const [groups, item, each, period] = inside === undefined ? [] : keyParameters(inside);
  if (whole === undefined || !groups || !item || !each || !isNamed(item.text)) return undefined;
  const time = timeOf(period?.text ?? '');
  if (time === undefined || (time === '' && !WITHOUT_PERIOD.has(each.text))) return undefined;
  const names = groups.list ? keyParameters(groups.text).map(({ text }) => text) : [groups.text];
  const filter = names.map((name) => `group=${inQuotes(name)}`).join(' or ');
  return `${whole}(${each.text}_foreach(/*/${item.text.trimEnd()}?[${filter}]${time === '' ? '' : `,${time}`}))`;
}

/** A period; '' for none and for 0, which meant the same where no period was needed. */
function timeOf(period: string): string | undefined {
  if (period.startsWith('#')) return undefined;
  if (isComposite(period)) return inQuotes(period);
  if (/^0*[smhdw]?$/.test(period)) return '';
  return /\d$/.test(period) ? `${period}s` : period;
}

function inQuotes(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

interface KeyParameter {
  readonly text: string;
  /** Whether it is a list in brackets. */
  readonly list: boolean;
}

function keyParameters(inside: string): KeyParameter[] {
  const parts =
    inside.match(/\s*(?:"(?:[^"\\]|\\.)*"|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^,]*)\s*(?:,|$)/gs) ?? [];
  // The pattern also finds the empty end behind the last parameter.
  const all = inside.endsWith(',') ? parts : parts.slice(0, -1);
  return all.map((part) => {
    const text = part.replace(/,$/, '').trimStart();
    if (text.startsWith('[')) return { text: text.trimEnd().slice(1, -1), list: true };
    return { text: text.startsWith('"') ? unquoted(text.trimEnd()) : text, list: false };
  });
}
