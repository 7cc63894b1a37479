import { beforeAll, expect, it } from 'vitest';
import { compareServers, unlike } from '../../lab/compare/compare.ts';
import { upgradedCopy } from '../../lab/upgrade.ts';
import { type LabServer, zabbixLab } from '../../lab/zabbix.ts';
import { writesThrough } from '../support/calls.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from '../support/program.ts';
import { onEachVersion } from '../support/servers.ts';

/** The sample of 6.0, restored into 7.0 and held against what Zabbix's own upgrade of the same database makes of it. */
/** What a restore cannot make as an upgrade does, by `table: how row (columns)`, each with the reason. */
const UNLIKE: readonly (readonly [RegExp, string])[] = [
  [/^widget_field: changed .*\(value_str\)$/s, 'names by which widgets find each other are made up'],
  [/^item_preproc: changed .*\(params\)$/s, '7.0 takes no CRLF in parameters of preprocessing any more'],
  [
    /^items: changed .*\((?:(?:delay|history|trends|status|interfaceid|query_fields|params)(?:, )?)+\)$/s,
    'inside',
  ],
  [/^item_preproc: .*lab\.preprocessed\[text\]/s, 'steps are counted from 1'],
  [
    /^item_tag: extra lab-second » web\.test\./,
    '6.0 does not tag the items of a scenario that was tagged where it is inherited',
  ],
  [/^role_rule: changed .*\(value_serviceid\)$/s, 'a list of services in another order'],
];

const dir = useFolders()();
let source: LabServer;

await onEachVersion(
  'the source of a backup for a newer server',
  (servers) => {
    it('is backed up', async () => {
      source = (await servers.leanSource()).server;
      await backUp(source, dir);
    });
  },
  ['6.0'],
);

await onEachVersion(
  'a backup of Zabbix 6.0, restored',
  (servers) => {
    let target: LabServer;

    beforeAll(async () => {
      target = await servers.lean();
    });

    it('makes the server equal to the backup, and says first what has no counterpart', async () => {
      const args = ['restore_config', '--prune', '--yes', '--allow-many'];
      const said = await expectExit(0, args, settings(target, dir));
      expect(said.stdout).toContain('The server is equal to the backup');
      expect(said.stdout).not.toContain('bind password');
      const [directory] = await target.sql('select bind_password from userdirectory_ldap');
      expect(directory?.bind_password).toBe('fake-ldap-password');
      await expectEqual(target, dir);
    });

    it('is not written a second time: not one write call', async () => {
      const gateway = await servers.gateway(target);
      await expectExit(0, ['restore_config', '--prune', '--yes'], settings(gateway, dir));
      expect(writesThrough(gateway)).toEqual([]);
    });

    it('is in the database what the upgrade by Zabbix makes of it', async () => {
      const upgraded = await upgradedCopy(source, await zabbixLab('7.0'), `across_${process.pid}`);
      const found = unlike(await compareServers(upgraded, target, { secrets: false }));
      await upgraded.stop();
      expect(found.filter((row) => !UNLIKE.some(([pattern]) => pattern.test(row)))).toEqual([]);
      // Each exception is still one: what is no longer needed goes from the list.
      expect(UNLIKE.filter(([pattern]) => !found.some((row) => pattern.test(row)))).toEqual([]);
    });
  },
  ['7.0'],
);
