import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { ConciergeError } from '../src/errors.ts';
import { type Chroot, openChroot } from './chroot.ts';
import { LAB_ENVIRONMENT } from './command.ts';
import { serverFolder } from './frontend.ts';
import { freePort } from './ports.ts';
import { endGroup, identify, isAlive, trySignal, waitFor } from './processes.ts';
import { readServerRecords, writeServerRecord } from './records.ts';
import { SOCKET_FOLDER } from './sql.ts';
import type { LabServer, LabVersion } from './zabbix.ts';

/** A value as zabbix_sender takes it: for an item of type "Zabbix trapper". */
export interface SentValue {
  host: string;
  key: string;
  value: string;
}

/** A running `zabbix_server`: evaluates triggers, runs actions, sends alerts. The API does not need it. */
export interface ServerProcess {
  /** Of 127.0.0.1, for trappers and active agents. */
  readonly port: number;
  /** Makes objects known that the API has just made. */
  reload(): Promise<void>;
  /** @throws CommandError where the server does not take every value (an unknown item, not reloaded yet). */
  send(values: readonly SentValue[]): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

/** Everything that asks other machines for something is off: the sample data names hosts that are not ours. */
const POLLERS: Readonly<Record<LabVersion, readonly string[]>> = {
  '5.0': [],
  '6.0': ['ODBCPollers'],
  '7.0': ['ODBCPollers', 'AgentPollers', 'HTTPAgentPollers', 'SNMPPollers', 'BrowserPollers'],
};
const COMMON_POLLERS = [
  'Pollers',
  'PollersUnreachable',
  'Pingers',
  'Discoverers',
  'HTTPPollers',
  'ProxyPollers',
];

/**
 * Starts `zabbix_server` on a lab server's database. A database of an older Zabbix is upgraded by it. It ends with the
 * lab server at the latest. It sends the alerts of actions: give media types addresses on 127.0.0.1 only.
 *
 * @param settings - lines of zabbix_server.conf that differ from the lab's, such as `{ StartPollers: '1' }`.
 * @throws ConciergeError where it does not come up within a minute, with the end of its log.
 */
export async function startServerProcess(
  server: LabServer,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  const chroot = await openChroot(server.version);
  const folder = serverFolder(server.name);
  const port = await freePort();
  await chroot.run('root', ['install', '-d', '-o', 'zabbix', '-g', 'zabbix', folder]);
  await writeFile(
    chroot.outside(`${folder}/zabbix_server.conf`),
    configuration(server, folder, port, settings),
  );
  await rm(chroot.outside(`${folder}/server.log`), { force: true });
  const config = ['-c', `${folder}/zabbix_server.conf`];
  const process = startInForeground(chroot, folder, config);
  if (process === undefined) throw startFailure(chroot, server);

  const stop = async (): Promise<void> => {
    if (isAlive(process)) trySignal(process.pid, 'SIGTERM');
    await waitFor(() => !isAlive(process), 20);
    await endGroup(process.pid, chroot.paths.root);
    await rm(chroot.outside(folder), { recursive: true, force: true });
  };
  await rememberProcess(chroot, server, process);
  const log = (): string => readLog(chroot, folder);
  const up = await waitFor(
    () => !isAlive(process) || /server #\d+ started \[trapper #1\]/.test(log()),
    60,
    50,
  );
  if (!up || !isAlive(process)) {
    const failure = startFailure(chroot, server);
    await stop();
    throw failure;
  }
  // The front end reads it, for what the API passes on to the server (scripts, item tests).
  await writeFile(chroot.outside(`${folder}/port`), String(port));
  return {
    port,
    reload: async () => {
      await chroot.run('zabbix', ['/usr/sbin/zabbix_server', ...config, '-R', 'config_cache_reload']);
    },
    send: async (values) => {
      const lines = values.map(({ host, key, value }) => `${[host, key, value].map(quote).join(' ')}\n`);
      const sender = ['/usr/bin/zabbix_sender', '-z', '127.0.0.1', '-p', String(port), '-i', '-'];
      await chroot.run('zabbix', sender, { input: lines.join('') });
    },
    log,
    stop,
  };
}

/** A field of zabbix_sender's input (zabbix_sender(1)). */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function configuration(
  server: LabServer,
  folder: string,
  port: number,
  settings: Record<string, string>,
): string {
  const pollers = [...COMMON_POLLERS, ...POLLERS[server.version]].map((name) => [`Start${name}`, '0']);
  const all: Record<string, string> = {
    DBHost: SOCKET_FOLDER,
    DBName: server.name,
    DBUser: 'postgres',
    ListenIP: '127.0.0.1',
    ListenPort: String(port),
    LogFile: `${folder}/server.log`,
    LogFileSize: '0',
    PidFile: `${folder}/server.pid`,
    SocketDir: folder,
    StartPreprocessors: '1',
    StartTrappers: '2',
    ...Object.fromEntries(pollers),
    ...(server.version === '7.0' ? { AllowSoftwareUpdateCheck: '0' } : {}),
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function startInForeground(chroot: Chroot, folder: string, config: string[]) {
  const [program, ...args] = chroot.command('zabbix', ['/usr/sbin/zabbix_server', '-f', ...config]) as [
    string,
    ...string[],
  ];
  const output = openSync(chroot.outside(`${folder}/output.log`), 'w');
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...LAB_ENVIRONMENT, HOME: '/nonexistent' },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  child.once('error', () => {});
  return child.pid === undefined ? undefined : identify(child.pid);
}

/** So that whoever ends the lab server ends this too. */
async function rememberProcess(
  chroot: Chroot,
  server: LabServer,
  process: { pid: number; startTicks: string },
) {
  const record = (await readServerRecords(chroot.paths)).find((one) => one.name === server.name);
  if (record !== undefined) await writeServerRecord(chroot.paths, { ...record, serverProcess: process });
}

function readLog(chroot: Chroot, folder: string): string {
  const read = (file: string): string => {
    try {
      return readFileSync(chroot.outside(`${folder}/${file}`), 'utf8');
    } catch {
      return '';
    }
  };
  return read('server.log') || read('output.log');
}

function startFailure(chroot: Chroot, server: LabServer): ConciergeError {
  return new ConciergeError(
    `zabbix_server of the lab's Zabbix ${server.version} "${server.name}" does not start.`,
    {
      why:
        readLog(chroot, serverFolder(server.name)).trim().split('\n').slice(-8).join('\n') ||
        'It wrote nothing.',
    },
  );
}
