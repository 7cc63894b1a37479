import type { Settings } from '../settings/settings.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import { whoAmI } from './identity.ts';

export interface Sight {
  /** Whether the user is shown every object: Zabbix leaves out the others without a word. */
  readonly everything: boolean;
  /** For a sentence, where that is not so. */
  readonly why: string;
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
    everything: identity.type === 'super admin',
    why: `the user ${identity.username} is of the type ${identity.type}, and Zabbix hides from it what it may not read`,
  };
}
