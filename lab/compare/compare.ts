import { InputError } from '../../src/errors.ts';
import type { LabServer } from '../zabbix.ts';
import { type Database, type Row, readDatabase, type Table } from './database.ts';
import { LEFT_OUT_ROWS, LEFT_OUT_TABLES, ONLY_WHERE, SECRET_COLUMNS, SECRET_WHERE } from './left-out.ts';
import { at, type Names, namesOf } from './names.ts';

/** A row that is not the same in both databases. */
export interface RowDifference {
  /** What the row is called: names joined by ` » `. */
  readonly row: string;
  /** Missing is only in the first, extra only in the second. */
  readonly is: 'missing' | 'extra' | 'changed';
  /** The columns that differ, as [in the first, in the second]; of a missing or extra row all that say something. */
  readonly columns: Readonly<Record<string, readonly [string | null, string | null]>>;
}

/** What a table of the first database is in the second. */
export interface TableComparison {
  /** How many rows are there in every column. */
  readonly whole: number;
  readonly changed: number;
  readonly missing: number;
  readonly extra: number;
  /** The rows that are not whole. */
  readonly rows: readonly RowDifference[];
}

export interface Comparison {
  /** The tables that hold configuration, by name. */
  readonly tables: Readonly<Record<string, TableComparison>>;
  /** The tables that hold none, each with the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
  /**
   * How many rows of the tables that do are none, in the first and in the second, by table and reason: those of what
   * discovery has made on one of the servers only.
   */
  readonly leftOutRows: Readonly<Record<string, readonly [number, number]>>;
}

export interface CompareOptions {
  /** Compares also what no API gives back: passwords and keys (left-out.ts). Default: yes. */
  readonly secrets?: boolean;
}

/**
 * Compares what two servers of one version are configured to be, by their databases: every id is resolved to the name
 * of the row that it points to.
 *
 * @throws ConciergeError where a database holds something that the tool does not know.
 */
export async function compareServers(
  first: LabServer,
  second: LabServer,
  options: CompareOptions = {},
): Promise<Comparison> {
  if (first.version !== second.version) {
    throw new InputError(`Zabbix ${first.version} and ${second.version} cannot be compared.`, {
      why: 'Their databases have other tables.',
      remedy: 'Let the newer zabbix_server upgrade a copy of the older database, and compare with that.',
    });
  }
  return compareDatabases(await readDatabase(first), await readDatabase(second), options);
}

/** Compares two databases that have been read: see compareServers. */
export function compareDatabases(
  first: Database,
  second: Database,
  options: CompareOptions = {},
): Comparison {
  const [namesOfFirst, namesOfSecond] = [namesOf(first), namesOf(second)];
  const [foundInFirst, foundInSecond] = [foundIn(first, namesOfFirst), foundIn(second, namesOfSecond)];
  const tables: Record<string, TableComparison> = {};
  const leftOutRows: Record<string, [number, number]> = {};
  for (const name of [...first.keys()].sort()) {
    const sides = [
      entriesOf(first.get(name), namesOfFirst, foundInSecond, options),
      entriesOf(second.get(name), namesOfSecond, foundInFirst, options),
    ] as const;
    tables[name] = compareEntries(sides[0].entries, sides[1].entries);
    for (const [side, { leftOut }] of sides.entries()) {
      for (const [reason, count] of leftOut) {
        const counts = leftOutRows[`${name}: ${reason}`] ?? [0, 0];
        counts[side === 0 ? 0 : 1] = count;
        leftOutRows[`${name}: ${reason}`] = counts;
      }
    }
  }
  return { tables, leftOut: LEFT_OUT_TABLES, leftOutRows };
}

/** What discovery has made, by what it is called. */
function foundIn(database: Database, names: Names): ReadonlySet<string> {
  const all = Object.keys(LEFT_OUT_ROWS).flatMap((name) => {
    const table = database.get(name);
    return table === undefined ? [] : table.rows.map((row) => names.foundBy(table, row)?.what);
  });
  return new Set(all.filter((what) => what !== undefined));
}

type Content = Readonly<Record<string, string | null>>;

/** The rows of a table that are configuration, by what they are called. */
type Entries = ReadonlyMap<string, readonly Content[]>;

function entriesOf(
  table: Table | undefined,
  names: Names,
  foundByOther: ReadonlySet<string>,
  options: CompareOptions,
): { entries: Entries; leftOut: ReadonlyMap<string, number> } {
  const entries = new Map<string, Content[]>();
  const leftOut = new Map<string, number>();
  for (const row of table?.rows ?? []) {
    if (table === undefined) continue;
    const found = names.foundBy(table, row);
    // What a person has set on it is configuration, and is there on both servers or on one of them only.
    if (found !== undefined && !foundByOther.has(found.what)) {
      leftOut.set(found.reason, (leftOut.get(found.reason) ?? 0) + 1);
      continue;
    }
    const name = names.nameOf(table, row);
    const alike = entries.get(name);
    const content = contentOf(table, row, names, options);
    if (alike === undefined) entries.set(name, [content]);
    else alike.push(content);
  }
  return { entries, leftOut };
}

function contentOf(table: Table, row: Row, names: Names, { secrets = true }: CompareOptions): Content {
  const content: Record<string, string | null> = {};
  for (const column of table.columns.keys()) {
    if (column === table.id && table.idIsNumber) continue;
    const only = ONLY_WHERE[table.name]?.[column];
    if (only !== undefined && at(table, row, only.column) !== only.value) continue;
    if (!secrets && isSecret(table, row, column)) continue;
    content[column] = names.valueIn(table, row, column);
  }
  return content;
}

function isSecret(table: Table, row: Row, column: string): boolean {
  if (SECRET_COLUMNS[table.name]?.[column] === undefined) return false;
  const where = SECRET_WHERE[table.name];
  return where === undefined || at(table, row, where.column) === where.value;
}

function compareEntries(first: Entries, second: Entries): TableComparison {
  const rows: RowDifference[] = [];
  let whole = 0;
  for (const [row, wanted] of first) {
    const found = [...(second.get(row) ?? [])];
    // Rows of one name are paired by content first, then in turn.
    const others = wanted.filter((content) => {
      const place = found.findIndex((candidate) => columnsThatDiffer(content, candidate).length === 0);
      if (place < 0) return true;
      found.splice(place, 1);
      whole += 1;
      return false;
    });
    for (const [index, content] of others.entries()) rows.push(difference(row, content, found[index]));
    for (const content of found.slice(others.length)) rows.push(difference(row, undefined, content));
  }
  for (const [row, found] of second) {
    if (!first.has(row)) rows.push(...found.map((content) => difference(row, undefined, content)));
  }
  rows.sort((one, other) => (one.row < other.row ? -1 : one.row > other.row ? 1 : 0));
  const count = (is: RowDifference['is']): number => rows.filter((row) => row.is === is).length;
  return { whole, changed: count('changed'), missing: count('missing'), extra: count('extra'), rows };
}

function difference(row: string, first: Content | undefined, second: Content | undefined): RowDifference {
  const columns = Object.fromEntries(
    columnsThatDiffer(first ?? {}, second ?? {}).map((column) => [
      column,
      [first?.[column] ?? null, second?.[column] ?? null] as const,
    ]),
  );
  return { row, is: second === undefined ? 'missing' : first === undefined ? 'extra' : 'changed', columns };
}

function columnsThatDiffer(first: Content, second: Content): string[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])].filter(
    (column) => (first[column] ?? null) !== (second[column] ?? null),
  );
}

/** Whether nothing is missing, extra or changed. */
export function isWhole({ tables }: Comparison): boolean {
  return Object.values(tables).every(({ rows }) => rows.length === 0);
}

/** What is not whole, a line per row, for the message of a test: ['hosts: missing web01', …]. */
export function unlike({ tables }: Comparison): string[] {
  return Object.entries(tables).flatMap(([table, { rows }]) =>
    rows.map(({ row, is, columns }) =>
      is === 'changed'
        ? `${table}: changed ${row} (${Object.keys(columns).join(', ')})`
        : `${table}: ${is} ${row}`,
    ),
  );
}
