import type { Container } from './container.ts';

/** The backends, by the names that `--backend` and the history have. How each is opened stands in open-backend.ts. */
export const BACKEND_NAMES = ['compose', 'swarm'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** A component as it is at one moment. */
export interface Component {
  /** As the person named it. In a Swarm the service may be `<stack>_<name>`: then `service` says so. */
  readonly name: string;
  /** The backend's own name of it, for messages: `shop/web`, `shop_web`. Locks and history go by it. */
  readonly service: string;
  /** The labels on the service, `concierge.scale.*` among them. */
  readonly labels: Readonly<Record<string, string>>;
  /** How many there are: with Compose the containers that run or are about to, in a Swarm the replicas that are ordered. */
  readonly number: number;
  /** All of its containers, those included that do not run. */
  readonly containers: readonly Container[];
  /** What guards an order against changes from elsewhere since this was read (Swarm: the service's version index). */
  readonly version?: number;
}

/** Since when containers are known to run, by their ids: times of `performance.now()`. */
export type KnownToRun = ReadonlyMap<string, number>;

/** A component changed between reading and ordering. Whoever meets it reads and decides anew. */
export class ComponentChangedError extends Error {
  readonly service: string;

  constructor(service: string) {
    super(`${service} was changed by somebody else in the meantime`);
    this.name = 'ComponentChangedError';
    this.service = service;
  }
}

/**
 * Compose or Swarm. Guarantees, held by one contract suite that runs against every backend:
 * - `order` touches no other component: nothing of theirs is created, started, stopped, recreated or removed.
 * - Containers of the component that stay keep their ids. With Compose the highest-numbered go first; a Swarm chooses.
 * - Every call ends: by success, by an error that says what failed, by the time-out, or by the signal.
 */
export interface Backend {
  readonly name: BackendName;
  /**
   * How long containers must have been seen to run, as one that fails at its start runs for a moment too; the most where
   * the Engine is slow to be read. Milliseconds.
   */
  readonly steadyMs: { readonly least: number; readonly most: number };
  /** The running containers of the component; without one, of the whole project or stack. By component and number. */
  list(component: string | undefined): Promise<readonly Container[]>;
  /**
   * The backend's own name of a component (`Component.service`), whether there is one of it or not, where the name alone
   * tells.
   * @throws InputError where it does not, and there is none
   */
  serviceOf(component: string): Promise<string>;
  /**
   * The component as it is now.
   * @throws InputError where there is none of this name (it lists those that there are), or where it cannot be scaled
   * (a global service)
   */
  read(component: string): Promise<Component>;
  /**
   * Orders `number` containers and returns when the order is accepted; whether they run is `read`'s to tell.
   * @param component as `read` gave it
   * @returns those containers whose start was seen on the way; nothing is known of others
   * @throws ComponentChangedError where its version no longer holds
   * @throws InputError where what it needs is not there (a compose file); then nothing was changed
   * @throws NoAnswerError where the Engine was not reached or said nothing: all, a part or none of it may be done
   */
  order(component: Component, number: number): Promise<KnownToRun>;
  /**
   * Whether processes of the container are there at this moment, as the system of its host has it: what `read` tells is
   * what the Engine was told, and of an end it is told some 20 to 70 ms late. Undefined where that cannot be known.
   */
  hasProcesses?(container: Container): Promise<boolean | undefined>;
  /** The last lines that a container printed, oldest first; none where its log cannot be read. */
  lastLines(container: Container, lines: number): Promise<readonly string[]>;
}
