import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { placeOf } from './place.ts';

/**
 * The path of a new folder beside a backup, named for the time in UTC: `pre-restore-20261122T171530Z`.
 * A number follows where that is taken.
 * @param dir the folder of the backup.
 */
export function besideName(dir: string, prefix: 'pre-restore' | 'restore', now: Date): string {
  const { parent } = placeOf(dir);
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  for (let number = 1; ; number += 1) {
    const path = join(parent, `${prefix}-${time}${number === 1 ? '' : `-${number}`}`);
    if (!existsSync(path)) return path;
  }
}
