import { expect, it } from 'vitest';
import type { LabServer } from '../../lab/zabbix.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, differences, expectEqual, expectExit, settings } from '../support/program.ts';
import { onEachVersion } from '../support/servers.ts';

/*
 * All that the installer of 5.0 brings, restored into a 6.0 that has all that its own installer brings: of many templates both
 * have a version, with one uuid and another name.
 */

/** Items of theirs are prototypes in 6.0, under the same uuids: no import makes the one of the other. */
const REFUSED = ['Template DB Oracle by ODBC', 'Template DB Oracle by Zabbix Agent 2'];

const folder = useFolders();
const dir = folder();
let templates: string[];

async function templatesOf(server: LabServer): Promise<string[]> {
  const rows = await server.sql<{ host: string }>('select host from hosts where status = 3 order by host');
  return rows.map(({ host }) => host);
}

await onEachVersion(
  'a stock server',
  (servers) => {
    it('is backed up', async () => {
      const source = await servers.fresh();
      templates = await templatesOf(source);
      await backUp(source, dir);
    });
  },
  ['5.0'],
);

await onEachVersion(
  'the backup of a stock 5.0 in a stock server',
  (servers) => {
    it('is there but for what the import refuses, which is named with the reason; nothing else is touched', async () => {
      const target = await servers.fresh();
      const own = await templatesOf(target);
      const said = await expectExit(1, ['restore_config', '--yes', '--json'], settings(target, dir));
      const { failed, skipped } = said.json();
      expect(skipped).toEqual([]);
      const reason = expect.stringContaining('configuration.import: Application error. No permissions');
      expect(failed).toEqual(REFUSED.map((key) => ({ kind: 'templates', key, reason })));
      const { changes } = await differences(target, dir);
      expect(changes.map(({ key }: { key: string }) => key)).toEqual(REFUSED);
      // What has another name in 6.0 was renamed, what 6.0 alone has is left alone.
      const now = await templatesOf(target);
      expect(now).toEqual(expect.arrayContaining(templates));
      expect(now.length).toBeGreaterThanOrEqual(own.length);
      expect(now.length).toBeLessThan(own.length + templates.length / 10);
    });

    it('is there as a whole and alone with --force-templates', async () => {
      const target = await servers.fresh();
      await expectExit(0, ['restore_config', '--force-templates', '--yes'], settings(target, dir));
      await expectEqual(target, dir);
      expect(await templatesOf(target)).toEqual(templates);
    });
  },
  ['6.0'],
);
