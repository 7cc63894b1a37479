import { beforeAll, expect, it } from 'vitest';
import { graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectExit, run, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** A backup of a server that has nothing, restored into one that has the whole sample. */
await onEachVersion('restore_config --prune', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let bare: LabServer;
  let target: LabServer;

  beforeAll(async () => {
    bare = await servers.lean();
    target = await servers.copy((await servers.leanSource()).server);
    await backUp(bare, dir);
  });

  it('is shown by diff, object by object, and is no difference without it', async () => {
    const { stdout } = await expectExit(3, ['diff', '--prune'], settings(target, dir));
    expect(stdout).toMatch(/^- hosts: lab-main$/mu);
    expect(stdout).toMatch(/\d+ to delete/u);
    const without = await run(['diff'], settings(target, dir));
    expect(without.stdout).not.toMatch(/^- |to delete/mu);
  });

  it('is refused over the threshold: nothing is written', async () => {
    const gateway = await servers.gateway(target);
    const { stderr } = await expectExit(4, ['restore_config', '--prune', '--yes'], settings(gateway, dir));
    expect(stderr).toContain('--allow-many');
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('deletes no more than is selected', async () => {
    const only = ['--only', 'hosts:lab-no-such-host'];
    const said = await run(['restore_config', '--prune', '--yes', ...only], settings(target, dir));
    expect(said.exitCode).toBe(2);
    expect((await hostIds(target)).has('lab-main')).toBe(true);
  });

  it('leaves nothing but what the backup has, in the database too', async () => {
    const { stdout } = await expectExit(
      0,
      ['restore_config', '--prune', '--yes', '--allow-many'],
      settings(target, dir),
    );
    expect(stdout).toMatch(/hosts: .*\d+ deleted/u);
    for (const census of [hostIds, itemIds, triggerIds, graphIds]) {
      expect([...(await census(target)).keys()].sort(), census.name).toEqual(
        [...(await census(bare)).keys()].sort(),
      );
    }
    await expectExit(0, ['diff', '--prune'], settings(target, dir));
  });

  it('then finds nothing to do', async () => {
    const gateway = await servers.gateway(target);
    const { stdout } = await expectExit(0, ['restore_config', '--prune', '--yes'], settings(gateway, dir));
    expect(stdout).toContain('Nothing to do');
    expect(writesThrough(gateway)).toEqual([]);
  });
});
