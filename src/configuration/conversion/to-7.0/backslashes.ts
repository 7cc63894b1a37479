/*
 * 7.0: a backslash in a quoted parameter of a function of history is written twice (C64ImportConverter::escapeBackslashes).
 */

const QUOTED = /"(?:[^"\\]|\\.)*"/gs;

/** The start of a call whose first parameter is an item: `find(/host/key`. */
const CALL = /[a-z_]+\(\s*\//g;

/** A trigger expression or formula, with backslashes as 7.0 writes them. */
export function withBackslashes(expression: string): string {
  if (!expression.includes('\\')) return expression;
  let result = '';
  let copied = 0;
  for (;;) {
    CALL.lastIndex = copied;
    const call = CALL.exec(expression);
    if (call === null) return result + expression.slice(copied);
    const open = call.index + call[0].indexOf('(');
    const end = closing(expression, open);
    // The item itself ends at the first comma outside brackets: its key keeps its own quotes.
    const parameters = afterItem(expression, open + 1, end);
    result +=
      expression.slice(copied, parameters) + expression.slice(parameters, end).replace(QUOTED, escaped);
    copied = end;
  }
}

/** A text in which expressions stand as macros, `{?…}`. */
export function withBackslashesInMacros(value: string): string {
  if (!value.includes('{?') || !value.includes('\\')) return value;
  return value.replace(/\{\?(?:[^"{}]|"(?:[^"\\]|\\.)*"|\{[^}]*\})*\}/gs, withBackslashes);
}

function escaped(quoted: string): string {
  const plain = quoted.slice(1, -1).replaceAll('\\"', '"');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function closing(expression: string, open: number): number {
  let depth = 0;
  for (let position = open; position < expression.length; position += 1) {
    const character = expression[position];
    if (character === '"') position = endOfQuoted(expression, position);
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return position;
    }
  }
  return expression.length;
}

function afterItem(expression: string, start: number, end: number): number {
  let brackets = 0;
  for (let position = start; position < end; position += 1) {
    const character = expression[position];
    if (character === '"') position = endOfQuoted(expression, position);
    else if (character === '[') brackets += 1;
    else if (character === ']') brackets -= 1;
    else if (character === ',' && brackets === 0) return position;
  }
  return end;
}

function endOfQuoted(expression: string, quote: number): number {
  let position = quote + 1;
  while (position < expression.length && expression[position] !== '"') {
    position += expression[position] === '\\' ? 2 : 1;
  }
  return position;
}
