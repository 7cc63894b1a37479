import type { Backend } from './backend.ts';
import type { Endpoint } from './endpoint.ts';

export type BackendName = 'compose' | 'swarm';

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
  /** Told what is run and what was found, for `--verbose`. */
  readonly onDetail?: ((line: string) => void) | undefined;
}

/**
 * Opens the backend that holds the component.
 * @throws InputError where the project is not known, or several have a component of this name (it lists them)
 * @throws ConciergeError where the endpoint cannot be reached
 */
export async function openBackend(_options: BackendOptions): Promise<Backend> {
  throw new Error('not there yet');
}
