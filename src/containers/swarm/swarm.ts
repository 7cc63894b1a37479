import { InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import { type Backend, ComponentChangedError } from '../backend.ts';
import type { Container } from '../container.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/failure.ts';
import { healthIn } from '../engine/health.ts';
import { logLines } from '../engine/log-lines.ts';
import type { ContainerRow, NodeRow, ServiceRow, TaskRow } from '../engine/objects.ts';
import { allServices, requireService, servicesOf } from './services.ts';
import { containersOfService, type LocalHealth, taskIdOf } from './tasks.ts';

export interface SwarmBackendOptions {
  readonly engine: Engine;
  readonly stack: string | undefined;
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** Docker's own label on the containers of tasks. */
const SERVICE_ID = 'com.docker.swarm.service.id';

/** A Swarm starts its tasks by and by; `docker service scale` watches them for 5 s. */
const STEADY_MS = { least: 2000, most: 2000 };

/**
 * Components as services of a Swarm. Which of its tasks a Swarm ends when there are to be fewer is its own decision
 * (first those that do not run, then those on the nodes that have most of them); nobody can tell it.
 */
export function swarmBackend({ engine, stack, onDetail }: SwarmBackendOptions): Backend {
  async function services(): Promise<readonly ServiceRow[]> {
    const found = await allServices(engine);
    if (found !== undefined) return found;
    throw new InputError(`The Docker Engine at ${engine.endpoint.host} is no manager of a Swarm`, {
      remedy: 'Give the address of a manager, or --backend compose.',
    });
  }

  async function containersOf(which: readonly ServiceRow[]): Promise<Map<string, Container[]>> {
    const only = which.length === 1 ? which[0]?.ID : undefined;
    const [tasks, nodes, health] = await Promise.all([
      engine.call<TaskRow[]>('GET', '/tasks', {
        query: only === undefined ? {} : { filters: JSON.stringify({ service: [only] }) },
      }),
      engine.call<NodeRow[]>('GET', '/nodes'),
      localHealth(engine, only),
    ]);
    const names = new Map(nodes.map(({ ID, Description }) => [ID, Description.Hostname ?? ID]));
    return new Map(which.map((service) => [service.ID, containersOfService(service, tasks, names, health)]));
  }

  return {
    name: 'swarm',
    steadyMs: STEADY_MS,
    async list(component) {
      const all = await services();
      const which =
        component === undefined ? servicesOf(all, stack) : [requireService(all, component, stack)];
      if (which.length === 0) return [];
      const found = await containersOf(which);
      return [...which]
        .sort((a, b) => (a.Spec.Name < b.Spec.Name ? -1 : 1))
        .flatMap(({ ID }) => found.get(ID) ?? [])
        .filter(({ state }) => state === 'running');
    },
    serviceOf: async (component) => requireService(await services(), component, stack).Spec.Name,
    async read(component) {
      const service = requireService(await services(), component, stack);
      const { Spec } = service;
      const number = replicasOf(service);
      return {
        name: component,
        service: Spec.Name,
        // A stack has `labels` of a service here and those of its containers there.
        labels: { ...Spec.TaskTemplate.ContainerSpec?.Labels, ...Spec.Labels },
        number,
        containers: (await containersOf([service])).get(service.ID) ?? [],
        version: service.Version.Index,
      };
    },
    async order(component, number) {
      const service = await engine.call<ServiceRow | undefined>('GET', `/services/${component.service}`, {
        accept: [404],
      });
      if (service === undefined) throw new ComponentChangedError(component.service);
      const version = component.version ?? service.Version.Index;
      if (service.Version.Index !== version) throw new ComponentChangedError(component.service);
      if (replicasOf(service) === number) return new Map();
      onDetail?.(`service ${component.service}: ${counted(number, 'replica')}, version ${version}`);
      try {
        await engine.call('POST', `/services/${service.ID}/update`, {
          query: { version: String(version) },
          body: { ...service.Spec, Mode: { Replicated: { Replicas: number } } },
        });
      } catch (error) {
        if (error instanceof EngineError && /out of sequence/iu.test(error.said)) {
          throw new ComponentChangedError(component.service);
        }
        throw error;
      }
      return new Map();
    },
    async lastLines(container, lines) {
      const query = { stdout: '1', stderr: '1', tail: String(lines) };
      return await engine.bytes(`/tasks/${taskIdOf(container)}/logs`, { query }).then(logLines, () => []);
    },
  };
}

/** @throws InputError where the number is not a person's to choose */
function replicasOf({ Spec }: ServiceRow): number {
  const replicated = Spec.Mode.Replicated;
  if (replicated !== undefined) return replicated.Replicas ?? 1;
  const [mode = 'another mode'] = Object.keys(Spec.Mode);
  throw new InputError(`The service ${Spec.Name} cannot be scaled`, {
    why:
      mode === 'Global'
        ? 'it is a global service: the Swarm runs one on each node'
        : `its mode is ${mode}; only a replicated service has a number`,
    remedy: 'Only services in the mode "replicated" can be scaled.',
  });
}

/** Tasks say nothing of health; the containers on the node that is asked do. */
async function localHealth(engine: Engine, serviceId: string | undefined): Promise<LocalHealth> {
  const label = [serviceId === undefined ? SERVICE_ID : `${SERVICE_ID}=${serviceId}`];
  const rows = await engine.call<ContainerRow[]>('GET', '/containers/json', {
    query: { filters: JSON.stringify({ label }) },
  });
  return new Map(rows.map(({ Id, Status }) => [Id, healthIn(Status)]));
}
