import { describe, expect, it } from 'vitest';
import type { Manifest } from '../configuration/backup/manifest.ts';
import { RefusedError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import { parseVersion } from '../zabbix/version.ts';
import { pruning } from './prune-target.ts';

const zabbix = {
  version: parseVersion('7.0.22'),
  call: async (method: string) => {
    if (method !== 'user.get') throw new Error(`not expected: ${method}`);
    return [{ userid: '1', username: 'Admin', role: { name: 'Super admin role', type: '3' } }];
  },
} as unknown as Zabbix;
const settings = { apiUser: { value: 'Admin' }, apiToken: { value: undefined } } as unknown as Settings;

function of(manifest: Partial<Manifest> | undefined) {
  return pruning(true, { manifest: manifest as Manifest | undefined }, zabbix, settings);
}

describe('what --prune may delete', () => {
  it('is nothing where it was not asked for', async () => {
    expect(await pruning(false, { manifest: undefined }, zabbix, settings)).toEqual({});
  });

  it.each([[undefined], [{ partial: true }]])(
    'is refused where the backup does not know: %j',
    async (manifest) => {
      await expect(of(manifest)).rejects.toThrow(RefusedError);
    },
  );

  it('is not the user who restores', async () => {
    const { prune } = await of({ partial: false });
    expect(prune?.spares({ kind: 'users', key: 'Admin' })).toBe(true);
    expect(prune?.spares({ kind: 'users', key: 'other' })).toBe(false);
    expect(prune?.spares({ kind: 'hosts', key: 'Admin' })).toBe(false);
  });

  it('is not the token by which it is called', async () => {
    const withToken = {
      version: zabbix.version,
      token: 'secret',
      call: async (method: string) => {
        if (method === 'token.get') return [{ tokenid: '1', name: 'night/ly' }];
        return method === 'user.checkAuthentication' ? { userid: '1' } : await zabbix.call(method, {});
      },
    } as unknown as Zabbix;
    const manifest = { partial: false } as Manifest;
    const { prune } = await pruning(true, { manifest }, withToken, settings);
    expect(prune?.spares({ kind: 'tokens', key: 'Admin/night/ly' })).toBe(true);
    expect(prune?.spares({ kind: 'tokens', key: 'Admin/other' })).toBe(false);
    expect(prune?.spares({ kind: 'users', key: 'Admin' })).toBe(true);
  });

  it('is not what the backup was told to leave out', async () => {
    const { prune } = await of({
      partial: false,
      selection: { only: ['hosts:web, the first: *', 'templates'], skip: ['templates:Linux*'] },
    });
    const spares = (kind: string, key: string): boolean | undefined => prune?.spares({ kind, key });
    expect(spares('hosts', 'web, the first: a')).toBe(false);
    expect(spares('hosts', 'db')).toBe(true);
    expect(spares('templates', 'Windows')).toBe(false);
    expect(spares('templates', 'Linux by agent')).toBe(true);
    expect(spares('hostgroups', 'G')).toBe(true);
  });
});
