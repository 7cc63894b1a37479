import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** A folder that no server of the lab has. */
const MISSING = 'modules/lab_missing';

/** What only these kinds do. That all of them travel whole is looked at in fresh.test.ts and drifted.test.ts. */
await onEachVersion('authentication and modules', (servers) => {
  const folder = useFolders();
  const { version } = servers;
  let server: LabServer;
  let api: LabApi;

  beforeAll(async () => {
    server = await servers.lean();
    api = await labApi(server);
  });

  // The API of 5.0 does not reach it.
  if (version !== '5.0') {
    it('a restore that would lock out who restores takes authentication back', async () => {
      const dir = folder();
      await configureLdap(api);
      await letInByZabbix(api, false);
      await backUp(server, dir, '--only', 'authentication');
      edit(join(dir, 'authentication.json'), ({ passwd_min_length: _length, ...rest }) => ({
        ...rest,
        passwd_min_length: '12',
        authentication_type: '1',
      }));
      const before = await rowOf(server);
      const said = await expectExit(
        1,
        ['restore_config', '--accept-edited', '--json'],
        settings(server, dir),
      );
      expect(said.json().failed).toEqual([
        expect.objectContaining({ kind: 'authentication', reason: expect.stringContaining('taken back') }),
      ]);
      expect(await rowOf(server)).toEqual(before);
      await labApi(server);

      // Who logs in by a password of Zabbix itself is not locked out by LDAP for all others.
      await letInByZabbix(api, true);
      await expectExit(0, ['restore_config', '--accept-edited'], settings(server, dir));
      expect(await rowOf(server)).toEqual({ authentication_type: '1', passwd_min_length: '12' });
      await labApi(server);
    });
  }

  it('a module that the target has not registered is skipped, and the others are restored', async () => {
    const dir = folder();
    const present = 'modules/lab_present';
    const config = { order: ['b', 'a'], nested: { on: true } };
    await api.call('module.create', [
      { id: 'lab_missing', relative_path: MISSING, status: 0 },
      { id: 'lab_present', relative_path: present, status: 0, config },
    ]);
    await backUp(server, dir, '--only', 'modules');
    const target = await servers.lean();
    const there = await labApi(target);
    await there.call('module.create', { id: 'lab_present', relative_path: present, status: 1, config: {} });
    const said = await expectExit(1, ['restore_config', '--json'], settings(target, dir));
    expect(said.json()).toMatchObject({
      done: [{ kind: 'modules', key: present, what: 'updated' }],
      skipped: [{ kind: 'modules', key: MISSING, reason: expect.stringContaining('scan the directory') }],
      failed: [],
    });
    const rows = 'select relative_path, status, config from module where id like ';
    expect(await target.sql(`${rows}'lab%'`)).toEqual(await server.sql(`${rows}'lab_present'`));
    await there.call('module.create', { id: 'lab_missing', relative_path: MISSING, status: 0 });
    await expectEqual(target, dir);
  });
});

/** LDAP on a port where nothing listens, for whoever it is the default; that it is not yet. */
async function configureLdap(api: LabApi): Promise<void> {
  const place = { host: 'ldap://127.0.0.1', port: 9, base_dn: 'dc=lab', search_attribute: 'uid' };
  if (api.version === '7.0') {
    const made = await api.call<{ userdirectoryids: string[] }>('userdirectory.create', {
      name: 'Lab LDAP',
      idp_type: 1,
      ...place,
    });
    await api.call('authentication.update', {
      ldap_auth_enabled: 1,
      ldap_userdirectoryid: made.userdirectoryids[0],
    });
    return;
  }
  const fields = Object.entries(place).map(([field, value]) => [`ldap_${field}`, value]);
  await api.call('authentication.update', { ldap_configured: 1, ...Object.fromEntries(fields) });
}

/** Whether Admin is in a group whose members log in by a password of Zabbix itself. 7.0 brings that group along. */
async function letInByZabbix(api: LabApi, yes: boolean): Promise<void> {
  if (api.version === '7.0') {
    const [group] = await api.call<{ usrgrpid: string }[]>('usergroup.get', { filter: { name: 'Internal' } });
    await api.call('usergroup.update', { usrgrpid: group?.usrgrpid, gui_access: yes ? 1 : 0 });
  } else if (yes) {
    await api.call('usergroup.create', { name: 'Lab internal', gui_access: 1, users: [{ userid: '1' }] });
  }
}

function edit(path: string, change: (object: Record<string, unknown>) => Record<string, unknown>): void {
  const objects = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>[];
  writeFileSync(path, JSON.stringify(objects.map(change)));
}

async function rowOf(server: LabServer): Promise<Record<string, string> | undefined> {
  const rows = await server.sql<Record<string, string>>(
    'select authentication_type, passwd_min_length from config',
  );
  return rows[0];
}
