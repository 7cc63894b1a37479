/*
 * Where the elements of a screen go on a dashboard. A screen is a table whose rows and columns take the room that their
 * elements ask for; a dashboard has 24 columns and 64 rows of a fixed size (the server's upgrade of the table screens).
 */

const COLUMNS = 24;
const ROWS = 64;
const MOST_CELLS = 100;

const SCREEN_PIXELS = 1920;
const ROW_PIXELS = 70;
const LEGEND_PIXELS = 215;
const LEAST_ROWS = 2;
const MOST_ROWS = 32;

/** What an element of a screen shows (SCREEN_RESOURCE_* of include/defines.inc.php). */
const GRAPHS = new Set(['0', '1', '19', '20']);
/** Elements whose height follows the number of lines that they show. */
const LISTS = new Set(['3', '4', '5', '6', '12', '13', '14', '15', '16']);
const MOST_LINES = 25;

/** The least columns and rows of a widget, by what it shows. */
const LEAST: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  '0': [4, 4],
  '1': [4, 4],
  '2': [4, 4],
  '3': [4, 2],
  '4': [4, 3],
  '5': [4, 2],
  '6': [4, 4],
  '7': [1, 2],
  '9': [4, 7],
  '10': [4, 5],
  '11': [4, 2],
  '12': [4, 2],
  '13': [4, 2],
  '14': [4, 2],
  '15': [4, 4],
  '16': [4, 2],
  '19': [4, 4],
  '20': [4, 4],
};

/** Whether the upgrade makes a widget of what an element with this resource type shows. */
export function becomesWidget(resourcetype: string): boolean {
  return LEAST[resourcetype] !== undefined;
}

/** An element of a screen: its cells, counted from 0, and what its size depends on. Widths and heights are pixels. */
export interface ScreenElement {
  readonly resourcetype: string;
  readonly x: number;
  readonly y: number;
  readonly colspan: number;
  readonly rowspan: number;
  readonly width: number;
  readonly height: number;
  /** Lines that it shows. */
  readonly elements: number;
}

/** A place on a dashboard, in its columns and rows. */
export interface WidgetPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The places of the elements of one screen, in their order; undefined for what does not fit.
 * @param elements of types that become widgets
 */
export function widgetPlaces(elements: readonly ScreenElement[]): (WidgetPlace | undefined)[] {
  const across = withoutEmptyCells(elements.map(({ x, colspan }) => cells(x, colspan)));
  const down = withoutEmptyCells(elements.map(({ y, rowspan }) => cells(y, rowspan)));
  const wanted = elements.map(wantedSize);
  const least = elements.map(({ resourcetype }) => LEAST[resourcetype] ?? [1, 1]);
  const [widths, heights] = [wanted.map(([width]) => width), wanted.map(([, height]) => height)];
  const [leastWidths, leastHeights] = [least.map(([width]) => width), least.map(([, height]) => height)];
  const columns = adjusted(sizesOf(across, widths), sizesOf(across, leastWidths), COLUMNS);
  const free = sizesOf(down, heights);
  const rows = sum(free) > ROWS ? adjusted(free, sizesOf(down, leastHeights), ROWS) : free;
  return elements.map((_, index) => {
    const [x, width] = stretch(columns, across[index] as Cells);
    const [y, height] = stretch(rows, down[index] as Cells);
    if (x + width > COLUMNS || y + height > ROWS) return undefined;
    // The upgrade makes a widget over several rows higher than the API takes any.
    return { x, y, width, height: Math.min(height, MOST_ROWS) };
  });
}

/** Cells of one axis: the first one, and how many. */
interface Cells {
  readonly start: number;
  readonly span: number;
}

function cells(position: number, span: number): Cells {
  return { start: Math.min(MOST_CELLS - 1, Math.max(0, position)), span: Math.max(1, span) };
}

/** The same cells without rows or columns in which nothing stands, and without those in which nothing begins or ends. */
function withoutEmptyCells(all: readonly Cells[]): Cells[] {
  const used = new Set<number>();
  const kept = new Set<number>();
  for (const { start, span } of all) {
    for (let cell = start; cell < start + span && cell < MOST_CELLS; cell += 1) used.add(cell);
    kept.add(start);
    if (start + span < MOST_CELLS) kept.add(start + span);
  }
  let result = [...all];
  for (let cell = Math.max(0, ...kept); cell >= 0; cell -= 1) {
    if (kept.has(cell) && used.has(cell)) continue;
    result = result.map(({ start, span }) => ({
      start: cell < start ? start - 1 : start,
      span: cell > start && cell < start + span ? span - 1 : span,
    }));
  }
  return result;
}

function wantedSize(element: ScreenElement): [columns: number, rows: number] {
  const { resourcetype, width, height, elements } = element;
  const pixels = GRAPHS.has(resourcetype) ? height + LEGEND_PIXELS : height;
  const rows = LISTS.has(resourcetype)
    ? 2 + Math.trunc((2 * Math.min(MOST_LINES, elements)) / 5)
    : Math.round(pixels / ROW_PIXELS);
  const columns = Math.round((width / SCREEN_PIXELS) * COLUMNS);
  const [leastColumns, leastRows] = LEAST[resourcetype] ?? [1, 1];
  return [
    Math.max(leastColumns, Math.min(COLUMNS, Math.max(1, columns))),
    Math.max(leastRows, Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows))),
  ];
}

/**
 * The size of each row or column, so that every element has the size that it asks for. Those that leave the least open
 * are looked at first.
 */
function sizesOf(all: readonly Cells[], wanted: readonly number[]): number[] {
  const sizes: number[] = [];
  let left = all.map((element, index) => ({ cells: numbersOf(element), size: wanted[index] ?? 1 }));
  const isOpen = (cell: number): boolean => sizes[cell] === undefined;
  while (left.length > 0) {
    const open = (block: { cells: number[] }): number => block.cells.filter(isOpen).length;
    left = left.toSorted((a, b) => open(a) - open(b));
    const [block] = left.splice(0, 1);
    if (block) enlarge(sizes, block.cells, block.size);
  }
  return sizes;
}

function numbersOf({ start, span }: Cells): number[] {
  return Array.from({ length: Math.min(span, MOST_CELLS - start) }, (_, index) => start + index);
}

function enlarge(sizes: number[], block: readonly number[], size: number): void {
  const open = block.filter((cell) => sizes[cell] === undefined);
  let taken = block.reduce((total, cell) => total + (sizes[cell] ?? 0), 0);
  let missing = size - taken;
  if (open.length > 0) {
    open.forEach((cell, index) => {
      const share = Math.max(1, Math.trunc(missing / (open.length - index)));
      sizes[cell] = share;
      missing -= share;
    });
    return;
  }
  if (missing <= 0) return;
  for (const cell of block) {
    const former = sizes[cell] ?? 0;
    const larger = Math.round(((missing + taken) / taken) * former);
    taken -= former;
    missing -= larger - former;
    sizes[cell] = larger;
  }
}

/** The smallest larger or the largest smaller, for what they need at least, until all together take the room. */
function adjusted(given: readonly number[], least: readonly number[], room: number): number[] {
  const sizes = [...given];
  const ratio = (index: number): number => (sizes[index] ?? 1) / (least[index] ?? 1);
  let missing = sizes.length === 0 ? 0 : room - sum(sizes);
  while (missing !== 0) {
    const chosen = sizes.reduce((best, _, index) => {
      const better = missing < 0 ? ratio(index) > ratio(best) : ratio(index) < ratio(best);
      return better ? index : best;
    }, 0);
    const size = sizes[chosen] ?? 1;
    if (missing < 0 && size === least[chosen]) break;
    const step = Math.sign(missing);
    sizes[chosen] = size + step;
    missing -= step;
  }
  return sizes;
}

function stretch(sizes: readonly number[], { start, span }: Cells): [start: number, length: number] {
  return [sum(sizes.slice(0, start)), sum(sizes.slice(start, start + span))];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
