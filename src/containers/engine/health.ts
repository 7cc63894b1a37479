import type { ContainerHealth } from '../container.ts';

/** The Engine writes the health into the words of the status, as `docker ps` shows them. */
export function healthIn(status: string): ContainerHealth {
  if (/\(healthy\)/u.test(status)) return 'healthy';
  if (/\(unhealthy\)/u.test(status)) return 'unhealthy';
  return /\(health: starting\)/u.test(status) ? 'starting' : 'none';
}
