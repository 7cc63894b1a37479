import type { KnownToRun } from '../backend.ts';
import type { Engine } from '../engine/engine.ts';
import { LABEL } from './containers.ts';

export interface Starts {
  /** Grows while it is watched. */
  readonly seen: KnownToRun;
  stop(): void;
}

/**
 * Watches the Engine start containers of a service (Engine API, SystemEvents). The time is that of this process, as the
 * clock of the Engine's host may be another: it is never earlier than the start itself.
 */
export function watchStarts(engine: Engine, project: string, service: string): Starts {
  const seen = new Map<string, number>();
  const filters = JSON.stringify({
    type: ['container'],
    event: ['start', 'die'],
    label: [`${LABEL.project}=${project}`, `${LABEL.service}=${service}`],
  });
  const stop = engine.follow('/events', { filters }, (value) => {
    const { Action, Actor } = value as { Action?: unknown; Actor?: { ID?: unknown } };
    if (typeof Actor?.ID !== 'string') return;
    if (Action === 'start') seen.set(Actor.ID, performance.now());
    else seen.delete(Actor.ID);
  });
  return { seen, stop };
}
