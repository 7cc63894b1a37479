import { isComposite, readParameters, unquoted } from './function-parameters.ts';
import { newFunction } from './functions.ts';

const MACRO_OR_FUNCTION =
  /\{\$[A-Z0-9_.]+(?::(?:\s*"(?:[^"\\]|\\.)*"\s*|[^}]*))?\}|\{\{?#[A-Z0-9_.]+\}|([a-z]+)\(/gs;
const HOST_AND_KEY = /^(?:([0-9A-Za-z_. -]*):)?(.*)$/s;

/**
 * The formula of a calculated item in the syntax of 5.4 and later: `last("host:key",#2)` becomes `last(/host/key,#2)`
 * (dbpatch_formula_to_expression in the server's source).
 */
export function newFormula(formula: string): string {
  let result = '';
  let copied = 0;
  MACRO_OR_FUNCTION.lastIndex = 0;
  for (let match = MACRO_OR_FUNCTION.exec(formula); match; match = MACRO_OR_FUNCTION.exec(formula)) {
    const [found, name] = match;
    if (name === undefined) continue;
    const read = readParameters(formula, match.index + found.length);
    if (!read) continue;
    const [item = '', ...parameters] = read.all;
    result +=
      formula.slice(copied, match.index) + newFunction({ name, parameters }, reference(unquoted(item)));
    copied = read.end + 1;
    MACRO_OR_FUNCTION.lastIndex = copied;
  }
  return result + formula.slice(copied);
}

function reference(item: string): string {
  const [, host = '', key = ''] = HOST_AND_KEY.exec(item.replace(/[\t\r\n]/g, '')) ?? [];
  return `/${host}/${key}`;
}

const AGGREGATE = /^grp(avg|max|min|sum)\[(.*)\]$/s;

/**
 * The formula of the calculated item that an aggregate item becomes, of its key: `grpsum["Group","key",last]`. Undefined
 * for what is no such key (dbpatch_aggregate2formula in the server's source).
 */
export function formulaOfAggregate(key: string): string | undefined {
  const [, whole, inside] = AGGREGATE.exec(key) ?? [];
  const parameters = inside === undefined ? [] : keyParameters(inside);
  const [groups, item, each, period] = parameters;
  if (whole === undefined || !groups || !item || !each) return undefined;
  const names = groups.list ? keyParameters(groups.text).map(({ text }) => text) : [groups.text];
  const filter = names.map((name) => `group="${name.replace(/["\\]/g, '\\$&')}"`).join(' or ');
  const time = period === undefined || isZero(period.text) ? '' : `,${timeOf(period.text)}`;
  return `${whole}(${each.text}_foreach(/*/${item.text.trimEnd()}?[${filter}]${time}))`;
}

/** `last` was asked for a time of 0, which no function of 5.4 takes: the upgrade leaves an item behind that fails. */
function isZero(period: string): boolean {
  return /^0+[smhdw]?$/.test(period);
}

function timeOf(period: string): string {
  if (isComposite(period)) return `"${period.replace(/["\\]/g, '\\$&')}"`;
  return /\d$/.test(period) ? `${period}s` : period;
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
