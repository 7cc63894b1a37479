import { beforeAll, expect, it } from 'vitest';
import { accessRows, type TableRows } from '../lab/access-census.ts';
import { labApi } from '../lab/api.ts';
import { ACCESS, DIRECTORIES, USERS } from '../lab/populate/names.ts';
import { fillWithOthers } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectExit, run, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

const SUPER_ADMINS = 'Zabbix administrators';
const ALL = ['restore_config', '--json', '--allow-many', '--yes'];

/** Users, user groups, roles, global macros and regular expressions, judged by the tables. */
await onEachVersion('who may do what', (servers) => {
  const folder = useFolders();
  const dir = folder();
  const { version } = servers;
  let source: Source;
  let wanted: TableRows;
  let target: LabServer;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    wanted = await accessRows(source.server);
    target = await servers.lean();
    await fillWithOthers(target);
  });

  it('comes to a server with other ids row by row, with passwords that nobody knows', async () => {
    const report = (await run(ALL, settings(target, dir))).json();
    const found = await accessRows(target);
    for (const [table, rows] of Object.entries(wanted)) {
      expect(
        rows.filter((row) => !found[table]?.includes(row)),
        table,
      ).toEqual([]);
    }
    expect(report.failed).toEqual([]);
    for (const key of [ACCESS.user, ACCESS.plainUser, ...Object.values(USERS)]) {
      expect(report.needs).toContainEqual(
        expect.objectContaining({ kind: 'users', key, needs: expect.stringContaining('password') }),
      );
    }
    for (const key of [ACCESS.secretMacro, ACCESS.otherSecretMacro]) {
      expect(report.needs).toContainEqual(expect.objectContaining({ kind: 'macros', key }));
    }
    const made: Record<string, readonly (readonly [string, string])[]> = {
      tokens: version === '5.0' ? [] : [[`${ACCESS.plainUser}/${DIRECTORIES.sameToken}`, 'generate']],
      userdirectories: version === '7.0' ? [[DIRECTORIES.ldap, 'bind password']] : [],
      mfas: version === '7.0' ? [[DIRECTORIES.duo, 'client secret']] : [],
    };
    for (const [kind, objects] of Object.entries(made)) {
      for (const [key, needs] of objects) {
        expect(report.needs).toContainEqual({ kind, key, needs: expect.stringContaining(needs) });
      }
    }
    const login = version === '5.0' ? 'alias' : 'username';
    const same = await passwords(target, login);
    for (const [name, password] of await passwords(source.server, login)) {
      if (name.startsWith('lab.')) expect(same.get(name), name).not.toBe(password);
    }
    await expect(labApi(target, USERS.operator, 'Fake-lab-pass-0rd!')).rejects.toThrow();
  });

  it('is left alone by a second restore of what is its own', async () => {
    const gateway = await servers.gateway(target);
    const only = ['macros', 'regexps', 'roles', 'usergroups', 'users'].filter(
      (kind) => version !== '5.0' || !['regexps', 'roles'].includes(kind),
    );
    const said = await run([...ALL, ...only.flatMap((kind) => ['--only', kind])], settings(gateway, dir));
    expect(said.exitCode, said.stderr).toBe(0);
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('keeps passwords and secret values of what is there', async () => {
    const copy = await servers.copy(source.server);
    await copy.sql("update globalmacro set value = 'set by hand' where type = 1");
    await copy.sql("update users set surname = 'Other'");
    await disturb(copy);
    const login = version === '5.0' ? 'alias' : 'username';
    const [before, secrets] = [await passwords(copy, login), await otherSecrets(copy)];
    const said = await run(ALL, settings(copy, dir));
    expect(said.exitCode, said.stderr).toBe(0);
    expect(said.json().needs).toEqual([]);
    expect(await otherSecrets(copy)).toEqual(secrets);
    expect(await passwords(copy, login)).toEqual(before);
    const values = await copy.sql('select value from globalmacro where type = 1');
    expect(values).toEqual([{ value: 'set by hand' }, { value: 'set by hand' }]);
  });

  // Tokens came with 5.4.
  if (version !== '5.0') {
    it('leaves the token by which it is done alone, and does not delete it', async () => {
      const origin = await servers.copy(source.server);
      const api = await labApi(origin);
      const { tokenids } = await api.call<{ tokenids: string[] }>('token.create', {
        name: 'in use',
        status: 1,
      });
      const disabled = folder();
      await backUp(origin, disabled);
      await api.call('token.update', { tokenid: tokenids[0], status: 0, description: 'other' });
      const [made] = await api.call<{ token: string }[]>('token.generate', tokenids);
      const { ZBX_API_USER: _user, ZBX_API_PASS: _password, ...others } = settings(origin, disabled);
      const byToken = { ...others, ZBX_API_TOKEN: made?.token ?? '' };
      const kept = await run([...ALL, '--only', 'tokens'], byToken);
      expect(kept.exitCode, kept.stderr).toBe(0);
      expect(kept.json().needs).toContainEqual(
        expect.objectContaining({
          kind: 'tokens',
          key: 'Admin/in use',
          needs: expect.stringMatching(/lose/u),
        }),
      );
      const pruned = await run([...ALL, '--prune', '--only', 'tokens'], { ...byToken, ZBX_CONFIG_DIR: dir });
      expect(pruned.exitCode, pruned.stderr).toBe(0);
      const left = "select status from token where name = 'in use'";
      expect(await origin.sql(left)).toEqual([{ status: '0' }]);
      await expectExit(
        0,
        ['restore_config', ...ALL.slice(1), '--prune', '--only', 'tokens'],
        settings(origin, dir),
      );
      expect(await origin.sql(left)).toEqual([]);
    });
  }

  // User directories came with 6.2.
  if (version === '7.0') {
    it('leaves the host of a directory that asks for a password, and says so', async () => {
      const copy = await servers.copy(source.server);
      await copy.sql(
        "update userdirectory_ldap set host = 'other', base_dn = 'dc=other' where bind_dn <> ''",
      );
      const said = await run([...ALL, '--only', 'userdirectories'], settings(copy, dir));
      expect(said.exitCode, said.stderr).toBe(0);
      expect(said.json().needs).toEqual([
        {
          kind: 'userdirectories',
          key: DIRECTORIES.ldap,
          needs: expect.stringMatching(/^host left as on the target/u),
        },
      ]);
      const rows = "select host, base_dn, bind_password from userdirectory_ldap where bind_dn <> ''";
      expect(await copy.sql(rows)).toEqual([
        { host: 'other', base_dn: 'ou=Lab,dc=example', bind_password: 'fake-bind-password' },
      ]);
    });

    it('brings the host of a directory that needs no password, along with the end of the one there', async () => {
      const copy = await servers.copy(source.server);
      const rows = `select l.host, l.bind_dn, l.bind_password from userdirectory_ldap l
        join userdirectory d on d.userdirectoryid = l.userdirectoryid where d.name = '${DIRECTORIES.other}'`;
      const wanted = await copy.sql(rows);
      for (const bindDn of ['cn=former', '']) {
        await copy.sql(
          `update userdirectory_ldap set host = 'other', bind_dn = '${bindDn}', bind_password = 'former' where host = 'ldap://127.0.0.1'`,
        );
        const said = await run([...ALL, '--only', 'userdirectories'], settings(copy, dir));
        expect(said.exitCode, said.stderr).toBe(0);
        expect(said.json().needs).toEqual([]);
        expect(await copy.sql(rows)).toEqual(wanted);
      }
    });
  }

  // User directories came with 6.2.
  if (version === '7.0') {
    it('deletes a group and the directory that it names, and that provides it', async () => {
      const copy = await servers.copy(source.server);
      const api = await labApi(copy);
      const place = { port: '9', base_dn: 'dc=lab', search_attribute: 'uid' };
      const { userdirectoryids } = await api.call<{ userdirectoryids: string[] }>('userdirectory.create', {
        name: 'Surplus',
        idp_type: 1,
        host: 'ldap://127.0.0.1',
        ...place,
      });
      const [userdirectoryid] = userdirectoryids;
      const { usrgrpids } = await api.call<{ usrgrpids: string[] }>('usergroup.create', {
        name: 'Surplus',
        gui_access: 2,
        userdirectoryid,
      });
      const [role] = await api.call<{ roleid: string }[]>('role.get', { output: ['roleid'], limit: 1 });
      const provided = { name: '*', roleid: role?.roleid, user_groups: [{ usrgrpid: usrgrpids[0] }] };
      await api.call('userdirectory.update', {
        userdirectoryid,
        provision_status: 1,
        provision_groups: [provided],
      });
      const said = await run([...ALL, '--prune'], settings(copy, dir));
      expect(said.exitCode, said.stderr).toBe(0);
      for (const table of ['userdirectory', 'usrgrp']) {
        expect(await copy.sql(`select name from ${table} where name = 'Surplus'`), table).toEqual([]);
      }
    });
  }

  it('creates a user group without its right to a host group that discovery has yet to make', async () => {
    const origin = await servers.copy(source.server);
    const api = await labApi(origin);
    const { groupids } = await api.call<{ groupids: string[] }>('hostgroup.create', { name: 'Found' });
    const rights = version === '7.0' ? 'hostgroup_rights' : 'rights';
    const { usrgrpids } = await api.call<{ usrgrpids: string[] }>('usergroup.create', {
      name: 'Seers',
      [rights]: [{ id: groupids[0], permission: 2 }],
      tag_filters: [{ groupid: groupids[0], tag: 'a', value: '' }],
    });
    const [login, role] = version === '5.0' ? ['alias', { type: 1 }] : ['username', { roleid: '1' }];
    await api.call('user.create', {
      [login]: 'seer',
      ...role,
      passwd: 'Fake-passw0rd',
      usrgrps: [{ usrgrpid: usrgrpids[0] }],
    });
    const other = folder();
    const discovered = "update hstgrp set flags = 4 where name = 'Found'";
    await origin.sql(discovered);
    await backUp(origin, other);
    const copy = await servers.copy(source.server);
    const first = await run(ALL, settings(copy, other));
    expect(first.exitCode, first.stderr).toBe(1);
    expect(first.json()).toMatchObject({ skipped: [] });
    expect(first.json().failed).toEqual([
      {
        kind: 'usergroups',
        key: 'Seers',
        reason: expect.stringMatching(
          /^it was created without a part of it: .*"Found".* discovery makes such a host group/u,
        ),
      },
    ]);
    expect(await copy.sql(`select ${login} as name from users where ${login} = 'seer'`)).toHaveLength(1);
    const later = await labApi(copy);
    await later.call('hostgroup.create', { name: 'Found' });
    await copy.sql(discovered);
    await expectExit(0, ['restore_config', ...ALL.slice(1)], settings(copy, other));
    for (const table of ['rights r on r.id', 'tag_filter f on f.groupid']) {
      const found = await copy.sql(
        `select name from hstgrp g join ${table} = g.groupid where name = 'Found'`,
      );
      expect(found, table).toHaveLength(1);
    }
  });

  it('does not lock out who restores', async () => {
    const origin = await servers.copy(source.server);
    await origin.sql(`update usrgrp set users_status = 1, gui_access = 3 where name = '${SUPER_ADMINS}'`);
    const other = folder();
    const reader = await servers.copy(source.server);
    // The closed group's backup is read by a user who is in another one.
    await origin.sql(
      `update users_groups set usrgrpid = (select usrgrpid from usrgrp where name = '${ACCESS.group}') where userid = 1 and usrgrpid = (select usrgrpid from usrgrp where name = '${SUPER_ADMINS}')`,
    );
    await origin.sql(
      'delete from users_groups where userid = 1 and usrgrpid in (select usrgrpid from usrgrp where users_status = 1)',
    );
    await backUp(origin, other);
    const said = await run(ALL, settings(reader, other));
    expect(said.exitCode, said.stderr).toBe(0);
    expect(said.json().needs).toContainEqual(
      expect.objectContaining({
        kind: 'usergroups',
        key: SUPER_ADMINS,
        needs: expect.stringMatching(/lose/u),
      }),
    );
    const [group] = await reader.sql(
      `select users_status, gui_access from usrgrp where name = '${SUPER_ADMINS}'`,
    );
    expect(group).toEqual({ users_status: '0', gui_access: '0' });
    await labApi(reader);
  });
});

/** Makes a restore write to what holds secrets. */
async function disturb(server: LabServer): Promise<void> {
  if (server.version === '5.0') return;
  await server.sql("update token set description = 'other', token = md5(name || userid)");
  if (server.version !== '7.0') return;
  await server.sql("update userdirectory_ldap set search_filter = 'other', bind_password = 'set by hand'");
  await server.sql("update mfa set api_hostname = 'other', client_secret = 'set by hand' where type = 2");
}

async function otherSecrets(server: LabServer): Promise<unknown> {
  if (server.version === '5.0') return [];
  const tokens = await server.sql('select token from token order by tokenid');
  if (server.version !== '7.0') return tokens;
  const directories = await server.sql(
    'select bind_password from userdirectory_ldap order by userdirectoryid',
  );
  return [tokens, directories, await server.sql('select client_secret from mfa order by mfaid')];
}

async function passwords(server: LabServer, login: string): Promise<Map<string, string>> {
  const rows = await server.sql<{ name: string; passwd: string }>(
    `select ${login} as name, passwd from users`,
  );
  return new Map(rows.map(({ name, passwd }) => [name, passwd]));
}
