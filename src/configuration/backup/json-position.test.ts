import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorPosition } from './json-position.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('jsonErrorPosition', () => {
  it.each([
    ['', 0],
    ['  ', 2],
    ['x', 0],
    ['{"a": x}', 6],
    ['{"a": 1,}', 8],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['"line\nfeed"', 5],
    ['"\\q"', 1],
    ['{"a": [1, 2}', 11],
    ['{} {}', 3],
    ['[01]', 2],
    ['["never closed', 14],
  ])('finds the place in %j', (text, position) => {
    expect(jsonErrorPosition(text)).toBe(position);
  });

  it('is the end of the text where JSON is cut short', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, length) => {
        const wrapped = `{"list": [${json}]}`;
        const text = wrapped.slice(0, length % wrapped.length).trimEnd();
        const position = jsonErrorPosition(text);
        // What is cut within an escape, a number or a word breaks off where that begins.
        expect(position).toBeLessThanOrEqual(text.length);
        expect(text.slice(position)).toMatch(/^(\\.*|-?[\d.eE+-]*|[a-z]*)$/);
      }),
    );
  });

  it('leaves nothing out that JSON.parse refuses', () => {
    const noise = fc.stringMatching(/^[[\]{},:"\\ 0a1\n-]{1,6}$/);
    fc.assert(
      fc.property(fc.json(), fc.nat(), noise, (json, place, text) => {
        const at = place % (json.length + 1);
        const broken = json.slice(0, at) + text + json.slice(at);
        const position = jsonErrorPosition(broken);
        if (!parses(broken)) expect(position).toBeGreaterThanOrEqual(0);
        else expect(position).toBe(broken.length);
      }),
    );
  });
});
