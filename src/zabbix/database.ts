import { Client } from 'pg';
import { ConciergeError, InputError } from '../errors.ts';
import { registerSecret } from '../terminal/secrets.ts';

/** Rows by column; every value as text, NULL as null. */
export type Row = Readonly<Record<string, string | null>>;

/** The database of a Zabbix server, read as of one moment and never written to. */
export interface Database {
  /** The series of its schema: '7.0'. */
  readonly series: string;
  /** @throws ConciergeError with PostgreSQL's own words. */
  select(statement: string): Promise<Row[]>;
  close(): Promise<void>;
}

const CONNECT_MS = 30_000;
const HOW =
  'Give postgres://USER@HOST/DATABASE, or postgres://USER@/DATABASE?host=/FOLDER for a socket; the password in PGPASSWORD or ~/.pgpass.';

/** Whether the address holds a password, which other users of the machine can see while the program runs. */
export function holdsPassword(address: string): boolean {
  return passwordIn(address) !== '';
}

/** Not by URL, which takes no address of a socket with a user. */
function passwordIn(address: string): string {
  const inAuthority = /^[^/]*:\/\/[^/?#:@]*:(?<password>[^/?#]*)@/u.exec(address)?.groups?.password ?? '';
  const parameter = /[?&]password=(?<password>[^&#]*)/u.exec(address)?.groups?.password ?? '';
  return inAuthority || parameter;
}

/**
 * Connects to the PostgreSQL database of a Zabbix server. All that is read is read in one transaction that can write
 * nothing (PostgreSQL refuses it). A password that the address lacks comes from PGPASSWORD or the file ~/.pgpass, as for
 * PostgreSQL's own programs.
 * @throws InputError where the address is none of PostgreSQL, or the database none of Zabbix; ConciergeError where there is
 *   no connection
 */
export async function openDatabase(address: string, signal?: AbortSignal): Promise<Database> {
  registerPassword(address);
  refuseOthers(address);
  const client = clientFor(address);
  // An error between two statements has nobody who waits for it; the next statement says it.
  client.on('error', () => {});
  const abort = (): void => void close();
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', abort);
    await client.end().catch(() => {});
  };
  signal?.addEventListener('abort', abort);
  const select = async (statement: string): Promise<Row[]> => {
    const { rows } = await client.query<Record<string, unknown>>(statement).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw failure(error);
    });
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
      ),
    );
  };
  try {
    await client.connect().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw failure(error);
    });
    await select('begin isolation level repeatable read read only');
    return { series: await schemaOf(select), select, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function clientFor(address: string): Client {
  try {
    return new Client({
      connectionString: address,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: 'concierge-scheduler',
    });
  } catch {
    // Its own words repeat the address.
    throw new InputError('The address of the database cannot be read', { why: 'it is no URL', remedy: HOW });
  }
}

async function schemaOf(select: Database['select']): Promise<string> {
  const rows = await select('select mandatory from dbversion').catch((error: unknown) => {
    throw lacksTable(error) ? noZabbix('it has no table dbversion that this user sees', error) : error;
  });
  return seriesOf(rows[0]?.mandatory ?? '');
}

/** The series of a schema's number: '6.4' of 6040000. @throws InputError where it is none */
export function seriesOf(mandatory: string): string {
  const number = Number(mandatory);
  if (!(number >= 1_000_000)) throw noZabbix('its table dbversion names no version');
  return `${Math.floor(number / 1_000_000)}.${Math.floor(number / 10_000) % 100}`;
}

/** undefined_table and undefined_column, of PostgreSQL's list of error codes. */
const LACKS_TABLE = ['42P01', '42703'];

function lacksTable(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  return LACKS_TABLE.includes(String(code));
}

function noZabbix(why: string, cause?: unknown): InputError {
  return new InputError('The database is not that of a Zabbix server', {
    why,
    remedy:
      'Give the one that zabbix_server.conf names (DBName). Where that names a DBSchema too, add ?options=-csearch_path%3DSCHEMA to the address.',
    ...(cause !== undefined && { cause }),
  });
}

function registerPassword(address: string): void {
  registerSecret(process.env.PGPASSWORD);
  const password = passwordIn(address);
  registerSecret(password);
  try {
    registerSecret(decodeURIComponent(password));
  } catch {
    // Then it is only what was typed.
  }
}

function refuseOthers(address: string): void {
  const scheme = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\//iu.exec(address)?.groups?.scheme?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') return;
  if (scheme === 'mysql' || scheme === 'mariadb') {
    throw new InputError('Secrets are read from PostgreSQL only', {
      why: 'this program speaks to no MySQL or MariaDB',
      remedy:
        'Read the values with a program of MySQL, and write them into the file that "secrets template" makes.',
    });
  }
  throw new InputError('The address of the database is not one of PostgreSQL', {
    why: scheme === undefined ? 'it has no scheme' : `its scheme is ${scheme}`,
    remedy: HOW,
  });
}

function failure(error: unknown): ConciergeError {
  if (error instanceof ConciergeError) return error;
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  return new ConciergeError('The database cannot be read', {
    why: message || errors?.map((each) => each.message).join('; ') || code || String(error),
    remedy: `The user needs to be able to connect, and to read. ${HOW}`,
    cause: error,
  });
}
