import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { DASHBOARDS, HOSTS, SHOWN } from '../lab/populate/names.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

const NOC = ['--only', `dashboards:${DASHBOARDS.everything}`];
const WITH = [...NOC, '--with-dependencies'];

interface Dependency {
  readonly kind: string;
  readonly key: string;
  readonly needed_by: { readonly kind: string; readonly key: string };
}

/** A dashboard with all that it shows, wanted alone: on a server that has nothing of it, and on one that has some. */
await onEachVersion('--with-dependencies', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let target: LabServer;
  let api: LabApi;

  beforeAll(async () => {
    source = await servers.leanSource();
    target = await servers.lean();
    await backUp(source.server, dir);
    api = await labApi(target);
  });

  const names = async (table: string, column: string, where = 'true'): Promise<string[]> => {
    const rows = await target.sql<{ name: string }>(`select ${column} as name from ${table} where ${where}`);
    return rows.map(({ name }) => name);
  };
  const descriptionOfShown = async (): Promise<string[]> =>
    await names('hosts', 'description', `host = '${HOSTS.shown}'`);
  const hostidOfShown = async (): Promise<string> =>
    (await names('hosts', 'hostid::text', `host = '${HOSTS.shown}'`))[0] ?? '';

  async function deleteDashboard(): Promise<void> {
    const [id] = await names('dashboard', 'dashboardid::text', `name like 'Lab dashboard%everything%'`);
    await api.call('dashboard.delete', [id]);
  }

  it('is refused without --only', async () => {
    const { stderr } = await expectExit(2, ['diff', '--with-dependencies'], settings(target, dir));
    expect(stderr).toContain('--with-dependencies needs --only');
  });

  it('diff says what would come and why, and that alone it cannot be', async () => {
    const alone = await expectExit(3, ['diff', ...NOC], settings(target, dir));
    expect(alone.stdout).toContain('cannot be done');
    const { stdout } = await expectExit(3, ['diff', ...WITH], settings(target, dir));
    expect(stdout).not.toContain('cannot be done');
    expect(stdout).toContain(`  hosts: ${HOSTS.shown} (for `);
    expect(stdout).toContain('Restored as well, since others need it:');
  });

  it('brings the object whole, and nothing that none of it names', async () => {
    const actions = await names('actions', 'name');
    const done = await expectExit(0, ['restore_config', ...WITH, '--json'], settings(target, dir));
    const { dependencies } = done.json() as { dependencies: Dependency[] };
    // Judged without the declared references: whoever needs it holds its name somewhere.
    for (const { key, kind, needed_by } of dependencies) {
      const text = readFileSync(join(dir, `${needed_by.kind}.json`), 'utf8');
      const name = JSON.stringify(key).slice(1, -1);
      expect(text.includes(name), `${kind}: ${key}, for ${needed_by.kind}: ${needed_by.key}`).toBe(true);
    }
    const hosts = await names('hosts', 'host', 'status in (0, 1) and flags = 0');
    expect(hosts).toContain(HOSTS.shown);
    expect(hosts).not.toContain(HOSTS.encryptedPsk);
    if (servers.version !== '7.0') expect(await names('actions', 'name')).toEqual(actions);
    // All of it is as in the backup now, by its own name each.
    const each = dependencies.flatMap(({ kind, key }) => [
      '--only',
      `${kind}:${key.replace(/[\\,]/g, '\\$&')}`,
    ]);
    await expectExit(0, ['diff', ...NOC, ...each], settings(target, dir));
    const again = await expectExit(0, ['restore_config', ...WITH], settings(target, dir));
    expect(again.stdout).toContain('Nothing to do');
  });

  it('leaves what is there as it is', async () => {
    await api.call('host.update', { hostid: await hostidOfShown(), description: 'of the target' });
    await deleteDashboard();
    const done = await expectExit(0, ['restore_config', ...WITH, '--json'], settings(target, dir));
    expect(done.json().dependencies).toEqual([]);
    expect(await descriptionOfShown()).toEqual(['of the target']);
  });

  it('brings a host that lacks the very item', async () => {
    await deleteDashboard();
    const hostid = await hostidOfShown();
    const [itemid] = await names(
      'items',
      'itemid::text',
      `hostid = ${hostid} and key_ = '${SHOWN.otherItem}'`,
    );
    await api.call('item.delete', [itemid]);
    const { stdout } = await expectExit(3, ['diff', ...WITH], settings(target, dir));
    expect(stdout).toContain(`hosts: ${HOSTS.shown} (for dashboards: ${DASHBOARDS.everything})`);
    await expectExit(0, ['restore_config', ...WITH], settings(target, dir));
    expect(await descriptionOfShown()).toEqual(['']);
    await expectExit(0, ['diff', ...NOC, '--only', `hosts:${HOSTS.shown}`], settings(target, dir));
  });

  it('does not bring what --skip names', async () => {
    await deleteDashboard();
    await api.call('host.delete', [await hostidOfShown()]);
    const skipping = [...WITH, '--skip', `hosts:${HOSTS.shown}`];
    const { stdout } = await expectExit(1, ['restore_config', ...skipping], settings(target, dir));
    expect(stdout).toContain(HOSTS.shown);
    expect(await hostidOfShown()).toBe('');
  });

  const INTERFACES = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];

  /** Makes a group for hosts, and one for templates. */
  async function groupsNamed(name: string): Promise<{ hosts: object[]; templates: object[] }> {
    const create = async (kind: string): Promise<object[]> => {
      const { groupids } = await api.call<{ groupids: string[] }>(`${kind}.create`, { name });
      return groupids.map((groupid) => ({ groupid }));
    };
    const hosts = await create('hostgroup');
    return { hosts, templates: servers.version === '7.0' ? await create('templategroup') : hosts };
  }

  it('brings the host whose name is taken by one that this very restore renames', async () => {
    const groups = (await groupsNamed('Needs hosts')).hosts;
    const create = async (host: string, name: string): Promise<string> =>
      (await api.call<{ hostids: string[] }>('host.create', { host, name, groups, interfaces: INTERFACES }))
        .hostids[0] ?? '';
    const hostid = await create('needs-old', 'Needs old');
    const needed = await create('needs-web', 'Needs web');
    const { actionids } = await api.call<{ actionids: string[] }>('action.create', {
      name: 'needs web',
      eventsource: 0,
      esc_period: '1h',
      filter: { evaltype: 0, conditions: [{ conditiontype: 1, operator: 0, value: needed }] },
      operations: [{ operationtype: 0, opmessage: { default_msg: 1 }, opmessage_grp: [{ usrgrpid: '7' }] }],
    });
    const hosts = async (): Promise<object[]> =>
      await target.sql(`select host, name from hosts where host like 'needs-%' order by host`);
    const before = await hosts();
    const own = folder();
    await backUp(target, own);
    await api.call('action.delete', actionids);
    await api.call('host.delete', [needed]);
    await api.call('host.update', { hostid, host: 'needs-web', name: 'Needs old' });

    const chosen = ['--only', 'hosts:needs-old', '--only', 'trigger_actions:needs web'];
    const asked = (
      await expectExit(3, ['diff', ...chosen, '--with-dependencies', '--json'], settings(target, own))
    ).json();
    const neededBy = { kind: 'trigger_actions', key: 'needs web' };
    expect(asked.dependencies).toEqual([{ kind: 'hosts', key: 'needs-web', needed_by: neededBy }]);
    expect(JSON.stringify(asked)).not.toContain('which is to go by another name');
    await expectExit(0, ['restore_config', ...chosen, '--with-dependencies'], settings(target, own));
    expect(await hosts()).toEqual(before);
    await expectExit(0, ['diff', ...chosen, '--only', 'hosts:needs-web'], settings(target, own));
  });

  it('renames a template that its uuid tells: the one that is to have its name comes with the next restore', async () => {
    const groups = await groupsNamed('Needs templates');
    const create = async (name: string): Promise<string> => {
      const fields = { host: name, name, groups: groups.templates };
      return (await api.call<{ templateids: string[] }>('template.create', fields)).templateids[0] ?? '';
    };
    const templateid = await create('needs old');
    const needed = await create('needs web');
    const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
      host: 'needs-linked',
      groups: groups.hosts,
      interfaces: INTERFACES,
      templates: [{ templateid: needed }],
    });
    const own = folder();
    await backUp(target, own);
    await api.call('host.delete', hostids);
    await api.call('template.delete', [needed]);
    await api.call('template.update', { templateid, host: 'needs web', name: 'needs old' });

    const chosen = ['--only', 'templates:needs old', '--only', 'hosts:needs-linked', '--with-dependencies'];
    const restore = ['restore_config', ...chosen];
    // 5.0 has no uuids: by the visible name it is a guess, which the backup's own template of that name outweighs.
    if (servers.version !== '5.0') {
      const { stdout } = await expectExit(1, restore, settings(target, own));
      expect(stdout).toContain('it needs the template "needs web", which is to go by another name');
      expect(await names('hosts', 'host', `hostid = ${templateid}`)).toEqual(['needs old']);
    }
    await expectExit(0, restore, settings(target, own));
    await expectExit(0, ['diff', ...chosen, '--only', 'templates:needs web'], settings(target, own));
  });

  it('renames a host group that its uuid tells: the one that is to have its name comes with the next restore', async () => {
    const [old] = (await groupsNamed('needs old group')).hosts as { groupid: string }[];
    const [needed] = (await groupsNamed('needs web group')).hosts as { groupid: string }[];
    const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
      host: 'needs-grouped',
      groups: [needed],
      interfaces: INTERFACES,
    });
    const own = folder();
    await backUp(target, own);
    await api.call('host.delete', hostids);
    await api.call('hostgroup.delete', [needed?.groupid]);
    await api.call('hostgroup.update', { groupid: old?.groupid, name: 'needs web group' });

    const chosen = ['--only', 'hostgroups:needs old group', '--only', 'hosts:needs-grouped'];
    const restore = ['restore_config', ...chosen, '--with-dependencies'];
    // 5.0 has no uuids: the group that has the name is the one.
    if (servers.version !== '5.0') {
      const { stdout } = await expectExit(1, restore, settings(target, own));
      expect(stdout).toContain('it needs the host group "needs web group", which is to go by another name');
      expect(await names('hstgrp', 'name', `groupid = ${old?.groupid}`)).toEqual(['needs old group']);
    }
    await expectExit(0, restore, settings(target, own));
    const { stdout } = await expectExit(0, ['diff', ...chosen], settings(target, own));
    expect(stdout).toContain('No difference');
  });
});
