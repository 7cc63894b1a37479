import { InputError } from '../../src/errors.ts';
import { renderTable } from '../../src/terminal/table.ts';
import { type Comparison, isWhole, type RowDifference, type TableComparison } from './compare.ts';
import { groupBy } from './group.ts';

export interface RenderOptions {
  /** Only this table, with each row that is not whole. */
  readonly table?: string | undefined;
  /** Each row that is not whole, with the columns that differ. */
  readonly rows?: boolean | undefined;
}

/** One table of a comparison alone. @throws InputError where there is no such table. */
export function onlyTable(comparison: Comparison, name: string): Comparison {
  const found = comparison.tables[name];
  if (found === undefined) {
    throw new InputError(`No table "${name}" is compared.`, {
      why:
        comparison.leftOut[name] === undefined
          ? 'There is none.'
          : `It is left out: ${comparison.leftOut[name]}.`,
    });
  }
  return { ...comparison, tables: { [name]: found } };
}

/** A comparison for people: a line per table that has rows, those that are whole in every row at the end. */
export function renderComparison(comparison: Comparison, { rows = false }: RenderOptions = {}): string {
  const used = Object.entries(comparison.tables).filter(([, table]) => table.whole + table.rows.length > 0);
  const broken = used.filter(([, table]) => table.rows.length > 0);
  const whole = used.filter(([, table]) => table.rows.length === 0);
  const sum = (count: (table: TableComparison) => number): number =>
    used.reduce((total, [, table]) => total + count(table), 0);
  const lines: string[] = [];
  if (broken.length > 0) {
    const cells = broken.map(([name, { whole, changed, missing, extra }]) => [
      name,
      ...[whole, changed, missing, extra].map(String),
    ]);
    const header = ['table', 'whole', 'changed', 'missing', 'extra'];
    lines.push(renderTable(cells, { header, right: [1, 2, 3, 4] }), '');
  }
  if (rows) {
    for (const [name, table] of broken) lines.push(name, ...table.rows.flatMap(renderRow), '');
  }
  const wholeRows = whole.map(([name, table]) => `${name} ${table.whole}`);
  if (whole.length > 0) lines.push(`Whole: ${wholeRows.join(', ')}.`, '');
  const [wholeSum, wanted] = [
    sum((table) => table.whole),
    sum((table) => table.whole + table.changed + table.missing),
  ];
  const extra = sum((table) => table.extra);
  lines.push(
    isWhole(comparison)
      ? `100 %: all ${wanted} rows are there, and nothing else.`
      : `${percent(wholeSum, wanted)} %: ${wholeSum} of ${wanted} rows are whole; ${extra} are extra.`,
  );
  return `${lines.join('\n')}\n`;
}

/** What was not compared, and why. */
export function renderLeftOut({ leftOut, leftOutRows }: Comparison): string {
  const byReason = groupBy(Object.entries(leftOut), ([, reason]) => reason);
  const tables = [...byReason].map(
    ([reason, entries]) => `  ${entries.map(([name]) => name).join(', ')}: ${reason}`,
  );
  const rows = Object.entries(leftOutRows).map(
    ([what, [first, second]]) => `  ${what} (${first} and ${second} rows)`,
  );
  return ['Not compared:', ...tables, ...rows, ''].join('\n');
}

/** Never 100 where something is missing. */
function percent(part: number, all: number): string {
  return (Math.floor((part / Math.max(all, 1)) * 10_000) / 100).toFixed(2);
}

function renderRow({ row, is, columns }: RowDifference): string[] {
  const told = Object.entries(columns).map(([column, [first, second]]) =>
    is === 'changed'
      ? `      ${column}: ${shown(first)} → ${shown(second)}`
      : `      ${column}: ${shown(is === 'missing' ? first : second)}`,
  );
  return [`  ${is} ${oneLine(row)}`, ...(is === 'changed' ? told : [])];
}

function shown(value: string | null): string {
  return value === null ? 'null' : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/\r\n|\r|\n/gu, '⏎');
}
