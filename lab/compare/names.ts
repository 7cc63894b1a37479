import type { Database, Row, Table } from './database.ts';
import { groupBy } from './group.ts';
import { LEFT_OUT_ROWS } from './left-out.ts';
import { FORMULAS, OTHER_REFERENCES, OWNED_THROUGH, TABLES } from './tables.ts';

const BETWEEN = ' » ';

/** The rows of a database by what they are called on every server, and their columns with names in place of ids. */
export interface Names {
  /** What the row is called. Several may be called the same where nothing refers to them. */
  nameOf(table: Table, row: Row): string;
  /** The value of a column, with the name of what it refers to in place of an id. */
  valueIn(table: Table, row: Row, column: string): string | null;
  /** Of a row that discovery made, or that belongs to one; undefined for all others. */
  foundBy(table: Table, row: Row): Found | undefined;
}

/** Something that discovery has made. */
export interface Found {
  readonly reason: string;
  /** Its table and what it is called. */
  readonly what: string;
}

/** Names the rows of a database: see tables.ts for what they are named by. */
export function namesOf(database: Database): Names {
  const rowsById = new Map<string, Map<string, Row>>();
  const rowsBy = new Map<string, Map<string, Row[]>>();
  const baseNames = new Map<Row, string>();
  /** Numbers behind the names of rows that share one, by table. While they are made the table has none. */
  const numbers = new Map<string, ReadonlyMap<Row, string>>();
  const referredTo = tablesReferredTo(database);

  function rowOf(table: Table, id: string): Row | undefined {
    let rows = rowsById.get(table.name);
    if (rows === undefined) {
      const place = placeOf(table, table.id ?? '');
      rows = new Map(table.rows.map((row) => [String(row[place]), row]));
      rowsById.set(table.name, rows);
    }
    return rows.get(id);
  }

  /** The rows of a table that have this value in a column. */
  function rowsWith(table: Table, column: string, value: string): readonly Row[] {
    const index = `${table.name}.${column}`;
    let rows = rowsBy.get(index);
    if (rows === undefined) {
      const place = placeOf(table, column);
      rows = groupBy(table.rows, (row) => String(row[place]));
      rowsBy.set(index, rows);
    }
    return rows.get(value) ?? [];
  }

  function nameOf(table: Table, row: Row): string {
    return baseNameOf(table, row) + (numbersOf(table).get(row) ?? '');
  }

  function baseNameOf(table: Table, row: Row): string {
    const known = baseNames.get(row);
    if (known !== undefined) return known;
    const parts = (TABLES[table.name] ?? [])
      .filter((column) => table.columns.has(column))
      .map((column) => valueIn(table, row, column));
    const name = [ownerThrough(table, row), ...parts, further(table, row)]
      .filter((part) => part !== null && part !== undefined)
      .join(BETWEEN);
    baseNames.set(row, name);
    return name;
  }

  /** The name of the owner that stands in another table. */
  function ownerThrough(table: Table, row: Row): string | undefined {
    const through = OWNED_THROUGH[table.name];
    const link = through && database.get(through.table);
    if (through === undefined || link === undefined) return undefined;
    const [found] = rowsWith(link, through.id, idOf(table, row));
    const owner = found?.[placeOf(link, through.owner)];
    return owner == null ? undefined : nameById(link.references.get(through.owner) ?? '', owner);
  }

  /** What tells rows of some tables apart beside their columns. */
  function further(table: Table, row: Row): string | undefined {
    // Proxies are rows of hosts before 7.0, and may have the name of a host.
    if (table.name === 'hosts' && /^[56]$/.test(at(table, row, 'status') ?? '')) return '(proxy)';
    if (table.name !== 'graphs') return undefined;
    const [graphItems, items] = [database.get('graphs_items'), database.get('items')];
    if (graphItems === undefined || items === undefined) return undefined;
    const hosts = rowsWith(graphItems, 'graphid', idOf(table, row)).map((graphItem) => {
      const item = rowOf(items, at(graphItems, graphItem, 'itemid') ?? '');
      return item === undefined ? '' : (valueIn(items, item, 'hostid') ?? '');
    });
    return [...new Set(hosts)].sort().join(', ');
  }

  function nameById(tableName: string, id: string): string {
    const table = database.get(tableName);
    const row = table && rowOf(table, id);
    return table === undefined || row === undefined ? `(no ${tableName} ${id})` : nameOf(table, row);
  }

  function valueIn(table: Table, row: Row, column: string): string | null {
    const value = at(table, row, column);
    if (value === null) return null;
    const target = table.references.get(column);
    if (target !== undefined) return nameById(target, value);
    const formula = FORMULAS[table.name]?.[column];
    if (formula !== undefined) {
      return value.replace(/\{(\d+)\}/g, (_, id: string) => `{${partOfFormula(formula, id)}}`);
    }
    const other = OTHER_REFERENCES[table.name]?.[column];
    const targets = other?.to[at(table, row, other.by) ?? '']?.split(' ') ?? [];
    const existing = targets.find((name) => database.has(name));
    return existing === undefined || value === '0' ? value : nameById(existing, value);
  }

  /** A function by its item and its call, since its name holds the expression that it stands in; a condition by name. */
  function partOfFormula(tableName: string, id: string): string {
    const functions = database.get('functions');
    if (tableName !== 'functions' || functions === undefined) return nameById(tableName, id);
    const row = rowOf(functions, id);
    if (row === undefined) return `no function ${id}`;
    return `${valueIn(functions, row, 'itemid')}: ${at(functions, row, 'name')}(${at(functions, row, 'parameter')})`;
  }

  function numbersOf(table: Table): ReadonlyMap<Row, string> {
    const known = numbers.get(table.name);
    if (known !== undefined) return known;
    const made = new Map<Row, string>();
    numbers.set(table.name, new Map());
    const alike = referredTo.has(table.name)
      ? groupBy(table.rows, (row) => baseNameOf(table, row))
      : new Map<string, Row[]>();
    for (const rows of alike.values()) {
      if (rows.length === 1) continue;
      const byContent = rows
        .map((row) => ({ row, content: contentOf(table, row) }))
        .sort((one, other) => (one.content < other.content ? -1 : one.content > other.content ? 1 : 0));
      for (const [index, { row }] of byContent.entries()) made.set(row, ` #${index + 1}`);
    }
    numbers.set(table.name, made);
    return made;
  }

  /** All that a row holds, with what belongs to it in other tables: the same text on every server. */
  function contentOf(table: Table, row: Row, owner?: string): string {
    const parts = [...table.columns.keys()]
      .filter((column) => column !== owner && !(column === table.id && table.idIsNumber))
      .map((column) => `${column}=${valueIn(table, row, column)}`);
    // What is only pointed to from elsewhere ends here; what a row owns is followed to its end.
    const isOwned = owner === undefined || TABLES[table.name]?.[0] === owner;
    if (table.id === undefined || !isOwned) return parts.join('; ');
    for (const child of database.values()) {
      if (child === table) continue;
      for (const [column, target] of child.references) {
        if (target !== table.name) continue;
        const rows = rowsWith(child, column, idOf(table, row)).filter(
          (part) => foundBy(child, part) === undefined,
        );
        parts.push(
          ...rows.map((part) => `${child.name}.${column}(${contentOf(child, part, column)})`).sort(),
        );
      }
    }
    return parts.join('; ');
  }

  function foundBy(table: Table, row: Row): Found | undefined {
    const rule = LEFT_OUT_ROWS[table.name];
    if (rule !== undefined && at(table, row, rule.column) === rule.value) {
      return { reason: rule.reason, what: `${table.name}${BETWEEN}${nameOf(table, row)}` };
    }
    for (const column of TABLES[table.name] ?? []) {
      const target = database.get(table.references.get(column) ?? '');
      const id = target === undefined ? null : at(table, row, column);
      const owner = target === undefined || id === null ? undefined : rowOf(target, id);
      const found = target === undefined || owner === undefined ? undefined : foundBy(target, owner);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return { nameOf, valueIn, foundBy };
}

function tablesReferredTo(database: Database): ReadonlySet<string> {
  const declared = Object.values(OTHER_REFERENCES).flatMap((columns) =>
    Object.values(columns).flatMap(({ to }) => Object.values(to).flatMap((targets) => targets.split(' '))),
  );
  return new Set([
    ...[...database.values()].flatMap(({ references }) => [...references.values()]),
    ...Object.values(FORMULAS).flatMap((targets) => Object.values(targets)),
    ...declared,
  ]);
}

/** The value of a column as it stands in the database; null where the table has no such column. */
export function at(table: Table, row: Row, column: string): string | null {
  const place = table.columns.get(column);
  return place === undefined ? null : (row[place] ?? null);
}

function idOf(table: Table, row: Row): string {
  return table.id === undefined ? '' : (at(table, row, table.id) ?? '');
}

function placeOf(table: Table, column: string): number {
  const place = table.columns.get(column);
  if (place === undefined) throw new Error(`The table ${table.name} has no column "${column}".`);
  return place;
}
