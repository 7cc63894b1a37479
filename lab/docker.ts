import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, type CommandResult, run } from './command.ts';
import { makeDockerCertificates } from './docker/certificates.ts';
import {
  type DockerRecord,
  dockerCommand,
  initSwarm,
  readDockerRecord,
  startEngine,
  stopEngine,
  writeDockerRecord,
} from './docker/engine.ts';
import { buildImages } from './docker/images.ts';
import { composeEnvironment, installDocker, isInstalled } from './docker/install.ts';
import { dockerPaths } from './docker/paths.ts';
import { type Guard, startGuard } from './guard.ts';
import { withLock } from './lock.ts';
import { hold, holders, release } from './records.ts';
import { requireRoot } from './tools.ts';

export { LAB_IMAGES } from './docker/images.ts';

export interface DockerAccess {
  /** Default: v2. */
  compose?: 'v1' | 'v2';
  /** Over TCP it is mutual TLS. Default: unix. */
  over?: 'unix' | 'tcp';
}

/** A real Docker Engine, one for all processes of this machine. Take names of your own for whatever you make in it. */
export interface DockerLab {
  /** The socket's path. */
  readonly socket: string;
  /** `tcp://127.0.0.1:PORT`, for whoever has a certificate. */
  readonly tcpHost: string;
  /** `ca.pem`, `cert.pem` and `key.pem` for `tcpHost`. */
  readonly certPath: string;
  /** All variables that a program needs to use the Engine, with this Compose and no other on its path. */
  environment(access?: DockerAccess): Record<string, string>;
  /** Runs the client of the lab. @throws CommandError */
  docker(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs Compose as a person would. @throws CommandError */
  compose(version: 'v1' | 'v2', args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Ends the Engine, unless another process uses it or it is to stay up. */
  stop(): Promise<void>;
}

/** How often it is open in this process. */
let openCount = 0;

/**
 * Opens the lab's Docker: installs what is missing, starts dockerd where it does not run (a Swarm of one node, with
 * the lab's images), and clears away what processes that were killed have left.
 *
 * @throws ConciergeError where not root or not Debian, or dockerd does not come up
 */
export async function dockerLab(
  options: { keep?: boolean; onProgress?: (line: string) => void } = {},
): Promise<DockerLab> {
  const onProgress = options.onProgress ?? (() => {});
  const paths = dockerPaths();
  await installDocker(paths, onProgress);
  const record = await withLock(paths.lock, async () => {
    const found = await readDockerRecord(paths);
    const record = found ?? (await start(onProgress));
    if (options.keep && !record.kept) await writeDockerRecord(paths, { ...record, kept: true });
    await hold(paths);
    return record;
  });
  openCount += 1;
  const guard = startGuard('docker');
  const docker = dockerCommand(paths);
  const environment = ({ compose = 'v2', over = 'unix' }: DockerAccess = {}): Record<string, string> => ({
    ...composeEnvironment(paths, compose),
    ...(over === 'unix'
      ? { DOCKER_HOST: `unix://${paths.socket}` }
      : {
          DOCKER_HOST: tcpHost(record),
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH: paths.certificates,
        }),
  });
  return {
    socket: paths.socket,
    tcpHost: tcpHost(record),
    certPath: paths.certificates,
    environment,
    docker: (args, commandOptions) => run([...docker, ...args], commandOptions),
    compose: (version, args, commandOptions) => {
      const env = { ...environment({ compose: version }), ...commandOptions?.env };
      const program = join(env.PATH ?? '', version === 'v1' ? 'docker-compose' : 'docker');
      const words = version === 'v1' ? args : ['compose', ...args];
      return run([program, ...words], { ...commandOptions, env });
    },
    stop: once(() => leave(guard)),
  };
}

/** Installs what the first use would. */
export async function prepareDocker(onProgress: (line: string) => void): Promise<void> {
  await installDocker(dockerPaths(), onProgress);
}

/** What is up now, and nothing is started or installed. */
export async function findDocker(): Promise<DockerRecord | undefined> {
  return isInstalled(dockerPaths()) ? await readDockerRecord(dockerPaths()) : undefined;
}

/** Ends the Engine, whoever uses it. @returns whether it was up. */
export async function downDocker(): Promise<boolean> {
  requireRoot();
  const paths = dockerPaths();
  return await withLock(paths.lock, async () => {
    const record = await readDockerRecord(paths);
    await stopEngine(paths);
    return record !== undefined;
  });
}

/** Ends the Engine where nobody uses it any more. */
export async function sweepDocker(): Promise<void> {
  requireRoot();
  await withLock(dockerPaths().lock, stopIfUnused);
}

export function tcpHost({ port }: DockerRecord): string {
  return `tcp://127.0.0.1:${port}`;
}

async function start(onProgress: (line: string) => void): Promise<DockerRecord> {
  const paths = dockerPaths();
  // What a machine that was switched off has left.
  await stopEngine(paths);
  onProgress('starting dockerd');
  await mkdir(join(paths.run, 'client'), { recursive: true, mode: 0o700 });
  await mkdir(paths.data, { recursive: true, mode: 0o700 });
  await makeDockerCertificates(paths.certificates);
  const record = await startEngine(paths);
  await writeDockerRecord(paths, record);
  await initSwarm(paths);
  onProgress('building images');
  await buildImages(dockerCommand(paths), join(paths.run, 'images'));
  return record;
}

async function leave(guard: Guard): Promise<void> {
  openCount -= 1;
  const paths = dockerPaths();
  await withLock(paths.lock, async () => {
    if (openCount === 0) await release(paths);
    await stopIfUnused();
  });
  guard.dismiss();
}

async function stopIfUnused(): Promise<void> {
  const paths = dockerPaths();
  const record = await readDockerRecord(paths);
  if (record?.kept === true || (await holders(paths)).length > 0) return;
  await stopEngine(paths);
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
