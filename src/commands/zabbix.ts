import { requiredZabbix } from '../settings/required.ts';
import type { Settings } from '../settings/settings.ts';
import type { ConnectionSettings, Zabbix } from '../zabbix/connection.ts';
import type { CommandContext } from './command.ts';

/**
 * What the connection needs, taken from the settings. A token goes before user and password.
 * @throws InputError where the address or the means to log in are missing
 */
export function connectionSettings(settings: Settings): ConnectionSettings {
  const host = requiredZabbix(settings);
  const { apiUser, apiPassword, apiToken } = settings;
  return {
    host,
    ...(apiUser.value === undefined ? {} : { user: apiUser.value }),
    ...(apiPassword.value === undefined ? {} : { password: apiPassword.value }),
    ...(apiToken.value === undefined ? {} : { token: apiToken.value }),
    tlsVerify: settings.tlsVerify.value,
    ...(settings.caFile.value === undefined ? {} : { caFile: settings.caFile.value }),
    ...(settings.httpsProxy.value === undefined ? {} : { httpsProxy: settings.httpsProxy.value }),
    ...(settings.httpProxy.value === undefined ? {} : { httpProxy: settings.httpProxy.value }),
    ...(settings.noProxy.value === undefined ? {} : { noProxy: settings.noProxy.value }),
  };
}

/**
 * Connects as the settings say and logs out when the command ends. Warnings of the connection are said, retries are
 * said with `--verbose`.
 * @throws InputError as `connectionSettings`; whatever `connect` throws
 */
export async function openZabbix(
  context: Pick<CommandContext, 'settings' | 'output' | 'signal' | 'onExit'>,
): Promise<Zabbix> {
  const { settings, output, signal, onExit } = context;
  const { connect } = await import('../zabbix/connection.ts');
  const zabbix = await connect(connectionSettings(settings), {
    signal,
    onWarning: (message) => output.warn(message),
    onRetry: ({ method, attempt, waitMs, reason }) =>
      output.detail(`${method}: try ${attempt} failed (${reason}); again in ${(waitMs / 1000).toFixed(1)} s`),
  });
  onExit(() => zabbix.close());
  return zabbix;
}
