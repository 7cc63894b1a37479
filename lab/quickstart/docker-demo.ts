import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerLab, findDocker, LAB_IMAGES, sweepDocker } from '../docker.ts';
import type { DockerStage } from './steps.ts';

/** The name under which it stands beside what others have on the same Engine. */
const PROJECT = 'concierge-quickstart';

/** The demo project: a component to scale, with a bound, and one that stays as it is. */
const COMPOSE_FILE = `services:
  web:
    image: ${LAB_IMAGES.healthy}
    labels:
      concierge.scale.max: "3"
  database:
    image: ${LAB_IMAGES.runs}
`;

export interface DockerDemo {
  readonly stage: DockerStage;
  /** Starts one container of each component; what a killed quickstart left is gone first. */
  start(): Promise<void>;
  /** Removes them, and ends the Engine unless somebody else uses it. */
  stop(): Promise<void>;
}

/**
 * As `open`, where a machine on which dockerd cannot run (a container that may not) still has the rest of the tour.
 * @param say told in one line why it is not to be had
 */
export async function openWherePossible(
  open: () => Promise<DockerDemo>,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<DockerDemo | undefined> {
  try {
    return await open();
  } catch (error) {
    signal.throwIfAborted();
    const [reason = ''] = (error as Error).message.split('\n');
    say(`Docker is not to be had here, so the steps about containers are left out: ${reason}`);
    return undefined;
  }
}

/**
 * Opens the lab's Docker for the tour.
 * @param folder where it writes; the caller removes it
 * @throws ConciergeError where Docker is not to be had on this machine
 */
export async function openDockerDemo(
  folder: string,
  onProgress: (line: string) => void,
): Promise<DockerDemo> {
  const docker = await dockerLab({ onProgress });
  const composeFile = join(folder, 'compose.yml');
  const compose = async (...words: string[]): Promise<void> => {
    await docker.compose('v2', ['-p', PROJECT, '-f', composeFile, ...words]);
  };
  const { PATH = '', HOME = '', DOCKER_CONFIG = '' } = docker.environment();
  await mkdir(folder, { recursive: true });
  await writeFile(composeFile, COMPOSE_FILE);
  return {
    stage: {
      host: docker.tcpHost,
      certPath: docker.certPath,
      project: PROJECT,
      composeFile,
      stateFolder: join(folder, 'state'),
      programs: { PATH, HOME, DOCKER_CONFIG },
    },
    async start() {
      await compose('down', '--timeout', '1');
      await compose('up', '-d', '--wait');
    },
    async stop() {
      await compose('down', '--timeout', '1').catch(() => {});
      await docker.stop();
    },
  };
}

/** Removes what a quickstart that was killed has left on the Engine, and ends it where nobody uses it. */
export async function removeDemo(): Promise<void> {
  if ((await findDocker()) === undefined) return;
  const docker = await dockerLab();
  await docker.compose('v2', ['-p', PROJECT, 'down', '--timeout', '1']);
  await docker.stop();
  await sweepDocker();
}
