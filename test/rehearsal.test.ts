import { beforeAll, expect, it } from 'vitest';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** What acts by itself on a server, by its tables: hosts that are watched, actions that are taken and so on. */
async function awake(server: LabServer): Promise<string[]> {
  const rows = await server.sql<{ name: string }>(
    `select 'host ' || host as name from hosts where status = 0 and flags = 0
     union all select 'action ' || name from actions where status = 0
     union all select 'discovery ' || name from drules where status = 0
     ${server.version === '5.0' ? '' : "union all select 'report ' || name from report where status = 0"}
     ${server.version === '7.0' ? "union all select 'connector ' || name from connector where status = 1" : ''}
     order by name`,
  );
  return rows.map(({ name }) => name);
}

await onEachVersion('restore_config --rehearsal', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let target: LabServer;
  let own: string[];

  beforeAll(async () => {
    source = await servers.leanSource();
    target = await servers.lean();
    await populateActionNeeds(target);
    await backUp(source.server, dir);
    own = await awake(target);
  });

  it('leaves nothing that acts by itself', async () => {
    expect((await awake(source.server)).length).toBeGreaterThan(own.length + 10);
    await expectExit(0, ['restore_config', '--rehearsal'], settings(target, dir));
    // What only the target has is left alone.
    expect((await awake(target)).filter((name) => !own.includes(name))).toEqual([]);
  });

  it('is no difference to diff --rehearsal, and one to diff', async () => {
    await expectExit(0, ['diff', '--rehearsal'], settings(target, dir));
    const { stdout } = await expectExit(3, ['diff'], settings(target, dir));
    expect(stdout).toMatch(/^~ hosts: lab-main\n +status:.*$/mu);
    expect(stdout).not.toMatch(/^[+-]/mu);
  });

  it('is ended by a restore without it', async () => {
    await expectExit(0, ['restore_config', '--allow-many'], settings(target, dir));
    await expectEqual(target, dir);
    const wanted = await awake(source.server);
    expect((await awake(target)).filter((name) => wanted.includes(name))).toEqual(wanted);
  });
});
