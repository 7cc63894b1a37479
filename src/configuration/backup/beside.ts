import { join } from 'node:path';
import { placeOf } from './place.ts';
import { timeInName } from './time-names.ts';

/**
 * The path for a new folder beside a backup, named for the time in UTC: `pre-restore-20261122T171530Z`.
 * @param dir the folder of the backup.
 */
export function besideName(dir: string, prefix: 'pre-restore' | 'restore', now: Date): string {
  return join(placeOf(dir).parent, `${prefix}-${timeInName(now)}`);
}
