import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seriesIn } from '../../configuration/backup/timestamped.ts';
import { stateFileError } from '../../containers/state-file.ts';
import type { Settings } from '../../settings/settings.ts';

/**
 * The path beside which a restore keeps its copy of the target and its record where the backup comes from elsewhere, and beside
 * which an undo looks for the last of them. Nothing need be at this path itself.
 *
 * That is ZBX_CONFIG_DIR, so beside the backup in it; where it holds timestamped backups, beside these. Without it, a
 * folder of its own in CONCIERGE_STATE_DIR.
 * @throws InputError where that cannot be made
 */
export function keptBeside({ configDir, stateDir }: Pick<Settings, 'configDir' | 'stateDir'>): string {
  const dir = configDir.value;
  if (dir === undefined) {
    const kept = join(stateDir.value, 'restores');
    try {
      mkdirSync(kept, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw stateFileError(kept, error);
    }
    return join(kept, 'backup');
  }
  const [newest] = seriesIn(dir);
  return newest === undefined ? dir : join(dir, newest);
}
