import { displayWidth } from './width.ts';

export interface TableOptions {
  /** One line above the rows. */
  readonly header?: readonly string[];
  /** Columns, counted from 0, whose cells stand at the right: numbers. */
  readonly right?: readonly number[];
  /** Put before each line. */
  readonly indent?: string;
}

/**
 * Rows as aligned columns with two spaces between them, a line each, without a line end after the last. Cells may be
 * coloured. A line end in a cell is shown as ⏎, so that a row stays a line.
 */
export function renderTable(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const lines = (options.header === undefined ? rows : [options.header, ...rows]).map((row) =>
    row.map((cell) => cell.replace(/\r\n|\r|\n/gu, '⏎')),
  );
  const widths: number[] = [];
  for (const line of lines) {
    for (const [column, cell] of line.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    }
  }
  return lines
    .map((line) => {
      const cells = line.map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
        return options.right?.includes(column) ? space + cell : cell + space;
      });
      return ((options.indent ?? '') + cells.join('  ')).trimEnd();
    })
    .join('\n');
}
