import { RefusedError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import { whoAmI } from './who-am-i.ts';

export interface Sight {
  /** Whether the user is shown every object: Zabbix leaves out the others without a word. */
  readonly everything: boolean;
  /** For a sentence, where that is not so. */
  readonly why: string;
  /** The user's id; undefined where Zabbix does not say. */
  readonly userid?: string;
}

/**
 * Whether the user of this session sees the whole configuration, which only a super admin does.
 * @throws whatever a call throws
 */
export async function seesEverything(zabbix: Zabbix, settings: Settings): Promise<Sight> {
  const identity = await whoAmI(zabbix, { user: settings.apiUser.value, token: settings.apiToken.value });
  if (identity === undefined)
    return { everything: false, why: 'Zabbix does not say what rights this user has' };
  return {
    userid: identity.userid,
    everything: identity.type === 'super admin',
    why: `the user ${identity.username} is of the type ${identity.type}, and Zabbix hides from it what it may not read`,
  };
}

/** Half views that a person has accepted: of the user who made the backup, and of the one who asks now. */
export interface AcceptedSight {
  readonly ofBackup: boolean;
  readonly ofServer: boolean;
}

/**
 * Keeps a comparison from being made with half a view: what a user may not read looks as if it were missing.
 * @returns the id of the user of this session, where it was asked
 * @throws RefusedError where the user of this session or the one who made the backup does not see everything
 */
export async function refuseNarrowSight(
  backup: { readonly manifest: { readonly partial: boolean } | undefined },
  zabbix: Zabbix,
  settings: Settings,
  accepted: AcceptedSight,
): Promise<string | undefined> {
  if (backup.manifest?.partial && !accepted.ofBackup) {
    throw new RefusedError('The backup is partial', {
      why: 'it was made by a user who does not see everything: links and groups may be missing in its objects, and a restore would take them away',
      remedy: 'Make it again as a super admin; or look at diff --partial, and give --partial if it is meant.',
    });
  }
  if (accepted.ofServer) return undefined;
  const rights = await seesEverything(zabbix, settings);
  if (rights.everything) return rights.userid;
  throw new RefusedError('What is on the server would not be seen as it is', {
    why: rights.why,
    remedy: 'Use a user or token of the role type Super admin.',
  });
}
