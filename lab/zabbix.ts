import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConciergeError, InputError } from '../src/errors.ts';
import { type Chroot, openChroot } from './chroot.ts';
import {
  configureFrontend,
  FRONTEND_FOLDER,
  type FrontendOptions,
  startFrontend,
  stopFrontend,
} from './frontend.ts';
import { type Guard, startGuard } from './guard.ts';
import { installRoot } from './install.ts';
import { withLock } from './lock.ts';
import { createDatabase, dropDatabase, listDatabases, startPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';
import {
  hold,
  readServerRecords,
  release,
  type ServerRecord,
  thisProcess,
  writeServerRecord,
} from './records.ts';
import { querySql, readSelects } from './sql.ts';
import { endServer, stopPostgresIfUnused, sweepServers } from './tidy.ts';
import type { LabVersion } from './versions.ts';

export { suiteGone } from './install.ts';
export { LAB_VERSIONS, type LabVersion } from './versions.ts';

/** One Zabbix: a database and a PHP front end on it. */
export interface LabServer {
  readonly version: LabVersion;
  /** The database's name, which is the server's too. */
  readonly name: string;
  /** `http://127.0.0.1:PORT`; the API is at `/api_jsonrpc.php`. Login: Admin / zabbix. */
  readonly url: string;
  /**
   * Runs one SQL statement, reading or writing. Every value of the rows is text as PostgreSQL writes it, NULL is null;
   * a statement that returns nothing gives no rows.
   */
  sql<T extends Record<string, unknown> = Record<string, string>>(query: string): Promise<T[]>;
  /** Runs many selects, by name, as of one moment, and gives the rows of each: values in the order of its columns. */
  readSelects(selects: ReadonlyMap<string, string>): Promise<Map<string, (string | null)[][]>>;
  /** Ends the front end, runs `whileDown`, and starts it again at the same address. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
  /** Ends the front end and drops the database. */
  stop(): Promise<void>;
}

export interface LabOptions extends FrontendOptions {
  /** Stays up after this process ends, until `npm run lab -- down`. Default: it ends with this process. */
  keep?: boolean;
}

/** One version: a Debian system in the cache, and a PostgreSQL in it that every process of this machine shares. */
export interface ZabbixLab {
  readonly version: LabVersion;
  /** A Zabbix as its installer leaves it. A server of that name is replaced. */
  fresh(name: string, options?: LabOptions): Promise<LabServer>;
  /** A second server on a copy of the first one's database. */
  copy(from: LabServer, name: string, options?: LabOptions): Promise<LabServer>;
  /** The text of a file of the front end that its servers run, by its path there: `include/classes/api/API.php`. */
  frontendFile(path: string): Promise<string>;
  /** The servers that answer now, whichever process started them. */
  running(): Promise<LabServer[]>;
  /** Ends the servers that this process started, and PostgreSQL unless another process or a kept server uses it. */
  stop(): Promise<void>;
}

/**
 * Opens the lab of one version: installs what is missing (cached; a second process waits for the first), starts
 * PostgreSQL where it does not run, and clears away what processes that were killed have left.
 *
 * @throws SuiteGoneError where the mirror dropped the Debian release; ConciergeError where not root or not Debian.
 */
export async function zabbixLab(
  version: LabVersion,
  options: { onProgress?: (line: string) => void } = {},
): Promise<ZabbixLab> {
  const onProgress = options.onProgress ?? (() => {});
  await installRoot(version, onProgress);
  const chroot = await openChroot(version);
  await withLock(chroot.paths.lock, async () => {
    await hold(chroot.paths);
    await configureFrontend(chroot);
    const started = await startPostgres(chroot, onProgress);
    await sweepServers(chroot);
    // Whoever would be making a database now waits for this lock: those that no server stands for are left-overs.
    if (started) await dropUnusedDatabases(chroot);
  });
  return new RunningLab(chroot);
}

/** How often each version is open in this process. */
const openCount = new Map<LabVersion, number>();

class RunningLab implements ZabbixLab {
  readonly version: LabVersion;
  readonly #chroot: Chroot;
  readonly #guard: Guard;
  #stopped = false;
  /** The front ends that end with this process. */
  readonly #own = new Map<string, ServerRecord>();

  constructor(chroot: Chroot) {
    this.version = chroot.version;
    this.#chroot = chroot;
    openCount.set(this.version, (openCount.get(this.version) ?? 0) + 1);
    this.#guard = startGuard(chroot.version);
  }

  fresh(name: string, options: LabOptions = {}): Promise<LabServer> {
    return this.#start(name, undefined, options);
  }

  copy(from: LabServer, name: string, options: LabOptions = {}): Promise<LabServer> {
    if (from.version !== this.version || from.name === name) {
      throw new InputError(
        `"${from.name}" (Zabbix ${from.version}) cannot be copied to "${name}" (${this.version}).`,
        {
          remedy: 'Copy to another name, within one version.',
        },
      );
    }
    return this.#start(name, from.name, options);
  }

  async frontendFile(path: string): Promise<string> {
    return await readFile(this.#chroot.outside(join(FRONTEND_FOLDER, path)), 'utf8');
  }

  async running(): Promise<LabServer[]> {
    const records = await readServerRecords(this.#chroot.paths);
    return records.filter((record) => isAlive(record.process)).map((record) => this.#server(record));
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const record of [...this.#own.values()]) await this.#end(record);
    const others = (openCount.get(this.version) ?? 1) - 1;
    openCount.set(this.version, others);
    await withLock(this.#chroot.paths.lock, async () => {
      if (others === 0) await release(this.#chroot.paths);
      await stopPostgresIfUnused(this.#chroot);
    });
    this.#guard.dismiss();
  }

  async #start(name: string, from: string | undefined, options: LabOptions): Promise<LabServer> {
    requireName(name);
    const chroot = this.#chroot;
    await this.#replace(name);
    await createDatabase(chroot, name, from);
    const { keep, ...frontendOptions } = options;
    const frontend = await startFrontend(chroot, name, frontendOptions);
    const record: ServerRecord = {
      name,
      ...frontend,
      owner: keep ? null : thisProcess(),
      options: frontendOptions,
      startedAt: new Date().toISOString(),
    };
    if (!keep) this.#own.set(name, record);
    await writeServerRecord(chroot.paths, record);
    return this.#server(record);
  }

  /** Ends a server of this name. One that belongs to another living process is that one's to end. */
  async #replace(name: string): Promise<void> {
    const found = (await readServerRecords(this.#chroot.paths)).find((record) => record.name === name);
    if (found === undefined) return;
    if (found.owner !== null && isAlive(found.owner) && found.owner.pid !== process.pid) {
      throw new ConciergeError(`The lab's Zabbix ${this.version} "${name}" is in use.`, {
        why: `Process ${found.owner.pid} started it and still runs.`,
        remedy: 'Choose another name, or wait for that process to end.',
      });
    }
    await this.#end(found);
  }

  #server(record: ServerRecord): LabServer {
    return {
      version: this.version,
      name: record.name,
      url: record.url,
      sql: (query) => querySql(this.#chroot, record.name, query),
      readSelects: (selects) => readSelects(this.#chroot, record.name, selects),
      restart: (whileDown) => this.#restart(record, whileDown),
      stop: () => this.#end(record),
    };
  }

  async #restart(record: ServerRecord, whileDown?: () => Promise<void>): Promise<void> {
    await stopFrontend(this.#chroot, record.process);
    await whileDown?.();
    const port = Number(new URL(record.url).port);
    record.process = (await startFrontend(this.#chroot, record.name, record.options, port)).process;
    await writeServerRecord(this.#chroot.paths, record);
  }

  async #end(record: ServerRecord): Promise<void> {
    if (this.#own.get(record.name)?.process.pid === record.process.pid) this.#own.delete(record.name);
    await endServer(this.#chroot, record);
  }
}

async function dropUnusedDatabases(chroot: Chroot): Promise<void> {
  const used = (await readServerRecords(chroot.paths)).map((record) => record.name);
  for (const name of await listDatabases(chroot)) {
    if (!used.includes(name)) await dropDatabase(chroot, name);
  }
}

/** Names go into SQL and file names as they are. */
function requireName(name: string): void {
  if (/^[a-z][a-z0-9_]{0,47}$/.test(name) && !/^(postgres|template[01]|zbx_tpl.*)$/.test(name)) return;
  throw new InputError(`"${name}" cannot be the name of a lab server.`, {
    why: 'It is the name of a database too.',
    remedy: 'Use lower-case letters, digits and underscores, a letter first.',
  });
}
