import { beforeAll, expect, it } from 'vitest';
import { credentials, graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { globalRows } from './support/global-rows.ts';
import { changedInherited } from './support/inherited-rows.ts';
import { backUp, differences, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** The sample, restored into servers that have nothing of it. With all stock templates: see small-php.test.ts. */
await onEachVersion('a fresh server', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let target: LabServer;

  beforeAll(async () => {
    source = await servers.leanSource();
    target = await servers.lean();
    await backUp(source.server, dir);
  });

  it('that has the scripts which actions name becomes equal to the backup', async () => {
    await populateActionNeeds(target);
    expect((await differences(target, dir)).changes.length).toBeGreaterThan(60);
    const said = await expectExit(0, ['restore_config'], settings(target, dir));
    expect(said.stdout).toContain('The server is equal to the backup');
    await expectEqual(target, dir);
  });

  it('then holds the same hosts, items, triggers, graphs and credentials, by its tables', async () => {
    for (const census of [hostIds, itemIds, triggerIds, graphIds]) {
      const [wanted, found] = [await census(source.server), await census(target)];
      expect([...found.keys()].sort(), census.name).toEqual([...wanted.keys()].sort());
    }
    expect(await credentials(target)).toEqual(await credentials(source.server));
  });

  it('then holds the same settings, maintenances, correlations, connectors and modules, by its tables', async () => {
    const [wanted, found] = [await globalRows(source.server), await globalRows(target)];
    for (const [table, rows] of Object.entries(wanted)) {
      if (table !== 'modules' || servers.version === '7.0') expect(rows.length, table).toBeGreaterThan(0);
      expect(found[table], table).toEqual(rows);
    }
  });

  it('then has what hosts and templates change in what they inherit, by its tables', async () => {
    const wanted = await changedInherited(source.server);
    const found = await changedInherited(target);
    for (const [table, rows] of Object.entries(wanted)) {
      // graphprototype.update of 5.0 changes nothing that is inherited.
      if (table !== 'graphs' || servers.version !== '5.0') expect(rows.length, table).toBeGreaterThan(0);
      expect(found[table], table).toEqual(rows);
    }
  });

  it('is then left alone by a second restore: not one write call', async () => {
    const gateway = await servers.gateway(target);
    const said = await expectExit(0, ['restore_config'], settings(gateway, dir));
    expect(said.stdout).toContain('Nothing to do');
    expect(gateway.requests.length).toBeGreaterThan(10);
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('that lacks the users, groups and scripts gets them too', async () => {
    const bare = await servers.lean();
    await expectExit(0, ['restore_config'], settings(bare, dir));
    await expectEqual(bare, dir);
  });
});
