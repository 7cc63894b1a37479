import { InputError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { ConnectionSettings, Zabbix } from '../zabbix/connection.ts';
import type { CommandContext } from './command.ts';

/**
 * What the connection needs, taken from the settings. A token goes before user and password.
 * @throws InputError where the address or the means to log in are missing
 */
export function connectionSettings(settings: Settings): ConnectionSettings {
  const { apiHost, apiUser, apiPassword, apiToken } = settings;
  if (apiHost.value === undefined) {
    throw new InputError('The address of the Zabbix server is not known', {
      why: 'ZBX_API_HOST is not given',
      remedy: 'Set ZBX_API_HOST, for example to https://zabbix.example.com/zabbix.',
    });
  }
  if (apiToken.value === undefined && (apiUser.value === undefined || apiPassword.value === undefined)) {
    const missing = [
      apiUser.value === undefined ? 'ZBX_API_USER' : '',
      apiPassword.value === undefined ? 'ZBX_API_PASS' : '',
    ].filter((name) => name !== '');
    throw new InputError('There is nothing to log in to Zabbix with', {
      why: `neither ZBX_API_TOKEN nor ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} given`,
      remedy: 'Set ZBX_API_USER and ZBX_API_PASS, or ZBX_API_TOKEN.',
    });
  }
  return {
    host: apiHost.value,
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
