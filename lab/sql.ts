import type { Chroot } from './chroot.ts';
import { run } from './command.ts';
import { parseCsv } from './csv.ts';

/** Where the server's socket lies, as seen from inside the chroot. */
export const SOCKET_FOLDER = '/run/lab-postgresql';

/** The mark that stands for NULL in psql's answer; no text of a Zabbix database is this. */
const NULL_MARK = '<lab: null>';

/**
 * Sends one statement (or several, of which one gives rows) to a database of the version's PostgreSQL, through the
 * psql of the same release.
 *
 * @returns the rows: every value is text as PostgreSQL writes it (so that 64-bit ids stay exact), NULL is null.
 * @throws CommandError with PostgreSQL's own words.
 */
export async function querySql<T extends Record<string, unknown>>(
  chroot: Chroot,
  database: string,
  query: string,
): Promise<T[]> {
  const { stdout } = await run(
    chroot.command('postgres', [
      `${chroot.postgresPrograms}/psql`,
      ...['-X', '-q', '--csv', '-v', 'ON_ERROR_STOP=1', '-P', `null=${NULL_MARK}`],
      ...['-h', SOCKET_FOLDER, '-U', 'postgres', '-d', database, '-f', '-'],
    ]),
    { input: `${query}\n`, timeoutSeconds: 600 },
  );
  const [header, ...rows] = parseCsv(stdout);
  if (header === undefined) return [];
  return rows.map((row) => rowToObject(header, row) as T);
}

function rowToObject(header: string[], row: string[]): Record<string, string | null> {
  return Object.fromEntries(
    header.map((name, column) => {
      const value = row[column] ?? NULL_MARK;
      return [name, value === NULL_MARK ? null : value];
    }),
  );
}

/** Begins the line before the rows of each select; psql escapes every backslash of a row in another way than this. */
const SELECT_MARK = '\\#';

/**
 * Runs many selects through one psql, in one transaction: what they read is of one moment.
 *
 * @param selects by a name of lower-case letters, digits and underscores
 * @returns the rows of each by its name: values in the order of the select, as text, NULL is null.
 * @throws CommandError with PostgreSQL's own words.
 */
export async function readSelects(
  chroot: Chroot,
  database: string,
  selects: ReadonlyMap<string, string>,
): Promise<Map<string, (string | null)[][]>> {
  const copies = [...selects].map(
    ([name, select]) => `\\echo '\\${SELECT_MARK}${name}'\ncopy (${select}) to stdout;\n`,
  );
  const { stdout } = await run(
    chroot.command('postgres', [
      `${chroot.postgresPrograms}/psql`,
      ...[
        '-X',
        '-q',
        '-v',
        'ON_ERROR_STOP=1',
        '-h',
        SOCKET_FOLDER,
        '-U',
        'postgres',
        '-d',
        database,
        '-f',
        '-',
      ],
    ]),
    {
      input: `begin isolation level repeatable read read only;\n${copies.join('')}commit;\n`,
      timeoutSeconds: 600,
    },
  );
  const all = new Map<string, (string | null)[][]>();
  let rows: (string | null)[][] = [];
  for (const line of stdout.split('\n').slice(0, -1)) {
    if (line.startsWith(SELECT_MARK)) {
      rows = [];
      all.set(line.slice(SELECT_MARK.length), rows);
    } else {
      rows.push(line.split('\t').map(copiedValue));
    }
  }
  return all;
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A value as COPY writes it in its text format. */
function copiedValue(text: string): string | null {
  if (!text.includes('\\')) return text;
  if (text === '\\N') return null;
  return text.replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter);
}
