/*
 * JSON.parse names the place of an error in some of its messages only, and quotes the text around it. This walks the
 * text by the grammar of RFC 8259 and says where it stops fitting. Used only on what JSON.parse has refused.
 */

const WHITE_SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const STRING_START = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | 'after value';

/** The offset of the first character that does not fit; the length of the text where it ends too early. */
export function jsonErrorPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let position = skip(WHITE_SPACE, text, 0);
  while (position < text.length) {
    const character = text[position] as string;
    let end = position + 1;
    if (expected === 'after value') {
      const container = open.at(-1);
      if (character === ',' && container) expected = container === '{' ? 'name' : 'value';
      else if ((character === '}' && container === '{') || (character === ']' && container === '['))
        open.pop();
      else return position;
    } else if (expected === ':') {
      if (character !== ':') return position;
      expected = 'value';
    } else if (expected === 'name' || expected === 'name or }') {
      if (character === '}' && expected === 'name or }') {
        open.pop();
        expected = 'after value';
      } else {
        end = skip(STRING, text, position);
        if (end === position) return skip(STRING_START, text, position);
        expected = ':';
      }
    } else if (character === ']' && expected === 'value or ]') {
      open.pop();
      expected = 'after value';
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else {
      end = skip(character === '"' ? STRING : SCALAR, text, position);
      if (end === position) return skip(STRING_START, text, position);
      expected = 'after value';
    }
    position = skip(WHITE_SPACE, text, end);
  }
  return position;
}

/** Behind what the pattern finds at this place; the place itself where it finds nothing. */
function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}
