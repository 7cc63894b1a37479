import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ConciergeError } from '../../src/errors.ts';
import { LAB_ENVIRONMENT, run } from '../command.ts';
import { freePort } from '../ports.ts';
import { identify, isAlive, type ProcessIdentity, trySignal, waitFor } from '../processes.ts';
import { DOCKER } from './install.ts';
import type { DockerPaths } from './paths.ts';

/** The lab's dockerd, written down so that every process finds it. */
export interface DockerRecord {
  /** The first process of its namespace, with which all others end: dockerd, containerd, containers. */
  process: ProcessIdentity;
  /** Of 127.0.0.1, for mutual TLS. */
  port: number;
  /** Stays up until `down`, whether anybody uses it or not. */
  kept: boolean;
  startedAt: string;
}

const CONTROL_GROUP = 'concierge-lab';

/** The client's command line, up to its subcommand. */
export function dockerCommand(paths: DockerPaths): string[] {
  return [DOCKER, '--config', join(paths.run, 'client'), '-H', `unix://${paths.socket}`];
}

/** @returns undefined where it does not run. */
export async function readDockerRecord(paths: DockerPaths): Promise<DockerRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(recordFile(paths), 'utf8')) as DockerRecord;
    return isAlive(record.process) ? record : undefined;
  } catch {
    return undefined;
  }
}

export async function writeDockerRecord(paths: DockerPaths, record: DockerRecord): Promise<void> {
  await mkdir(paths.run, { recursive: true });
  await writeFile(`${recordFile(paths)}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${recordFile(paths)}.tmp`, recordFile(paths));
}

/**
 * Starts dockerd in namespaces of its own for processes and mounts, so that nothing of it outlives it, and waits until
 * it answers. It leaves the machine's firewall and routing alone.
 *
 * @throws ConciergeError where it does not come up, with the end of its log.
 */
export async function startEngine(paths: DockerPaths): Promise<DockerRecord> {
  if (Buffer.byteLength(paths.socket) > 107) {
    throw new ConciergeError(`The path ${paths.socket} is too long for a socket.`, {
      remedy: 'Set XDG_CACHE_HOME to a folder with a shorter path.',
    });
  }
  const port = await freePort();
  const engineFile = (name: string): string => join(paths.certificates, 'engine', name);
  const configuration = join(paths.run, 'daemon.json');
  await writeFile(configuration, '{}\n');
  const log = openSync(paths.log, 'w', 0o600);
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'tini', '--', 'dockerd'],
      ...['--config-file', configuration, '--data-root', paths.data, '--exec-root', join(paths.run, 'exec')],
      ...['--pidfile', join(paths.run, 'dockerd.pid'), '-H', `unix://${paths.socket}`],
      ...['-H', `tcp://127.0.0.1:${port}`, '--tlsverify', '--tlscacert', join(paths.certificates, 'ca.pem')],
      ...['--tlscert', engineFile('cert.pem'), '--tlskey', engineFile('key.pem')],
      ...['--bridge=none', '--iptables=false', '--ip-forward=false', '--ip-masq=false'],
      ...[
        `--cgroup-parent=/${CONTROL_GROUP}`,
        '--default-address-pool',
        `base=${addressPool(paths)}.0.0/16,size=24`,
      ],
    ],
    { cwd: '/', env: { ...LAB_ENVIRONMENT }, stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  child.unref();
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  const docker = dockerCommand(paths);
  const answers = (): Promise<boolean> =>
    run([...docker, 'version'], { timeoutSeconds: 10 }).then(
      () => true,
      () => false,
    );
  const up = await waitFor(async () => ended || (await answers()), 60, 100);
  const process = child.pid === undefined || ended ? undefined : firstChild(child.pid);
  if (up && !ended && process !== undefined) {
    return { process, port, kept: false, startedAt: new Date().toISOString() };
  }
  if (child.pid !== undefined && !ended) trySignal(child.pid, 'SIGKILL');
  throw new ConciergeError("The lab's dockerd does not start.", {
    why: endOf(paths.log) || 'It wrote nothing.',
    remedy: 'In a container, it must have been started with --privileged.',
  });
}

/** Makes the Engine a Swarm of one node that nobody outside this machine reaches. */
export async function initSwarm(paths: DockerPaths): Promise<void> {
  const docker = dockerCommand(paths);
  const { stdout } = await run([...docker, 'info', '--format', '{{.Swarm.LocalNodeState}}']);
  if (stdout.trim() === 'active') return;
  const address = `127.0.0.1:${await freePort()}`;
  await run([
    ...[...docker, 'swarm', 'init', '--advertise-addr', address, '--listen-addr', address],
    ...['--data-path-addr', '127.0.0.1', '--default-addr-pool', '10.250.0.0/16'],
  ]);
}

/** Ends dockerd with all that it runs, and removes what it wrote. For the holder of the lock. */
export async function stopEngine(paths: DockerPaths): Promise<void> {
  const record = await readDockerRecord(paths);
  if (record !== undefined) {
    trySignal(record.process.pid, 'SIGKILL');
    await waitFor(() => !isAlive(record.process), 20);
  }
  await removeBridges(paths);
  await run(['rm', '-rf', '--one-file-system', paths.data, paths.run], { timeoutSeconds: 300 });
  await removeControlGroups();
}

/**
 * Networks of containers get addresses that begin with this, by which their bridges are known again. Another lab of this
 * machine (another XDG_CACHE_HOME) has others.
 */
function addressPool({ base }: DockerPaths): string {
  return `10.${200 + ((createHash('sha256').update(base).digest()[0] ?? 0) % 50)}`;
}

/** Bridges belong to the machine's network, and so outlive dockerd. */
async function removeBridges(paths: DockerPaths): Promise<void> {
  const ours = `${addressPool(paths)}.`;
  const names = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ address }) => address.startsWith(ours)))
    .map(([name]) => name);
  for (const name of names) await run(['ip', 'link', 'delete', name]).catch(() => {});
}

/** The kernel removes those of a process when asked, not by itself. */
async function removeControlGroups(): Promise<void> {
  const folders = ['find', '/sys/fs/cgroup', '-depth', '-type', 'd', '-path', `*/${CONTROL_GROUP}*`];
  await run([...folders, '-exec', 'rmdir', '{}', '+']).catch(() => {});
}

/** With `--fork`, unshare stays outside and its child is the first process inside (unshare(1)). */
function firstChild(pid: number): ProcessIdentity | undefined {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return undefined;
  }
  const [child] = children.trim().split(' ');
  return child === undefined || child === '' ? undefined : identify(Number(child));
}

function recordFile(paths: DockerPaths): string {
  return join(paths.run, 'docker.json');
}

function endOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}
