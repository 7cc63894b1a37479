import type { Container } from '../container.ts';
import { isLive } from './containers.ts';

/** What makes the containers of a service that many, each list in the order of their numbers. */
export interface ComposePlan {
  /** Stopped and removed: the highest-numbered of those that run. */
  readonly stop: readonly Container[];
  /** Removed, as they do not run and are too many. */
  readonly remove: readonly Container[];
  /** Whether Compose is asked for more: it starts what is left of those that do not run, and creates the rest. */
  readonly up: boolean;
}

/**
 * How to come from these containers to `number` that run.
 *
 * Compose counts containers that have ended like those that run: asked for 3 where 2 run and 2 have crashed, it
 * removes one, and it may be one that runs; v2 goes by the time of creation, not by the number
 * (docker/compose 2.26, pkg/compose/convergence.go). So nothing is left to its choice: what is too many goes before it is
 * asked, and it is asked only for more. Those that have ended, or were never started, go as well where there are to be
 * no more, as they would with Compose: left behind, the next `up --no-recreate` would start them as they were made, of
 * the image that has failed.
 */
export function planCompose(containers: readonly Container[], number: number): ComposePlan {
  const byNumber = [...containers].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const live = byNumber.filter(isLive);
  const ended = byNumber.filter((container) => !isLive(container));
  if (live.length >= number) return { stop: live.slice(number), remove: ended, up: false };
  return { stop: [], remove: ended.slice(number - live.length), up: true };
}
