/*
 * Hosts and templates are named inside trigger expressions: `{host:key.func(…)}` up to 5.2, `func(/host/key,…)` from
 * 5.4 on (Zabbix manual, "Trigger expression" and "Supported functions"). Keys and quoted texts may hold anything
 * that looks the same, so an expression is walked, not searched.
 */

interface NamedHost {
  readonly name: string;
  readonly start: number;
}

/** The hosts and templates that an expression names, each once, in order of appearance. */
export function hostsInExpression(expression: string): string[] {
  return [...new Set(namedHosts(expression).map(({ name }) => name))];
}

/** The expression with the hosts renamed as the map says; names that it does not hold stay. */
export function renameHostsInExpression(expression: string, names: ReadonlyMap<string, string>): string {
  let result = '';
  let copied = 0;
  for (const { name, start } of namedHosts(expression)) {
    const renamed = names.get(name);
    if (renamed === undefined) continue;
    result += expression.slice(copied, start) + renamed;
    copied = start + name.length;
  }
  return result + expression.slice(copied);
}

const QUOTED_MACRO_OR_SHORT_FUNCTION =
  /"(?:[^"\\]|\\.)*"|\{\$[^}"]*(?:"(?:[^"\\]|\\.)*")?[^}"]*\}|\{(?=[a-z]+\()/gs;

/**
 * An expression that an export of 5.0 holds inside an item, with host and key put into every function, as it must be
 * elsewhere: `{last()}` becomes `{host:key.last()}` (CImportDataAdapter::enrichSimpleTriggerExpression).
 */
export function withHostAndKey(expression: string, host: string, key: string): string {
  return expression.replace(QUOTED_MACRO_OR_SHORT_FUNCTION, (part) =>
    part === '{' ? `{${host}:${key}.` : part,
  );
}

/** Host names are letters of ASCII, digits, space, dot, dash and underscore (CHostNameParser). */
const HOST_AT = /[0-9A-Za-z_. -]+/y;

function namedHosts(expression: string): NamedHost[] {
  const found: NamedHost[] = [];
  let position = 0;
  while (position < expression.length) {
    const character = expression[position];
    if (character === '"') {
      position = afterQuoted(expression, position);
    } else if (character === '{') {
      const host = hostAt(expression, position + 1, ':');
      if (host === undefined) {
        position =
          character && expression[position + 1] === '$' ? afterMacro(expression, position) : position + 1;
        continue;
      }
      found.push({ name: host, start: position + 1 });
      position = afterOldFunction(expression, position + host.length + 2);
    } else if (character === '/' && followsOpening(expression, position)) {
      const host = hostAt(expression, position + 1, '/');
      if (host === undefined) {
        position += 1;
        continue;
      }
      found.push({ name: host, start: position + 1 });
      position = afterKey(expression, position + host.length + 2);
    } else {
      position += 1;
    }
  }
  return found;
}

function hostAt(expression: string, start: number, end: string): string | undefined {
  HOST_AT.lastIndex = start;
  const match = HOST_AT.exec(expression);
  return match && expression[start + match[0].length] === end ? match[0] : undefined;
}

/** An item reference is the first parameter of a function: behind its opening bracket, white space aside. */
function followsOpening(expression: string, slash: number): boolean {
  let before = slash - 1;
  while (before >= 0 && /\s/.test(expression[before] as string)) before -= 1;
  return expression[before] === '(' || expression[before] === ',';
}

function afterQuoted(expression: string, quote: number): number {
  let position = quote + 1;
  while (position < expression.length && expression[position] !== '"') {
    position += expression[position] === '\\' ? 2 : 1;
  }
  return position + 1;
}

/** Behind a user macro with its context, which may be quoted: `{$NAME:"context"}`. */
function afterMacro(expression: string, start: number): number {
  let position = start + 1;
  while (position < expression.length && expression[position] !== '}') {
    position = expression[position] === '"' ? afterQuoted(expression, position) : position + 1;
  }
  return position + 1;
}

/** Behind an item key, its parameters in square brackets included. */
function afterKey(expression: string, start: number): number {
  let position = start;
  while (position < expression.length && /[0-9A-Za-z_.-]/.test(expression[position] as string)) position += 1;
  return expression[position] === '[' ? afterBrackets(expression, position) : position;
}

function afterBrackets(expression: string, open: number): number {
  let depth = 0;
  let position = open;
  while (position < expression.length) {
    const character = expression[position];
    // Within a key a text is quoted only where it begins with a quote.
    if (character === '"' && /[[,\s]/.test(expression[position - 1] ?? '')) {
      position = afterQuoted(expression, position);
      continue;
    }
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    position += 1;
    if (depth === 0) break;
  }
  return position;
}

/** Behind `key.func(parameters)}` of the syntax up to 5.2. */
function afterOldFunction(expression: string, start: number): number {
  let position = afterKey(expression, start);
  while (position < expression.length && expression[position] !== '}') {
    position = expression[position] === '"' ? afterQuoted(expression, position) : position + 1;
  }
  return position + 1;
}
