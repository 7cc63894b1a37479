import { ConciergeError } from '../../src/errors.ts';
import type { LabServer } from '../zabbix.ts';
import { LEFT_OUT_COLUMNS, LEFT_OUT_TABLES } from './left-out.ts';
import { FORMULAS, OTHER_REFERENCES, TABLES } from './tables.ts';

export type Row = readonly (string | null)[];

/** A table that holds configuration, with all its rows. */
export interface Table {
  readonly name: string;
  /** Where each column stands in a row. Columns that are left out are missing. */
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: readonly Row[];
  /** The column of the primary key, where it is one column. */
  readonly id: string | undefined;
  /** The key is a number that means nothing, rather than a reference or a name. */
  readonly idIsNumber: boolean;
  /** The tables that its foreign keys point to, by column. */
  readonly references: ReadonlyMap<string, string>;
}

export type Database = ReadonlyMap<string, Table>;

/** Texts beyond so many characters are compared by their hash: images, scripts. */
const LONG_TEXT = 500;

/**
 * Reads all tables that hold configuration, with what the database itself says of keys and references.
 *
 * @throws ConciergeError where it has a table or a column of ids that no list of the tool names.
 */
export async function readDatabase(server: LabServer): Promise<Database> {
  const schema = await readSchema(server);
  requireKnown(schema);
  const selects = new Map<string, string>();
  for (const [name, columns] of schema) {
    if (LEFT_OUT_TABLES[name] !== undefined) continue;
    const kept = columns.filter(({ column }) => LEFT_OUT_COLUMNS[name]?.[column] === undefined);
    selects.set(name, `select ${kept.map((column) => expression(name, column)).join(', ')} from ${name}`);
  }
  const read = await server.readSelects(selects);
  const database = new Map<string, Table>();
  for (const name of selects.keys()) {
    const columns = schema.get(name) ?? [];
    const kept = columns.filter(({ column }) => LEFT_OUT_COLUMNS[name]?.[column] === undefined);
    const keys = columns.filter(({ primary }) => primary);
    const [key] = keys.length === 1 ? keys : [];
    database.set(name, {
      name,
      columns: new Map(kept.map(({ column }, place) => [column, place])),
      rows: read.get(name) ?? [],
      id: key?.column,
      idIsNumber: key !== undefined && key.target === null && key.type === 'bigint',
      references: new Map(kept.flatMap(({ column, target }) => (target === null ? [] : [[column, target]]))),
    });
  }
  return database;
}

interface Column {
  readonly column: string;
  readonly type: string;
  readonly primary: boolean;
  /** The table that it refers to. */
  readonly target: string | null;
}

type Schema = ReadonlyMap<string, readonly Column[]>;

async function readSchema(server: LabServer): Promise<Schema> {
  const selects = new Map([
    [
      'columns',
      `select c.relname, a.attname, format_type(a.atttypid, null),
         exists (select from pg_constraint p where p.conrelid = c.oid and p.contype = 'p' and a.attnum = any(p.conkey)),
         (select r.confrelid::regclass::text from pg_constraint r
          where r.conrelid = c.oid and r.contype = 'f' and r.conkey = array[a.attnum] limit 1)
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
       order by c.relname, a.attnum`,
    ],
  ]);
  const schema = new Map<string, Column[]>();
  for (const [table, column, type, primary, target] of (await server.readSelects(selects)).get('columns') ??
    []) {
    const columns = schema.get(String(table)) ?? [];
    schema.set(String(table), columns);
    columns.push({
      column: String(column),
      type: String(type),
      primary: primary === 't',
      target: target ?? null,
    });
  }
  return schema;
}

function requireKnown(schema: Schema): void {
  const unknown = [...schema.keys()].filter(
    (name) => TABLES[name] === undefined && LEFT_OUT_TABLES[name] === undefined,
  );
  if (unknown.length > 0) {
    throw new ConciergeError(`Tables that nobody has looked at: ${unknown.join(', ')}.`, {
      why: 'Whether they hold configuration is not known.',
      remedy: 'Name each in lab/compare/tables.ts, or in lab/compare/left-out.ts with the reason.',
    });
  }
  const ids = [...schema].flatMap(([name, columns]) =>
    TABLES[name] === undefined
      ? []
      : columns.filter((column) => isUnknownId(name, column)).map(({ column }) => `${name}.${column}`),
  );
  if (ids.length > 0) {
    throw new ConciergeError(`Columns that look like ids of nobody knows what: ${ids.join(', ')}.`, {
      why: 'They are 64-bit numbers without a foreign key.',
      remedy:
        'Say in lab/compare/tables.ts what they refer to, or in lab/compare/left-out.ts why they are left out.',
    });
  }
}

function isUnknownId(table: string, { column, type, primary, target }: Column): boolean {
  return (
    type === 'bigint' &&
    !primary &&
    target === null &&
    OTHER_REFERENCES[table]?.[column] === undefined &&
    LEFT_OUT_COLUMNS[table]?.[column] === undefined
  );
}

/** SQL for the value of a column; long ones by their beginning and their hash. */
function expression(table: string, { column, type }: Column): string {
  const name = `"${column}"`;
  if (type === 'bytea') return `md5(${name})`;
  if (!/char|text/.test(type) || FORMULAS[table]?.[column] !== undefined) return name;
  return `case when length(${name}) > ${LONG_TEXT}
    then left(${name}, 60) || '… (' || length(${name}) || ' characters, md5 ' || md5(${name}) || ')' else ${name} end`;
}
