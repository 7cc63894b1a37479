/**
 * Words of this room, as Docker uses them:
 * - component: what a person scales. A service of a Compose project, or a service of a Swarm.
 * - container: one running instance of a component; in a Swarm the container of a task.
 * - backend: Compose or Swarm, behind one interface (`backend.ts`).
 * - endpoint: the Docker Engine that is talked to (`endpoint.ts`).
 */

/** The states of a container as the Engine names them (Engine API, ContainerState.Status). */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** What the health check says; `none` where the image and the service have no health check. */
export type ContainerHealth = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** One container of a component, whichever backend it is of. */
export interface Container {
  /** The whole id, 64 hexadecimal digits; of a Swarm task that has no container yet, the id of the task. */
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly state: ContainerState;
  readonly health: ContainerHealth;
  /** When it was created, ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly image: string;
  /** The node that it runs on (Swarm only). */
  readonly node?: string;
  /** Its place among the containers of the component, from 1 on. */
  readonly number?: number;
  /** Where it has ended: its exit code, and the Engine's own words where there are any. */
  readonly exitCode?: number;
  readonly error?: string;
  /** How often it was started anew after it had ended by itself; of a Swarm's task, how many before it failed. */
  readonly restarts?: number;
}

/** A container that counts towards the number of its component: it runs, and no health check says otherwise. */
export function isUp({ state, health }: Pick<Container, 'state' | 'health'>): boolean {
  return state === 'running' && (health === 'none' || health === 'healthy');
}
