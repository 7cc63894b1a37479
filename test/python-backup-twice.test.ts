import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { AUTOREGISTRATION_ACTIONS } from '../lab/populate/names.ts';
import { fillWithOthers } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { actionsInTables } from './support/actions-census.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { expectExit, settings } from './support/program.ts';
import { backUpAsPythonTool, firstVersionsIds } from './support/python-tool.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** What a restore of such a folder makes, by table: a second one must not make any of it again. */
const TABLES = [
  'hosts',
  'hstgrp',
  'items',
  'triggers',
  'graphs',
  'media_type',
  'services',
  'actions',
  'operations',
];

/** Folders of the first versions of the Python tool, which kept ids of templates and host groups alone. */
await onEachVersion(
  'an early backup by the Python tool, restored twice',
  (servers) => {
    const folder = useFolders();
    const dir = folder();
    let source: Source;
    let target: LabServer;

    beforeAll(async () => {
      source = await servers.leanSource();
      await backUpAsPythonTool(source.server, dir);
      rmSync(join(dir, 'id_map_backup.json'));
      writeFileSync(join(dir, 'actions_data_orig.json'), await firstVersionsIds(source.server));
      target = await servers.lean();
      await fillWithOthers(target);
    });

    it('brings registration actions whose ids all mean something else on the target', async () => {
      await expectExit(1, ['restore_config', '--allow-many'], settings(target, dir));
      const [wanted, found] = [await actionsInTables(source.server), await actionsInTables(target)];
      for (const name of [AUTOREGISTRATION_ACTIONS.disabling, AUTOREGISTRATION_ACTIONS.disabled]) {
        expect(found.get(name), name).toEqual(wanted.get(name));
      }
      // It names a host, an user group and a script: ids of which this folder says nothing.
      expect(found.has(AUTOREGISTRATION_ACTIONS.everything)).toBe(false);
    });

    it('says of each that is skipped what is not known', async () => {
      const report = (await expectExit(1, ['restore_config', '--json'], settings(target, dir))).json();
      const reasons = new Map(
        report.skipped.map((entry: { key: string; reason: string }) => [entry.key, entry.reason]),
      );
      expect(reasons.get(AUTOREGISTRATION_ACTIONS.everything)).toMatch(
        /it names .*the script with id \d+ and the host with id \d+, whose names the backup does not hold$/u,
      );
      expect(report.done).toEqual([]);
    });

    it('makes nothing twice', async () => {
      const before = await counts();
      const gateway = await servers.gateway(target);
      await expectExit(1, ['restore_config'], settings(gateway, dir));
      expect(await counts()).toEqual(before);
      // Passive proxies, whose interfaces the tool did not ask for, are not even tried.
      expect(writesThrough(gateway)).toEqual([]);
    });

    async function counts(): Promise<unknown> {
      const rows = TABLES.map((table) => `select '${table}' as name, count(*) as count from ${table}`);
      return await target.sql(rows.join(' union all '));
    }
  },
  ['5.0', '6.0'],
);
