import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DockerLab, LAB_IMAGES } from '../../lab/docker.ts';
import type { OpenBackend } from '../../src/containers/open-backend.ts';
import { type BackendOptions, openBackend } from '../../src/containers/open-backend.ts';
import { containersWith, newName, theDocker, useEnders } from './docker.ts';

/** A service of the project that the tests of a backend are about. */
export interface SampleService {
  readonly image: keyof typeof LAB_IMAGES;
  /** How many there are at first; 0 is one that was never started. */
  readonly number: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** Whatever else stands in the compose file. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A project or stack that was made by Docker's own programs, as a person makes it. */
export interface Project {
  readonly name: string;
  /** The compose file. */
  readonly file: string;
  readonly docker: DockerLab;
  open(component?: string, options?: Partial<BackendOptions>): Promise<OpenBackend>;
  /** Ids of a component's containers that run, asked of the docker command line, by number. */
  running(component: string): Promise<string[]>;
  /** Ids of all containers of all other components, whatever their state. */
  others(component: string): Promise<string[]>;
  /** Scales by hand, as a person does. */
  scale(component: string, number: number): Promise<void>;
}

export type Maker = (services: Readonly<Record<string, SampleService>>) => Promise<Project>;

const NEVER = new AbortController().signal;

/** Makes projects with this version of Compose; they are gone after the tests. */
export function useComposeProjects(version: 'v1' | 'v2'): Maker {
  const ending = useEnders();
  return async (services) => {
    const docker = await theDocker();
    const name = newName();
    const file = writeComposeFile(services, '2.4');
    const compose = (...args: string[]) => docker.compose(version, ['-p', name, '-f', file, ...args]);
    ending(() => rm(join(file, '..'), { recursive: true, force: true }));
    ending(() => compose('down', '--timeout', '1', '--remove-orphans'));
    const started = Object.entries(services).filter(([, { number }]) => number > 0);
    const scales = started.flatMap(([service, { number }]) => ['--scale', `${service}=${number}`]);
    if (started.length > 0) await compose('up', '-d', ...scales, ...started.map(([service]) => service));
    const label = 'com.docker.compose';
    return {
      name,
      file,
      docker,
      open: (component, options) => open(docker, { version, project: name, component, options }),
      running: async (service) => {
        const found = await containersWith(docker, {
          [`${label}.project`]: name,
          [`${label}.service`]: service,
        });
        return found
          .filter(({ state }) => state === 'running')
          .sort((a, b) => numberIn(a.name) - numberIn(b.name))
          .map(({ id }) => id);
      },
      others: async (service) => {
        const all = await containersWith(docker, { [`${label}.project`]: name });
        const own = await containersWith(docker, {
          [`${label}.project`]: name,
          [`${label}.service`]: service,
        });
        return all
          .map(({ id }) => id)
          .filter((id) => own.every((each) => each.id !== id))
          .sort();
      },
      scale: async (service, number) => {
        await compose('up', '-d', '--no-deps', '--no-recreate', '--scale', `${service}=${number}`, service);
      },
    };
  };
}

/** Makes stacks; they are gone after the tests. */
export function useStacks(): Maker {
  const ending = useEnders();
  return async (services) => {
    const docker = await theDocker();
    const name = newName();
    const deployed = Object.entries(services).map(([service, sample]) => [
      service,
      { ...sample, more: { deploy: deployOf(sample), ...sample.more } },
    ]);
    const file = writeComposeFile(Object.fromEntries(deployed), '3.8');
    ending(() => rm(join(file, '..'), { recursive: true, force: true }));
    ending(() => removeStack(docker, name));
    await docker.docker(['stack', 'deploy', '--resolve-image', 'never', '-c', file, name]);
    const own = (service: string) => ({ 'com.docker.swarm.service.name': `${name}_${service}` });
    const project: Project = {
      name,
      file,
      docker,
      open: (component, options) => open(docker, { version: 'v2', project: name, component, options }),
      running: async (service) =>
        (await containersWith(docker, own(service)))
          .filter(({ state }) => state === 'running')
          .sort((a, b) => numberIn(a.name) - numberIn(b.name))
          .map(({ id }) => id),
      others: async (service) => {
        const others = Object.keys(services).filter((each) => each !== service);
        const found = await Promise.all(others.map((each) => containersWith(docker, own(each))));
        return found
          .flat()
          .map(({ id }) => id)
          .sort();
      },
      scale: async (service, number) => {
        await docker.docker(['service', 'scale', '--detach', `${name}_${service}=${number}`]);
      },
    };
    for (const [service, { number }] of Object.entries(services))
      await untilRunning(project, service, number);
    return project;
  };
}

/** Until so many run: a Swarm starts and ends them by and by. */
export async function untilRunning(project: Project, service: string, number: number): Promise<void> {
  const { waitFor } = await import('../../lab/processes.ts');
  const came = await waitFor(async () => (await project.running(service)).length === number, 60, 100);
  if (!came) throw new Error(`${service} of ${project.name} did not come to ${number} containers`);
}

function deployOf({ number, labels }: SampleService): object {
  return {
    replicas: number,
    restart_policy: { condition: 'any', delay: '100ms' },
    ...(labels === undefined ? {} : { labels }),
  };
}

/** `shop-web-3`, `shop_web_3`, `shop_web.3.qbc…`. */
function numberIn(name: string): number {
  return Number(/[-_.](\d+)(?:\.\w+)?$/u.exec(name)?.[1]);
}

function writeComposeFile(services: Readonly<Record<string, SampleService>>, version: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'concierge-compose-')), 'compose.yml');
  const document = {
    version,
    services: Object.fromEntries(
      Object.entries(services).map(([service, { image, labels, more }]) => [
        service,
        { image: LAB_IMAGES[image], ...(labels === undefined ? {} : { labels }), ...more },
      ]),
    ),
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(document, undefined, 2));
  return file;
}

async function open(
  docker: DockerLab,
  {
    version,
    project,
    component,
    options,
  }: {
    version: 'v1' | 'v2';
    project: string;
    component?: string | undefined;
    options?: Partial<BackendOptions> | undefined;
  },
): Promise<OpenBackend> {
  return await openBackend({
    endpoint: { host: `unix://${docker.socket}`, timeoutMs: 60_000 },
    project,
    component,
    environment: docker.environment({ compose: version }),
    signal: NEVER,
    ...options,
  });
}

/** A network is in use for a moment after its services are gone: then this fails, and is tried again. */
async function removeStack(docker: DockerLab, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await docker.docker(['stack', 'rm', name]);
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await sleep(1000);
    }
  }
}
