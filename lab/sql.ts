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
