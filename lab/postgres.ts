import { existsSync, readFileSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { ConciergeError } from '../src/errors.ts';
import type { Chroot } from './chroot.ts';
import { processesInside } from './processes.ts';
import { querySql, SOCKET_FOLDER } from './sql.ts';

/** The database that every fresh Zabbix is copied from. */
const TEMPLATE = 'zbx_tpl';

const FOLDER = '/srv/lab';
const DATA = `${FOLDER}/data`;
const LOG = `${FOLDER}/postgresql.log`;

/**
 * A server that may lose everything at any moment, and is faster for it. It listens on a socket inside the chroot
 * only: no port to find, and nobody else on the machine meets it. `mmap` because there is no /dev/shm inside.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "''",
  unix_socket_directories: `'${SOCKET_FOLDER}'`,
  dynamic_shared_memory_type: 'mmap',
  max_connections: '200',
  shared_buffers: '256MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '30min',
  max_wal_size: '2GB',
  jit: 'off',
};

/**
 * Starts the version's PostgreSQL where it does not run, and makes sure that the template database is whole.
 *
 * @returns whether it had to be started.
 */
export async function startPostgres(chroot: Chroot, onProgress: (line: string) => void): Promise<boolean> {
  const stopped = postgresProcess(chroot) === undefined;
  if (stopped) {
    if (!existsSync(chroot.outside(`${DATA}/PG_VERSION`))) await createCluster(chroot, onProgress);
    try {
      await startCluster(chroot);
    } catch (error) {
      // With fsync off a machine that was switched off leaves a data folder that may be beyond repair.
      onProgress(`PostgreSQL does not start on its data, which is made anew (${LOG} says why)`);
      await createCluster(chroot, onProgress);
      await startCluster(chroot).catch((again: unknown) => {
        throw startFailure(chroot, again ?? error);
      });
    }
  }
  await ensureTemplate(chroot, onProgress);
  return stopped;
}

/** Ends the version's PostgreSQL, whoever is connected. Nothing happens where it does not run. */
export async function stopPostgres(chroot: Chroot): Promise<void> {
  if (postgresProcess(chroot) === undefined) return;
  await chroot.run('postgres', pgCtl(chroot, ['-m', 'fast', '-t', '30', '-w', 'stop']));
}

/** Makes `name` a copy of the template or of another database; one of that name is replaced. */
export async function createDatabase(chroot: Chroot, name: string, from: string = TEMPLATE): Promise<void> {
  await dropDatabase(chroot, name);
  // A copy needs the source to be without connections; the front end keeps one only while it answers a request.
  let attempt = 1;
  for (;;) {
    try {
      await maintain(chroot, `create database ${name} template ${from}${copyStrategy(chroot)}`);
      return;
    } catch (error) {
      if (attempt === 5 || !/being accessed by other users/.test(String((error as ConciergeError).why)))
        throw error;
      attempt += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

export async function dropDatabase(chroot: Chroot, name: string): Promise<void> {
  await maintain(chroot, `drop database if exists ${name} with (force)`);
}

/** Names of the databases that somebody made. */
export async function listDatabases(chroot: Chroot): Promise<string[]> {
  const rows = await maintain<{ datname: string }>(
    chroot,
    `select datname from pg_database where not datistemplate and datname not in ('postgres', '${TEMPLATE}')
      order by datname`,
  );
  return rows.map((row) => row.datname);
}

function maintain<T extends Record<string, unknown>>(chroot: Chroot, statement: string): Promise<T[]> {
  return querySql<T>(chroot, 'postgres', `set client_min_messages = warning; ${statement}`);
}

/** From PostgreSQL 15 a copy goes through the log by default; with fsync off plain files are faster. */
function copyStrategy(chroot: Chroot): string {
  return Number(/\/(\d+)\/bin$/.exec(chroot.postgresPrograms)?.[1]) >= 15 ? ' strategy file_copy' : '';
}

async function createCluster(chroot: Chroot, onProgress: (line: string) => void): Promise<void> {
  onProgress('making a PostgreSQL cluster');
  await rm(chroot.outside(FOLDER), { recursive: true, force: true });
  await chroot.run('root', ['install', '-d', '-o', 'postgres', '-g', 'postgres', FOLDER]);
  await chroot.run('postgres', [
    `${chroot.postgresPrograms}/initdb`,
    ...['-D', DATA, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
  ]);
  const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}\n`);
  await appendFile(chroot.outside(`${DATA}/postgresql.conf`), lines.join(''));
}

async function startCluster(chroot: Chroot): Promise<void> {
  // Nothing of PostgreSQL runs: what the last one left behind when it was killed must not keep the next from starting.
  await rm(chroot.outside(`${DATA}/postmaster.pid`), { force: true });
  await rm(chroot.outside(SOCKET_FOLDER), { recursive: true, force: true });
  await chroot.run('root', ['install', '-d', '-o', 'postgres', '-g', 'postgres', SOCKET_FOLDER]);
  await chroot.run('postgres', pgCtl(chroot, ['-w', '-t', '60', '-l', LOG, 'start']));
}

function pgCtl(chroot: Chroot, args: string[]): string[] {
  return [`${chroot.postgresPrograms}/pg_ctl`, '-D', DATA, '-s', ...args];
}

/** The id of the running server, checked to be a process of this chroot. */
export function postgresProcess(chroot: Chroot): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(chroot.outside(`${DATA}/postmaster.pid`), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
  return processesInside(chroot.paths.root).includes(pid) ? pid : undefined;
}

async function ensureTemplate(chroot: Chroot, onProgress: (line: string) => void): Promise<void> {
  const found = await maintain(chroot, `select 1 as found from pg_database where datname = '${TEMPLATE}'`);
  if (found.length > 0) return;
  onProgress("loading Zabbix's schema, once (about 20 s)");
  const unfinished = `${TEMPLATE}_unfinished`;
  await createDatabase(chroot, unfinished, 'template0');
  const psql = `${chroot.postgresPrograms}/psql -X -q -v ON_ERROR_STOP=1 -h ${SOCKET_FOLDER} -U postgres -d ${unfinished}`;
  const files = 'schema.sql.gz images.sql.gz data.sql.gz';
  await chroot.run(
    'postgres',
    ['sh', '-c', `cd /usr/share/zabbix-server-pgsql && zcat ${files} | ${psql} -f - >/dev/null`],
    { timeoutSeconds: 600 },
  );
  await querySql(chroot, unfinished, 'vacuum analyze');
  await maintain(chroot, `alter database ${unfinished} rename to ${TEMPLATE}`);
}

function startFailure(chroot: Chroot, cause: unknown): ConciergeError {
  let log = '';
  try {
    log = readFileSync(chroot.outside(LOG), 'utf8').trim().split('\n').slice(-5).join('\n');
  } catch {
    // Then it did not come as far as a log.
  }
  return new ConciergeError(`PostgreSQL of the lab's Zabbix ${chroot.version} does not start.`, {
    why: log || String(cause),
    remedy: `Remove ${chroot.outside(FOLDER)} and start again.`,
    cause,
  });
}
