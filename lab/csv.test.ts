import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.ts';

describe('parseCsv', () => {
  it('reads rows and fields', () => {
    expect(parseCsv('a,b\n1,2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads empty fields, the last one too', () => {
    expect(parseCsv('a,b\n,\n"",""\n')).toEqual([
      ['a', 'b'],
      ['', ''],
      ['', ''],
    ]);
  });

  it('reads nothing as no rows', () => {
    expect(parseCsv('')).toEqual([]);
  });

  it('gives back any text that was quoted as psql quotes it', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', '\r', ' ') });
    const width = fc.integer({ min: 1, max: 4 });
    const table = width.chain((columns) =>
      fc.array(fc.array(field, { minLength: columns, maxLength: columns })),
    );
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => `${row.map(quote).join(',')}\n`).join('');
        expect(parseCsv(text)).toEqual(rows);
      }),
    );
  });
});

/** Empty text stays without quotes, so that a row of one empty field is an empty line. */
function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
