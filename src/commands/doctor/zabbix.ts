import type { Settings } from '../../settings/settings.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { whoAmI } from '../who-am-i.ts';
import { connectionSettings } from '../zabbix.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { problemOf } from './problem.ts';

/** Zabbix reached, its version, the way there, who one is, and whether one sees everything. */
export const zabbixCheck: Check = {
  name: 'Zabbix',
  async run(context) {
    const { settings } = context;
    if (cannotConnect(settings)) return [];
    const warnings: string[] = [];
    let zabbix: Zabbix;
    try {
      zabbix = await open(context, warnings);
    } catch (error) {
      context.signal.throwIfAborted();
      return [problemOf('Zabbix', error)];
    }
    return [
      { status: 'ok', subject: 'Zabbix', detail: `${zabbix.version.text} at ${zabbix.url}` },
      transport(zabbix, settings),
      ...warnings
        .filter((message) => !message.includes('ZBX_TLS_VERIFY'))
        .map((message) => ({ status: 'warning', subject: 'Zabbix', detail: message }) as const),
      ...(await rights(zabbix, settings)),
    ];
  },
};

/** Something that the settings check has told already. */
function cannotConnect(settings: Settings): boolean {
  try {
    connectionSettings(settings);
  } catch {
    return true;
  }
  return settings.problems.some(({ variable }) => variable === 'ZBX_CA_FILE');
}

async function open({ settings, signal, onExit }: CheckContext, warnings: string[]): Promise<Zabbix> {
  const { connect } = await import('../../zabbix/connection.ts');
  // Few tries: whoever asks for a diagnosis wants to hear that it does not work, not wait until it might.
  const zabbix = await connect(
    { ...connectionSettings(settings), timeoutSeconds: 30 },
    { signal, onWarning: (message) => warnings.push(message), retries: { tries: 2 } },
  );
  onExit(() => zabbix.close());
  return zabbix;
}

function transport(zabbix: Zabbix, settings: Settings): Finding {
  if (!zabbix.url.startsWith('https:')) {
    if (isThisMachine(zabbix.url)) {
      return { status: 'ok', subject: 'TLS', detail: 'not encrypted, and it does not leave this machine' };
    }
    return {
      status: 'warning',
      subject: 'TLS',
      detail: 'the connection is not encrypted: the password and the backup go over the network in clear',
      remedy: 'Use an https address, unless the network in between is protected.',
    };
  }
  if (!settings.tlsVerify.value) {
    return {
      status: 'warning',
      subject: 'TLS',
      detail: 'encrypted, but the certificate is not verified',
      remedy: 'Name the authority in ZBX_CA_FILE and take ZBX_TLS_VERIFY=false away.',
    };
  }
  return { status: 'ok', subject: 'TLS', detail: 'encrypted, the certificate is trusted' };
}

/** Whether an address is that of the loopback interface (RFC 1122 3.2.1.3, RFC 4291 2.5.3, RFC 6761 6.3). */
export function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === '[::1]' || /^127(?:\.\d+){3}$/u.test(hostname) || /(?:^|\.)localhost$/u.test(hostname);
}

async function rights(zabbix: Zabbix, settings: Settings): Promise<Finding[]> {
  const { apiUser, apiToken } = settings;
  try {
    const identity = await whoAmI(zabbix, { user: apiUser.value, token: apiToken.value });
    if (identity === undefined) {
      return [
        {
          status: 'warning',
          subject: 'user',
          detail: 'Zabbix does not say who this is',
          remedy: 'Make sure that the user is a super admin.',
        },
      ];
    }
    const { username, role, type } = identity;
    const who = `${username}, ${type}${role === undefined ? '' : ` (${role})`}`;
    if (type === 'super admin') {
      return [{ status: 'ok', subject: 'user', detail: `${who}: sees and may change everything` }];
    }
    return [
      {
        status: 'problem',
        subject: 'user',
        detail: `${who}: Zabbix shows this user only a part, without saying so; a backup would not be whole`,
        remedy: 'Use a user of type super admin, or back up what this one sees with --partial.',
      },
    ];
  } catch (error) {
    return [{ ...problemOf('Zabbix', error), subject: 'user' }];
  }
}
