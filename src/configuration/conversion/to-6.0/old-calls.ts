import { readParameters } from './function-parameters.ts';
import type { OldFunction } from './functions.ts';

/** A function in the syntax up to 5.2, in a text: `{host:key.last(#3)}`, or `{last(#3)}` inside an item of an export. */
export interface OldCall extends OldFunction {
  /** '' where the call does not name it. */
  readonly host: string;
  readonly key: string;
  readonly start: number;
  /** Behind its closing brace. */
  readonly end: number;
}

const HOST = /(?:[0-9A-Za-z_. -]+|\{HOST(?:NAME|\.HOST)[1-9]?\}):/y;
const KEY = /[0-9A-Za-z_.-]+/y;
const FUNCTION = /\.([a-z]+)\(/y;
const FUNCTION_ALONE = /([a-z]+)\(/y;
const MACRO = /\{\$[A-Z0-9_.]+(?::(?:\s*"(?:[^"\\]|\\.)*"\s*|[^}]*))?\}|\{\{[#A-Z0-9_.]+\}\.[a-z]+\(/sy;

/** The functions in an expression or any text that holds some, in order of appearance. */
export function oldCalls(text: string): OldCall[] {
  const found: OldCall[] = [];
  let position = text.indexOf('{');
  while (position >= 0) {
    const call = callAt(text, position);
    if (call) found.push(call);
    const next = call?.end ?? matchAt(MACRO, text, position)?.end ?? position + 1;
    position = text.indexOf('{', next);
  }
  return found;
}

/** The text with its functions replaced. */
export function replaceCalls(text: string, replace: (call: OldCall) => string): string {
  let result = '';
  let copied = 0;
  for (const call of oldCalls(text)) {
    result += text.slice(copied, call.start) + replace(call);
    copied = call.end;
  }
  return result + text.slice(copied);
}

function callAt(text: string, start: number): OldCall | undefined {
  const host = matchAt(HOST, text, start + 1);
  const reference = host ? keyAndFunction(text, host.end) : functionAlone(text, start + 1);
  if (!reference) return undefined;
  const parameters = readParameters(text, reference.end);
  if (!parameters || text[parameters.end + 1] !== '}') return undefined;
  const { key, name } = reference;
  return {
    host: host ? host.text.slice(0, -1) : '',
    key,
    name,
    parameters: parameters.all,
    start,
    end: parameters.end + 2,
  };
}

interface KeyAndFunction {
  readonly key: string;
  readonly name: string;
  /** Behind the opening bracket of the function. */
  readonly end: number;
}

function keyAndFunction(text: string, start: number): KeyAndFunction | undefined {
  const name = matchAt(KEY, text, start);
  if (!name) return undefined;
  // The name of a key may hold dots, so it takes the function along where no parameters part them.
  if (text[name.end] === '(') {
    const dot = name.text.lastIndexOf('.');
    const called = name.text.slice(dot + 1);
    if (dot <= 0 || !/^[a-z]+$/.test(called)) return undefined;
    return { key: name.text.slice(0, dot), name: called, end: name.end + 1 };
  }
  const end = text[name.end] === '[' ? afterBrackets(text, name.end) : undefined;
  const called = end === undefined ? undefined : matchAt(FUNCTION, text, end);
  return called && { key: text.slice(start, end), name: called.group, end: called.end };
}

function functionAlone(text: string, start: number): KeyAndFunction | undefined {
  const called = matchAt(FUNCTION_ALONE, text, start);
  return called && { key: '', name: called.group, end: called.end };
}

/** Behind the parameters of a key. Within them a text is quoted only where it begins with a quote. */
function afterBrackets(text: string, open: number): number | undefined {
  let depth = 0;
  let begins = false;
  for (let position = open; position < text.length; position += 1) {
    const character = text[position];
    if (begins && character === '"') {
      position += 1;
      while (position < text.length && (text[position] !== '"' || text[position - 1] === '\\')) position += 1;
    } else if (begins && character === '[') depth += 1;
    else if (character === '[' && depth === 0) depth = 1;
    else if (character === ']') {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
    begins =
      character === ',' ||
      (character === '[' && begins) ||
      position === open ||
      (begins && character === ' ');
  }
  return undefined;
}

function matchAt(
  pattern: RegExp,
  text: string,
  start: number,
): { text: string; group: string; end: number } | undefined {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return match ? { text: match[0], group: match[1] ?? '', end: pattern.lastIndex } : undefined;
}
