import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConciergeError } from '../src/errors.ts';
import type { Chroot } from './chroot.ts';
import { LAB_ENVIRONMENT } from './command.ts';
import { freePort } from './ports.ts';
import { endGroup, identify, type ProcessIdentity, waitFor } from './processes.ts';
import { SOCKET_FOLDER } from './sql.ts';

/** How PHP is set up. `memoryLimit` 128M and `postMaxSize` 16M are Zabbix's own stated minimum. */
export interface FrontendOptions {
  /** Requests answered at once. Default 4. */
  workers?: number;
  /** Default 1G. */
  memoryLimit?: string;
  /** Default 128M. */
  postMaxSize?: string;
}

export interface Frontend {
  url: string;
  /** The head of a process group of its own: PHP's workers are its children. */
  process: ProcessIdentity;
}

/** Where the files of the zabbix_server processes lie, as seen from inside. */
const SERVER_FOLDERS = '/run/lab-zabbix';

/** Zabbix's own place for the front end's settings, and the one that Debian's packages read. */
/** Where Debian's package has the front end. */
export const FRONTEND_FOLDER = '/usr/share/zabbix';

const CONFIGURATION_FILES = [`${FRONTEND_FOLDER}/conf/zabbix.conf.php`, '/etc/zabbix/zabbix.conf.php'];

/** One installation serves every database: which one it is comes through the environment. */
const CONFIGURATION = `<?php
$DB['TYPE'] = 'POSTGRESQL';
$DB['SERVER'] = '${SOCKET_FOLDER}';
$DB['PORT'] = '0';
$DB['DATABASE'] = getenv('LAB_DATABASE');
$DB['USER'] = 'postgres';
$DB['PASSWORD'] = '';
$DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false;
$DB['KEY_FILE'] = '';
$DB['CERT_FILE'] = '';
$DB['CA_FILE'] = '';
$DB['VERIFY_HOST'] = false;
$DB['CIPHER_LIST'] = '';
$DB['VAULT'] = '';
$DB['VAULT_URL'] = '';
$DB['VAULT_PREFIX'] = '';
$DB['VAULT_DB_PATH'] = '';
$DB['VAULT_TOKEN'] = '';
$DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1';
$ZBX_SERVER_PORT = @file_get_contents('${SERVER_FOLDERS}/'.getenv('LAB_DATABASE').'/port') ?: '1';
$ZBX_SERVER_NAME = getenv('LAB_DATABASE');
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
`;

/** Writes the front end's settings into the chroot. */
export async function configureFrontend(chroot: Chroot): Promise<void> {
  for (const file of CONFIGURATION_FILES) await writeFile(chroot.outside(file), CONFIGURATION);
}

/**
 * Starts PHP's own web server on a free port of 127.0.0.1, and waits until the API answers. Its log is
 * `<name>.log` in the version's run folder.
 *
 * @throws ConciergeError where it does not come up, with the end of its log.
 */
export async function startFrontend(
  chroot: Chroot,
  name: string,
  options: FrontendOptions = {},
  fixedPort?: number,
): Promise<Frontend> {
  const logFile = frontendLog(chroot, name);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const port = fixedPort ?? (await freePort());
    const frontend = await tryStart(chroot, name, port, logFile, options);
    if (frontend !== undefined) return frontend;
    // Another process may have taken the port in between.
    if (!/Address already in use/.test(endOf(logFile))) break;
  }
  throw new ConciergeError(`The front end of the lab's Zabbix ${chroot.version} "${name}" does not start.`, {
    why: endOf(logFile) || 'It wrote nothing.',
    remedy: `Look at ${logFile}.`,
  });
}

export async function stopFrontend(chroot: Chroot, process: ProcessIdentity): Promise<void> {
  await endGroup(process.pid, chroot.paths.root);
}

/** Where the files of the zabbix_server process of one lab server lie, as seen from inside. */
export function serverFolder(name: string): string {
  return `${SERVER_FOLDERS}/${name}`;
}

export function frontendLog(chroot: Chroot, name: string): string {
  return join(chroot.paths.run, `${name}.log`);
}

async function tryStart(
  chroot: Chroot,
  name: string,
  port: number,
  logFile: string,
  options: FrontendOptions,
): Promise<Frontend | undefined> {
  const settings = {
    memory_limit: options.memoryLimit ?? '1G',
    post_max_size: options.postMaxSize ?? '128M',
    upload_max_filesize: options.postMaxSize ?? '128M',
    max_execution_time: '300',
    max_input_time: '300',
    'date.timezone': 'UTC',
  };
  const [program, ...args] = chroot.command('www-data', [
    '/usr/bin/php',
    ...Object.entries(settings).flatMap(([key, value]) => ['-d', `${key}=${value}`]),
    ...['-S', `127.0.0.1:${port}`, '-t', FRONTEND_FOLDER],
  ]) as [string, ...string[]];
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(program, args, {
    cwd: '/',
    env: {
      ...LAB_ENVIRONMENT,
      HOME: '/nonexistent',
      PHP_CLI_SERVER_WORKERS: String(options.workers ?? 4),
      LAB_DATABASE: name,
    },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  const url = `http://127.0.0.1:${port}`;
  const up = await waitFor(async () => ended || (await answers(url)), 30);
  const process = child.pid === undefined ? undefined : identify(child.pid);
  if (up && !ended && process !== undefined) return { url, process };
  if (child.pid !== undefined) await endGroup(child.pid, chroot.paths.root);
  return undefined;
}

/** apiinfo.version is answered without logging in, but not without the database. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api_jsonrpc.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/json-rpc' },
      body: '{"jsonrpc":"2.0","method":"apiinfo.version","params":[],"id":1}',
      signal: AbortSignal.timeout(10_000),
    });
    const body = (await response.json()) as { result?: unknown };
    return typeof body.result === 'string';
  } catch {
    return false;
  }
}

function endOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-6).join('\n');
  } catch {
    return '';
  }
}
