/*
 * JSON.parse names the place of an error in some of its messages only, and quotes the text around it. This walks the
 * text by the grammar of RFC 8259 and says where it stops fitting. Used only on what JSON.parse has refused.
 */

const WHITE_SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | 'after value';

const MAY_CLOSE: ReadonlySet<Expected> = new Set(['after value', 'value or ]', 'name or }']);
const NAMES: ReadonlySet<Expected> = new Set(['name', 'name or }']);

/** The offset of the first character that does not fit; the length of the text where it ends too early. */
export function jsonErrorPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let position = skip(WHITE_SPACE, text, 0);
  while (position < text.length) {
    const character = text[position] as string;
    let end = position + 1;
    if (character === closing(open.at(-1)) && MAY_CLOSE.has(expected)) {
      open.pop();
      expected = 'after value';
    } else if (expected === 'after value') {
      if (character !== ',' || open.length === 0) return position;
      expected = open.at(-1) === '{' ? 'name' : 'value';
    } else if (expected === ':') {
      if (character !== ':') return position;
      expected = 'value';
    } else if (character === '"') {
      const string = stringAt(text, position);
      if (!string.whole) return string.end;
      end = string.end;
      expected = NAMES.has(expected) ? ':' : 'after value';
    } else if (NAMES.has(expected)) {
      return position;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else {
      end = skip(SCALAR, text, position);
      if (end === position) return position;
      expected = 'after value';
    }
    position = skip(WHITE_SPACE, text, end);
  }
  return position;
}

function closing(container: '{' | '[' | undefined): string | undefined {
  return container === undefined ? undefined : container === '{' ? '}' : ']';
}

/** Behind the string that begins here, or at what does not fit in it. */
function stringAt(text: string, quote: number): { end: number; whole: boolean } {
  let position = quote + 1;
  while (position < text.length) {
    const character = text[position] as string;
    if (character === '"') return { end: position + 1, whole: true };
    if (character < ' ') break;
    const next = character === '\\' ? skip(ESCAPE, text, position) : position + 1;
    if (next === position) break;
    position = next;
  }
  return { end: position, whole: false };
}

/** Behind what the pattern finds at this place; the place itself where it finds nothing. */
function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}
