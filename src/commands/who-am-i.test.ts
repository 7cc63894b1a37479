import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../zabbix/connection.ts';
import { parseVersion } from '../zabbix/version.ts';
import { whoAmI } from './who-am-i.ts';

/** Answers as the servers of that version were seen to answer, and keeps what was asked. */
function zabbix(version: string, user: object | undefined): { zabbix: Zabbix; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const call = async (method: string, params: unknown): Promise<unknown> => {
    asked.push([method, params]);
    return method === 'user.checkAuthentication' ? { userid: '7' } : user === undefined ? [] : [user];
  };
  return {
    asked,
    zabbix: {
      version: parseVersion(version),
      url: 'http://h/api_jsonrpc.php',
      writes: 0,
      calls: 0,
      call: call as Zabbix['call'],
      proveLogin: async () => {},
      close: async () => {},
    },
  };
}

describe('whoAmI', () => {
  it('knows types before there were roles', async () => {
    const server = zabbix('5.0.8', { userid: '1', alias: 'Admin', type: '3' });
    expect(await whoAmI(server.zabbix, { user: 'Admin', token: undefined })).toEqual({
      userid: '1',
      username: 'Admin',
      role: undefined,
      type: 'super admin',
    });
    expect(server.asked).toEqual([
      ['user.get', { output: ['userid', 'alias', 'type'], filter: { alias: 'Admin' } }],
    ]);
  });

  it('looks the login up by its name', async () => {
    const role = { name: 'User role', type: '1' };
    const server = zabbix('7.0.22', { userid: '5', username: 'reader', role });
    expect(await whoAmI(server.zabbix, { user: 'reader', token: undefined })).toEqual({
      userid: '5',
      username: 'reader',
      role: 'User role',
      type: 'user',
    });
    expect(server.asked).toEqual([
      [
        'user.get',
        { output: ['userid', 'username'], selectRole: ['name', 'type'], filter: { username: 'reader' } },
      ],
    ]);
  });

  it('asks whose the token is, whatever user is named beside it', async () => {
    const role = { name: 'Admin role', type: '2' };
    const server = zabbix('6.0.14', { userid: '7', username: 'backup', role });
    expect(await whoAmI(server.zabbix, { user: 'Admin', token: 'the-token' })).toMatchObject({
      type: 'admin',
    });
    expect(server.asked[0]).toEqual(['user.checkAuthentication', { token: 'the-token' }]);
    expect(server.asked[1]?.[1]).toMatchObject({ userids: ['7'] });
  });

  it('does not know where Zabbix does not say', async () => {
    expect(await whoAmI(zabbix('7.0.0', undefined).zabbix, { user: 'x', token: undefined })).toBeUndefined();
    expect(await whoAmI(zabbix('7.0.0', {}).zabbix, { user: undefined, token: undefined })).toBeUndefined();
    expect(await whoAmI(zabbix('5.4.0', {}).zabbix, { user: 'x', token: 't' })).toBeUndefined();
  });
});
