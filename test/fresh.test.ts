import { beforeAll, expect, it } from 'vitest';
import { credentials, graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
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

  it('that has the users, groups and scripts which actions name becomes equal to the backup', async () => {
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

  it('is then left alone by a second restore: not one write call', async () => {
    const gateway = await servers.gateway(target);
    const said = await expectExit(0, ['restore_config'], settings(gateway, dir));
    expect(said.stdout).toContain('Nothing to do');
    expect(gateway.requests.length).toBeGreaterThan(10);
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('that lacks them gets all but the actions that name them, which are listed', async () => {
    const bare = await servers.lean();
    const restored = await expectExit(1, ['restore_config', '--json'], settings(bare, dir));
    const expected = Object.keys(source.sample.actionNeeds).sort();
    const report = restored.json();
    expect(report.failed).toEqual([]);
    expect(keysOf(report.skipped)).toEqual(expected);

    const { changes, summary } = await differences(bare, dir);
    expect(keysOf(changes)).toEqual(expected);
    expect(summary).toMatchObject({ create: expected.length, update: 0, skipped: expected.length });
    for (const { key, skipped } of changes) {
      const { users = [], userGroups = [], scripts = [] } = source.sample.actionNeeds[key] ?? {};
      const named = [...users, ...userGroups, ...scripts].some((name) => skipped.includes(`"${name}"`));
      expect(named, `${key}: ${skipped}`).toBe(true);
    }
    await expectExit(1, ['restore_config'], settings(bare, dir));
  });
});

function keysOf(entries: readonly { key: string }[]): string[] {
  return entries.map(({ key }) => key).sort();
}
