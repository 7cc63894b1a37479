import { beforeAll, expect, it } from 'vitest';
import { accessRows, type TableRows } from '../lab/access-census.ts';
import { labApi } from '../lab/api.ts';
import { ACCESS, USERS } from '../lab/populate/names.ts';
import { fillWithOthers } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { backUp, run, settings } from './support/program.ts';
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
    const login = version === '5.0' ? 'alias' : 'username';
    const before = await passwords(copy, login);
    const said = await run(ALL, settings(copy, dir));
    expect(said.exitCode, said.stderr).toBe(0);
    expect(said.json().needs).toEqual([]);
    expect(await passwords(copy, login)).toEqual(before);
    const values = await copy.sql('select value from globalmacro where type = 1');
    expect(values).toEqual([{ value: 'set by hand' }, { value: 'set by hand' }]);
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

async function passwords(server: LabServer, login: string): Promise<Map<string, string>> {
  const rows = await server.sql<{ name: string; passwd: string }>(
    `select ${login} as name, passwd from users`,
  );
  return new Map(rows.map(({ name, passwd }) => [name, passwd]));
}
