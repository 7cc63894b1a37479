import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTable } from './table.ts';
import { displayWidth } from './width.ts';

describe('renderTable', () => {
  it('aligns columns, wide characters and colours included', () => {
    const rows = [
      ['hosts', '12', 'ok'],
      ['日本', '3', '\u001b[32mok\u001b[39m'],
    ];
    expect(renderTable(rows, { header: ['kind', 'n', 'state'], right: [1], indent: '  ' })).toBe(
      ['  kind    n  state', '  hosts  12  ok', '  日本    3  \u001b[32mok\u001b[39m'].join('\n'),
    );
  });

  it('keeps a row on a line', () => {
    expect(renderTable([['a\r\nb', 'c']])).toBe('a⏎b  c');
    expect(renderTable([])).toBe('');
  });

  it('begins every column at the same place in every line', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/\s|\p{C}/gu, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const widest = Math.max(...rows.map(([first]) => displayWidth(first)));
        const lines = renderTable(rows.map(([first, second]) => [first, `|${second}`])).split('\n');
        for (const line of lines) {
          expect(displayWidth(line.slice(0, line.indexOf('  |', 0)))).toBeLessThanOrEqual(widest);
        }
        expect(lines).toHaveLength(rows.length);
      }),
    );
  });
});
