import type { Engine } from './engine.ts';
import { EngineError } from './failure.ts';

/** Who an Engine is, by whatever address it is reached. */
export interface EngineIdentity {
  /** It keeps this on its disk. Undefined where it does not tell. */
  readonly engine: string | undefined;
  /** The Swarm that it is a manager of: the same for all of its managers. */
  readonly swarm: string | undefined;
}

/**
 * Asks an Engine for its ID (Engine API, SystemInfo). One that may not be asked has none.
 * @throws ConciergeError where it is not reached
 */
export async function identityOf(engine: Engine): Promise<EngineIdentity> {
  try {
    const info = await engine.call<Info>('GET', '/info');
    return { engine: info.ID || undefined, swarm: info.Swarm?.Cluster?.ID || undefined };
  } catch (error) {
    if (error instanceof EngineError) return { engine: undefined, swarm: undefined };
    throw error;
  }
}

/** GET /info */
interface Info {
  readonly ID?: string;
  readonly Swarm?: { readonly Cluster?: { readonly ID?: string } | null };
}
