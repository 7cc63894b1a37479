/*
 * Parameters of functions up to 5.2, as the server reads them: separated by commas, blanks before them mean nothing, and
 * in a text in quotes a quote is written `\"`, while a backslash is nothing special otherwise.
 */

export interface OldParameters {
  /** As they are written, blanks around them aside: `"a b"`, `5m`. */
  readonly all: readonly string[];
  /** Where the bracket closes. */
  readonly end: number;
}

/** The parameters that begin behind the opening bracket of a function, or undefined where the bracket never closes. */
export function readParameters(text: string, start: number): OldParameters | undefined {
  const all: string[] = [];
  let position = start;
  while (position < text.length) {
    while (text[position] === ' ') position += 1;
    const begin = position;
    let end: number;
    if (text[position] === '"') {
      end = endOfQuoted(text, position);
      position = end;
      while (text[position] === ' ') position += 1;
    } else {
      while (position < text.length && text[position] !== ',' && text[position] !== ')') position += 1;
      end = position;
    }
    all.push(text.slice(begin, end));
    if (text[position] === ')') return { all: withoutEmptyEnd(all), end: position };
    if (text[position] !== ',') return undefined;
    position += 1;
  }
  return undefined;
}

/** Behind the closing quote: one that no backslash stands before. */
function endOfQuoted(text: string, quote: number): number {
  let position = quote + 1;
  while (position < text.length && (text[position] !== '"' || text[position - 1] === '\\')) position += 1;
  return position + 1;
}

function withoutEmptyEnd(all: string[]): string[] {
  while (all.length > 0 && all.at(-1) === '') all.pop();
  return all;
}

export function unquoted(parameter: string): string {
  return parameter.startsWith('"') ? parameter.slice(1, -1).replaceAll('\\"', '"') : parameter;
}

export function quoted(value: string): string {
  return `"${value.replaceAll('"', '\\"')}"`;
}

const USER_MACRO = String.raw`\{\$[A-Z0-9_.]+(?::(?:\s*"(?:[^"\\]|\\.)*"\s*|[^}]*))?\}`;
const DISCOVERY_MACRO = String.raw`\{#[A-Z0-9_.]+\}`;
const ONE_MACRO = new RegExp(`^(?:${USER_MACRO}|${DISCOVERY_MACRO})$`, 's');
const ANY_MACRO = new RegExp(
  String.raw`${USER_MACRO}|${DISCOVERY_MACRO}|\{\{[#A-Z0-9_.]+\}\.[a-z]+\(|\{[A-Z0-9_.]+\}`,
  's',
);

/** Whether a value is more than one macro or plain text: such a one stands in quotes from 5.4 on. */
export function isComposite(value: string): boolean {
  return ANY_MACRO.test(value) && !ONE_MACRO.test(value);
}
