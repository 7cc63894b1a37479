import { beforeAll, expect, it } from 'vitest';
import { compareServers, unlike } from '../../lab/compare/compare.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { writesThrough } from '../support/calls.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, expectExit, settings } from '../support/program.ts';
import { onEachVersion } from '../support/servers.ts';
import { UNEXPORTED_TRIGGERS } from '../support/unexported.ts';

/** The stock 7.0 has media types that log in by a password without a user name, Gmail and Office365: an import refuses them. */
const TAKEN = `not (smtp_authentication <> 0 and username = '')`;

/**
 * A change by SQL of every object of the kinds that are many in a stock server, so that a restore has to write all of them:
 * every item, rule, prototype, trigger, graph, template, host and media type.
 */
const EVERYTHING = [
  `update items set description = description || ' changed'`,
  `update triggers set comments = comments || ' changed' where triggerid not in (${UNEXPORTED_TRIGGERS})`,
  `update graphs set show_work_period = 1 - show_work_period`,
  // Templates and hosts, no prototypes: these have no description.
  `update hosts set description = description || ' changed' where status in (0, 3) and flags = 0`,
  `update media_type set description = description || ' changed' where ${TAKEN}`,
  `update media_type_message set subject = left(subject, 200) || ' changed'
     where mediatypeid in (select mediatypeid from media_type where ${TAKEN})`,
  `update actions set esc_period = '2h' where eventsource = 0`,
];

/** What 5.0 has elsewhere: global value maps, screens. */
const SINCE_6 = [
  `update valuemap_mapping set newvalue = left(newvalue, 50) || ' changed'`,
  `update dashboard set display_period = 120 where templateid is not null`,
];

/** What the installer leaves, all of it changed by hand and restored from a backup of how it was. */
await onEachVersion('all stock content', (servers) => {
  const dir = useFolders()();
  let untouched: LabServer;
  let server: LabServer;

  beforeAll(async () => {
    untouched = await servers.fresh();
    server = await servers.copy(untouched);
    await backUp(server, dir);
    for (const change of [...EVERYTHING, ...(servers.version === '5.0' ? [] : SINCE_6)])
      await server.sql(change);
  });

  it('is written as a whole and comes out as it was, in every row of the database', async () => {
    expect(unlike(await compareServers(untouched, server)).length).toBeGreaterThan(5_000);
    const gateway = await servers.gateway(server);
    await expectExit(0, ['restore_config', '--yes', '--allow-many'], settings(gateway, dir));
    expect(writesThrough(gateway)).toContain('configuration.import');
    expect(unlike(await compareServers(untouched, server))).toEqual([]);
  });
});
