import { beforeAll, expect, it } from 'vitest';
import { credentials, graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { fillWithOthers, populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { type References, referencesOf } from './support/references.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** The sample, restored into a server on which every id of the source is free or stands for something else. */
await onEachVersion('a server whose ids are all different', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let target: LabServer;
  let wanted: References;
  let found: References;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    target = await servers.lean();
    await fillWithOthers(target);
    await populateActionNeeds(target);
  });

  it('becomes equal to the backup', async () => {
    const others = await ownOthers(target);
    await expectExit(0, ['restore_config'], settings(target, dir));
    await expectEqual(target, dir);
    expect(await ownOthers(target)).toEqual(others);
    [wanted, found] = [await referencesOf(source.server), await referencesOf(target)];
  });

  it('has ids that are not those of the source', async () => {
    for (const census of [hostIds, itemIds, triggerIds, graphIds, groupIds, peopleIds]) {
      const [here, there] = [await census(source.server), await census(target)];
      const same = [...here].filter(([name, id]) => /\blab\b/iu.test(name) && there.get(name) === id);
      expect(same, census.name).toEqual([]);
    }
  });

  it('has every reference lead to the object of the right name, by its tables', () => {
    for (const [name, rows] of Object.entries(wanted)) {
      expect(rows.length, name).toBeGreaterThan(0);
      expect(found[name], name).toEqual(rows);
    }
  });

  it('has the credentials of the source', async () => {
    const there = await credentials(target);
    for (const [holder, fields] of await credentials(source.server)) {
      expect(there.get(holder), holder).toEqual(fields);
    }
  });
});

async function groupIds(server: LabServer): Promise<Map<string, string>> {
  return await idsOf(server, 'select name, groupid as id from hstgrp');
}

/** Users, user groups, scripts, media types and actions: what actions name, and actions themselves. */
async function peopleIds(server: LabServer): Promise<Map<string, string>> {
  const username = server.version === '5.0' ? 'alias' : 'username';
  return await idsOf(
    server,
    `select 'user ' || ${username} as name, userid as id from users
     union all select 'user group ' || name, usrgrpid from usrgrp
     union all select 'script ' || name, scriptid from scripts
     union all select 'media type ' || name, mediatypeid from media_type
     union all select 'action ' || name, actionid from actions`,
  );
}

async function idsOf(server: LabServer, query: string): Promise<Map<string, string>> {
  const rows = await server.sql<{ name: string; id: string }>(query);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** What the target held before: a restore leaves it alone, ids included. */
async function ownOthers(server: LabServer): Promise<string[]> {
  const all = [await hostIds(server), await itemIds(server), await groupIds(server), await peopleIds(server)];
  return all
    .flatMap((ids) =>
      [...ids].filter(([name]) => /\bother[ .-]/iu.test(name)).map(([name, id]) => `${name}: ${id}`),
    )
    .sort();
}
