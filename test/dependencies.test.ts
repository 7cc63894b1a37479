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
});
