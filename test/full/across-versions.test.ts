import { beforeAll, expect, it } from 'vitest';
import { compareServers, unlike } from '../../lab/compare/compare.ts';
import { upgradedCopy } from '../../lab/upgrade.ts';
import { type LabServer, zabbixLab } from '../../lab/zabbix.ts';
import { writesThrough } from '../support/calls.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, expectExit, settings } from '../support/program.ts';
import { onEachVersion } from '../support/servers.ts';
import { agreementsIn, UNLIKE_OBJECTS_OF_5_0 } from './objects-of-5.0.ts';

/**
 * The sample of an older version, restored into a newer one and held against what Zabbix's own upgrade of the same database
 * makes of it. That of 5.0 comes to 6.0 with all that its installer brings.
 */
const WAYS = [
  { from: '5.0', to: '6.0', stock: true },
  { from: '5.0', to: '7.0', stock: false },
  { from: '6.0', to: '7.0', stock: false },
] as const;

/** What a restore cannot make as an upgrade does, by `table: how row (columns)`, each with the reason. */
type Unlike = readonly (readonly [RegExp, string])[];

const LINE_ENDS: Unlike = [
  [
    /^(?:items|hosts|hostmacro|host_inventory|media_type|media_type_message|triggers|item_preproc|httpstep): changed .*\((?:description|notes|comments|params|script|message|posts|, )+\)$/s,
    'an import of 6.0 and later makes LF of CRLF',
  ],
  [/^(?:functions|triggers): (?:missing|extra) Lab: a Unix line in the expression/, 'CRLF in an expression'],
];

/** For 6.0 and 7.0 alike. */
const FROM_5_0: Unlike = [
  ...LINE_ENDS,
  [/^items: changed .* » web\.test\..*\(uuid\)$/s, 'items of web scenarios get a uuid in an upgrade only'],
  ...UNLIKE_OBJECTS_OF_5_0,
];

const FROM_5_0_TO_6_0: Unlike = [
  ...FROM_5_0,
  [
    /^items: changed .* » grpavg\["Lab\/Servers","lab\.load",last,0\] \(params\)$/s,
    'the upgrade writes a period of 0 into a formula, which 6.0 refuses',
  ],
  [/^valuemap_mapping: changed .*\(sortorder\)$/s, 'an export of 5.0 has mappings by value, not by id'],
  [
    /^item_tag: (?:missing|extra) .* » Application » .*'/s,
    'an upgrade writes apostrophes of applications twice',
  ],
  [
    /^(?:functions|triggers|trigger_depends): .*Template Net Ubiquiti AirOS SNMP » net\.if\.status/s,
    'two triggers whose expressions are the same now are one',
  ],
  [
    /^items: changed lab-main » lab\.\S*http\S* \(interfaceid\)$/,
    'what needs no interface inherits none in 6.0',
  ],
  [
    /^media_type: changed .*\(exec_params\)$/s,
    'an empty line where there was nothing, as in every import of 6.0',
  ],
];

const FROM_6_0_TO_7_0: Unlike = [
  [/^widget_field: changed .*\(value_str\)$/s, 'names by which widgets find each other are made up'],
  [/^item_preproc: changed .*\(params\)$/s, '7.0 takes no CRLF in parameters of preprocessing any more'],
  [
    /^items: changed .*\((?:(?:delay|history|trends|status|interfaceid|query_fields|params)(?:, )?)+\)$/s,
    'inside',
  ],
  [/^item_preproc: .*lab\.preprocessed\[text\]/s, 'steps are counted from 1'],
];

const FROM_5_0_TO_7_0: Unlike = [
  ...FROM_5_0,
  [/^items: changed .*\((?:(?:history|trends|query_fields|params)(?:, )?)+\)$/s, 'inside'],
];

const UNLIKE: Readonly<Record<string, Unlike>> = {
  '5.0 to 6.0': FROM_5_0_TO_6_0,
  '5.0 to 7.0': FROM_5_0_TO_7_0,
  '6.0 to 7.0': FROM_6_0_TO_7_0,
};

/** Formulas and steps of preprocessing but for their line ends, and for periods of 0 that an upgrade writes. */
async function codeIn(server: LabServer): Promise<Record<string, string>[]> {
  return await server.sql(
    `select h.host, i.key_, 0 as step, replace(replace(i.params, chr(13), ''), ',0s)', ')') as code
     from items i join hosts h on h.hostid = i.hostid where i.type = 15
     union all
     select h.host, i.key_, p.step, replace(p.params, chr(13), '')
     from item_preproc p join items i on i.itemid = p.itemid join hosts h on h.hostid = i.hostid
     order by 1, 2, 3`,
  );
}

const folder = useFolders();

for (const { from, to, stock } of WAYS) {
  const dir = folder();
  let source: LabServer;

  await onEachVersion(
    `the source of a backup for ${to}`,
    (servers) => {
      it('is backed up', async () => {
        source = (await (stock ? servers.source() : servers.leanSource())).server;
        await backUp(source, dir);
      });
    },
    [from],
  );

  await onEachVersion(
    `a backup of Zabbix ${from}, restored`,
    (servers) => {
      let target: LabServer;

      beforeAll(async () => {
        target = await servers.lean();
      });

      it('makes the server equal to the backup, and says first what has no counterpart', async () => {
        const args = ['restore_config', '--prune', '--yes', '--allow-many'];
        const said = await expectExit(0, args, settings(target, dir));
        expect(said.stdout).toContain('The server is equal to the backup');
        if (from !== '6.0') return;
        expect(said.stdout).not.toContain('bind password');
        const [directory] = await target.sql('select bind_password from userdirectory_ldap');
        expect(directory?.bind_password).toBe('fake-ldap-password');
      });

      it('is not written a second time: not one write call', async () => {
        const gateway = await servers.gateway(target);
        await expectExit(0, ['restore_config', '--prune', '--yes'], settings(gateway, dir));
        expect(writesThrough(gateway)).toEqual([]);
      });

      it('is in the database what the upgrade by Zabbix makes of it', async () => {
        const name = `across_${from[0]}${to[0]}_${process.pid}`;
        const upgraded = await upgradedCopy(source, await zabbixLab(to), name);
        const found = unlike(await compareServers(upgraded, target, { secrets: false }));
        if (from === '5.0') expect(await agreementsIn(target)).toEqual(await agreementsIn(upgraded));
        if (to === '6.0') expect(await codeIn(target)).toEqual(await codeIn(upgraded));
        await upgraded.stop();
        const exceptions = UNLIKE[`${from} to ${to}`] ?? [];
        expect(found.filter((row) => !exceptions.some(([pattern]) => pattern.test(row)))).toEqual([]);
        // Each exception is still one: what is no longer needed goes from the list.
        expect(exceptions.filter(([pattern]) => !found.some((row) => pattern.test(row)))).toEqual([]);
      });
    },
    [to],
  );
}
