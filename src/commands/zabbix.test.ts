import { describe, expect, it } from 'vitest';
import { loadSettings } from '../settings/load.ts';
import { connectionSettings } from './zabbix.ts';

async function settingsOf(
  environment: Record<string, string>,
): Promise<ReturnType<typeof connectionSettings>> {
  return connectionSettings(await loadSettings({}, environment));
}

describe('connectionSettings', () => {
  it('takes what was given and nothing else', async () => {
    expect(await settingsOf({ ZBX_API_HOST: 'h', ZBX_API_USER: 'u', ZBX_API_PASS: 'the-pass' })).toEqual({
      host: 'h',
      user: 'u',
      password: 'the-pass',
      tlsVerify: true,
    });
    expect(
      await settingsOf({
        ZBX_API_HOST: 'h',
        ZBX_API_TOKEN: 'the-token',
        ZBX_TLS_VERIFY: 'false',
        https_proxy: 'http://p:1',
        NO_PROXY: 'localhost',
      }),
    ).toEqual({
      host: 'h',
      token: 'the-token',
      tlsVerify: false,
      httpsProxy: 'http://p:1',
      noProxy: 'localhost',
    });
  });

  it.each([
    [{ ZBX_API_USER: 'u', ZBX_API_PASS: 'p' }, 'ZBX_API_HOST is not given'],
    [
      {},
      'The address of the Zabbix server is not known: ZBX_API_HOST is not given\n' +
        'There is nothing to log in to Zabbix with: neither ZBX_API_TOKEN nor ZBX_API_USER and ZBX_API_PASS are given',
    ],
    [{ ZBX_API_HOST: 'h' }, 'neither ZBX_API_TOKEN nor ZBX_API_USER and ZBX_API_PASS are given'],
    [{ ZBX_API_HOST: 'h', ZBX_API_USER: 'u' }, 'neither ZBX_API_TOKEN nor ZBX_API_PASS is given'],
  ])('%o: %s', async (environment, why) => {
    await expect(settingsOf(environment as Record<string, string>)).rejects.toMatchObject({
      exitCode: 2,
      why,
    });
  });
});
