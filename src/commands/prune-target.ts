import type { Backup } from '../configuration/backup/backup.ts';
import type { CompareOptions } from '../configuration/compare-with-server.ts';
import { kindNamed } from '../configuration/kinds/all-kinds.ts';
import { patternRecorded, selectionOf } from '../configuration/selection.ts';
import { readOwnToken } from '../configuration/server/read-own-access.ts';
import { RefusedError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import { whoAmI } from './who-am-i.ts';

/**
 * What `--prune` may delete: never the user who restores or its token, and nothing of which the backup cannot tell that it was not
 * there.
 * @throws RefusedError where the backup does not say what it leaves out; whatever a call throws
 */
export async function pruning(
  asked: boolean,
  backup: Pick<Backup, 'manifest'>,
  zabbix: Zabbix,
  settings: Settings,
): Promise<Pick<CompareOptions, 'prune'>> {
  if (!asked) return {};
  const { manifest } = backup;
  if (manifest === undefined || manifest.partial) {
    throw new RefusedError('--prune would delete what this backup does not know', {
      why:
        manifest === undefined
          ? 'the backup has no manifest that says that it is whole'
          : 'the backup is partial: it was made by a user who does not see everything',
      remedy: 'Restore it without --prune, or make a backup as a super admin.',
    });
  }
  const { only = [], skip = [] } = manifest.selection ?? {};
  const recorded = selectionOf(only.map(patternRecorded), skip.map(patternRecorded));
  const identity = await whoAmI(zabbix, { user: settings.apiUser.value, token: settings.apiToken.value });
  const own = identity && {
    user: identity.username,
    token: await readOwnToken(zabbix, identity.username),
  };
  return {
    prune: {
      spares: ({ kind, key }) =>
        !recorded.object(kind, key) || (own !== undefined && kindNamed(kind).isOwn?.(key, own) === true),
    },
  };
}
