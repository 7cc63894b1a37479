import { beforeAll, expect, it } from 'vitest';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { actionsInTables } from './support/actions-census.ts';
import { automationInTables } from './support/automation-census.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** Scripts, network discovery, SLAs and actions of all sources, restored and compared in the tables. */
await onEachVersion('scripts, discovery, SLAs and actions', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let target: LabServer;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    target = await servers.lean();
    await populateActionNeeds(target);
    await expectExit(0, ['restore_config'], settings(target, dir));
  });

  it('are in a fresh server row for row', async () => {
    const wanted = await automationInTables(source.server);
    const found = await automationInTables(target);
    for (const [table, rows] of Object.entries(wanted)) {
      expect(rows.length, table).toBeGreaterThan(1);
      expect(found[table], table).toEqual(rows);
    }
    expect(await actionsInTables(target)).toEqual(await actionsInTables(source.server));
    await expectEqual(target, dir);
  });
});
