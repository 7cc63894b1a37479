import type { Backend, BackendName } from './backend.ts';
import { composeCli } from './compose/cli.ts';
import { composeBackend } from './compose/compose.ts';
import { containerRows } from './compose/containers.ts';
import { filesOnDisk } from './compose/files.ts';
import { findProject } from './compose/project.ts';
import type { Endpoint } from './endpoint.ts';
import { type Engine, openEngine } from './engine/engine.ts';
import { type EngineIdentity, identityOf } from './engine/identity.ts';
import { allServices, servicesNamed, servicesOf } from './swarm/services.ts';
import { swarmBackend } from './swarm/swarm.ts';

/** What it takes to find the backend of a component, and its project. */
export interface BackendOptions {
  readonly endpoint: Endpoint;
  /** `--backend`. Not given, it is found: a Swarm service of that name, else Compose. */
  readonly backend?: BackendName | undefined;
  /** The Compose project, or the stack of a Swarm: `-p`, `--project`, else COMPOSE_PROJECT_NAME. */
  readonly project?: string | undefined;
  /** Compose files: `--file`, else COMPOSE_FILE. None: they are looked for. */
  readonly files?: readonly string[] | undefined;
  /** The component that will be asked about; the project may be found by it. Not given: all of the project. */
  readonly component?: string | undefined;
  /** The environment of the person, for the programs that are run (PATH, HOME, variables of the compose file). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Whether `engineId` will be wanted: then it is asked for at once, beside all else. */
  readonly identify?: boolean;
  /** How long carrying an order out may take: stopping containers, a run of Compose. Milliseconds. */
  readonly orderTimeoutMs?: number | undefined;
  /** Told what is run and what was found, for `--verbose`. */
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** Images may have to be pulled. */
const DEFAULT_ORDER_TIMEOUT_MS = 600_000;

/** A backend that has to be given back. */
export interface OpenBackend extends Backend {
  /**
   * What the Engine or the Swarm is known by, whatever its address; undefined where it does not tell.
   * @throws ConciergeError where it was not to be reached
   */
  readonly engineId: () => Promise<string | undefined>;
  close(): void;
}

/**
 * Opens the backend that holds the component.
 * @throws InputError where the project is not known, or several have a component of this name (it lists them)
 * @throws ConciergeError where the endpoint cannot be reached
 */
export async function openBackend(options: BackendOptions): Promise<OpenBackend> {
  const engine = openEngine(options.endpoint, options);
  const identity = options.identify === true ? identityOf(engine) : undefined;
  // Thrown where it is wanted.
  identity?.catch(() => {});
  try {
    const name = options.backend ?? (await findBackend(engine, options));
    options.onDetail?.(`backend: ${name}, at ${options.endpoint.host}`);
    const { open, idOf } = BACKENDS[name];
    const backend = await open(engine, options);
    const engineId = async () => idOf(await (identity ?? identityOf(engine)));
    return { ...backend, engineId, close: () => engine.close() };
  } catch (error) {
    engine.close();
    throw error;
  }
}

interface BackendEntry {
  readonly open: (engine: Engine, options: BackendOptions) => Promise<Backend>;
  /** What it is known by. */
  readonly idOf: (identity: EngineIdentity) => string | undefined;
}

const BACKENDS: Readonly<Record<BackendName, BackendEntry>> = {
  compose: { open: openCompose, idOf: ({ engine }) => engine },
  swarm: { open: openSwarm, idOf: ({ engine, swarm }) => swarm ?? engine },
};

/**
 * A Swarm service of that name, else Compose. Where all of a project is meant: a stack of its name, else Compose. Files
 * are Compose's alone. A component that is in neither is looked for in the stack of that name where no project of Compose
 * has it, so that the error tells what there is.
 */
async function findBackend(engine: Engine, options: BackendOptions): Promise<BackendName> {
  const { component, project, files } = options;
  const services = (await allServices(engine)) ?? [];
  if (component !== undefined && servicesNamed(services, component, project).length > 0) return 'swarm';
  const isStack = project !== undefined && servicesOf(services, project).length > 0;
  if (!isStack || filesOnDisk(files, component === undefined ? undefined : project) !== undefined)
    return 'compose';
  if (component === undefined) return 'swarm';
  return (await containerRows(engine, { project, all: true })).length > 0 ? 'compose' : 'swarm';
}

async function openSwarm(engine: Engine, { project, onDetail }: BackendOptions): Promise<Backend> {
  return swarmBackend({ engine, stack: project, onDetail });
}

async function openCompose(engine: Engine, options: BackendOptions): Promise<Backend> {
  const { endpoint, environment, signal, onDetail } = options;
  const orderTimeoutMs = options.orderTimeoutMs ?? DEFAULT_ORDER_TIMEOUT_MS;
  const cli = composeCli({ endpoint, environment, timeoutMs: orderTimeoutMs, signal, onDetail });
  const { project, files, component } = options;
  const found = await findProject({ project, files, component }, engine, cli);
  onDetail?.(
    `project: ${found.name}${found.files === undefined ? '' : `, of ${found.files.files.join(', ')}`}`,
  );
  return composeBackend({ engine, cli, project: found, orderTimeoutMs, onDetail });
}
