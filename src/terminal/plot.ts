import type { Paint } from './paint.ts';

/** A value that holds from this moment on, until the next point. */
export interface PlotPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

export interface PlotLayout {
  /** Of the whole plot, labels included. */
  readonly columns: number;
  readonly paint: Paint;
}

const ROWS = 5;
const WIDEST = 100;
/** Less is no picture. */
const NARROWEST = 10;

/** Eighths of a cell (Unicode, Block Elements). */
const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * Whole numbers over time as columns, without a line end after the last line; the empty text where there are too few
 * points or columns for a picture. Of what falls into one column the highest is drawn: a short peak must not be lost.
 */
export function renderPlot(points: readonly PlotPoint[], { columns, paint }: PlotLayout): string {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const top = Math.max(1, ...sorted.map(({ value }) => value));
  const label = String(top).length;
  const width = Math.min(columns, WIDEST) - label - 3;
  if (first === undefined || last === undefined || first.at === last.at || width < NARROWEST) return '';

  const values = perColumn(sorted, first.at, last.at, width);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const below = ROWS - 1 - row;
    const cells = values.map((value) => cell(value, top, below)).join('');
    const mark = row === 0 ? String(top) : row === ROWS - 1 ? '0' : '';
    return `${mark.padStart(label)} ┤${paint.blue(cells.trimEnd())}`;
  });
  return [...lines, `${' '.repeat(label + 2)}${axis(first.at, last.at, width)}`].join('\n');
}

/** The highest value in each column of time. */
function perColumn(points: readonly PlotPoint[], from: number, to: number, width: number): number[] {
  const values: number[] = [];
  let next = 0;
  let current = points[0]?.value ?? 0;
  for (let column = 0; column < width; column += 1) {
    const end = from + ((to - from) * (column + 1)) / width;
    let highest = column === 0 ? 0 : current;
    for (let point = points[next]; point !== undefined && point.at <= end; point = points[next]) {
      current = point.value;
      highest = Math.max(highest, current);
      next += 1;
    }
    values.push(column === width - 1 ? current : highest);
  }
  return values;
}

/** One cell of a column; row 0 is the lowest. Anything above zero shows. */
function cell(value: number, top: number, row: number): string {
  const eighths = Math.max(value > 0 ? 1 : 0, Math.round((value / top) * ROWS * 8));
  return EIGHTHS[Math.min(8, Math.max(0, eighths - row * 8))] ?? ' ';
}

/** The first and the last moment, as far as they have room. */
function axis(from: number, to: number, width: number): string {
  const [left, right] = [moment(from), moment(to)];
  const space = width - left.length - right.length;
  return space < 1 ? left.slice(0, width) : `${left}${' '.repeat(space)}${right}`;
}

/** `11-22 12:00Z` */
function moment(at: number): string {
  return `${new Date(at).toISOString().slice(5, 16).replace('T', ' ')}Z`;
}
