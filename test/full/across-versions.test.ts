import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type Comparison, compareServers, unlike } from '../../lab/compare/compare.ts';
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

/** For 6.0 and 7.0 alike. */
const FROM_5_0: Unlike = [
  [/^item_preproc: changed .*\(params\)$/s, 'items take no CRLF in parameters of preprocessing: see codeIn'],
  [/^items: changed .* » web\.test\..*\(uuid\)$/s, 'items of web scenarios get a uuid in an upgrade only'],
  ...UNLIKE_OBJECTS_OF_5_0,
];

const FROM_5_0_TO_6_0: Unlike = [
  ...FROM_5_0,
  [
    /^items: changed .* » grpavg\["Lab\/Servers","lab\.load",last,0\] \(params\)$/s,
    'the upgrade writes a period of 0 into a formula, which 6.0 refuses: see codeIn',
  ],
  [
    /^valuemap_mapping: changed .*\(sortorder\)$/s,
    'an export of 5.0 has mappings by value, as its pages show them, and not by id',
  ],
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
];

const TO_7_0: Unlike = [
  [
    /^items: changed .*\((?:(?:history|trends|query_fields)(?:, )?)+\)$/s,
    'discovery rules keep no history, and JSON is written without \\u: see meantIn',
  ],
];

const FROM_6_0_TO_7_0: Unlike = [
  ...TO_7_0,
  [
    /^widget_field: changed .* » reference \(value_str\)$/s,
    'names by which widgets find each other are numbered by ids',
  ],
  [/^item_preproc: changed .*\(params\)$/s, '7.0 takes no CRLF in parameters of preprocessing: see codeIn'],
  [
    /^items: changed lab-main » lab\.\S*http\S* \((?:history, trends, )?interfaceid, query_fields\)$/,
    'what needs no interface inherits one in 7.0, and not in 6.0',
  ],
  [/^item_preproc: .*lab\.preprocessed\[text\]/s, 'steps are counted from 1, not from 0: see codeIn'],
];

const FROM_5_0_TO_7_0: Unlike = [...FROM_5_0, ...TO_7_0];

const UNLIKE: Readonly<Record<string, Unlike>> = {
  '5.0 to 6.0': FROM_5_0_TO_6_0,
  '5.0 to 7.0': FROM_5_0_TO_7_0,
  '6.0 to 7.0': FROM_6_0_TO_7_0,
};

/** Formulas and steps of preprocessing but for their line ends and numbers, and for periods of 0 that an upgrade writes. */
async function codeIn(server: LabServer): Promise<Record<string, string>[]> {
  return await server.sql(
    `select h.host, i.key_, 0 as step, replace(replace(i.params, chr(13), ''), ',0s)', ')') as code
     from items i join hosts h on h.hostid = i.hostid where i.type = 15
     union all
     select h.host, i.key_, row_number() over (partition by p.itemid order by p.step),
       concat_ws(' ', p.type, replace(p.params, chr(13), ''), p.error_handler, p.error_handler_params)
     from item_preproc p join items i on i.itemid = p.itemid join hosts h on h.hostid = i.hostid
     order by 1, 2, 3`,
  );
}

/** How long all but discovery rules keep what they get, and the fields of queries, however their JSON is written. */
async function meantIn(server: LabServer): Promise<Record<string, string>[]> {
  return await server.sql(
    `select h.host, i.key_, nullif(i.query_fields, '')::jsonb as query_fields,
       case when i.flags <> 1 then i.history || ' ' || i.trends end as kept
     from items i join hosts h on h.hostid = i.hostid
     order by h.host, i.key_`,
  );
}

/** What differs that the documentation does not name, as table or as column. */
function undocumented({ tables }: Comparison): string[] {
  const text = readFileSync('docs/newer-zabbix.md', 'utf8');
  const section = text.split('## What differs from an upgrade\n')[1]?.split('\n## ')[0] ?? '';
  const isNamed = (name: string): boolean => section.includes(`\`${name}\``);
  return Object.entries(tables).flatMap(([table, { rows }]) =>
    isNamed(table)
      ? []
      : rows
          .flatMap(({ is, columns }) =>
            is === 'changed' ? Object.keys(columns).map((column) => `${table}.${column}`) : [table],
          )
          .filter((name) => !isNamed(name)),
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
        const comparison = await compareServers(upgraded, target, { secrets: false });
        const found = unlike(comparison);
        if (from === '5.0') expect(await agreementsIn(target)).toEqual(await agreementsIn(upgraded));
        expect(await codeIn(target)).toEqual(await codeIn(upgraded));
        expect(await meantIn(target)).toEqual(await meantIn(upgraded));
        await upgraded.stop();
        const exceptions = UNLIKE[`${from} to ${to}`] ?? [];
        expect(found.filter((row) => !exceptions.some(([pattern]) => pattern.test(row)))).toEqual([]);
        // Each exception is still one: what is no longer needed goes from the list.
        expect(exceptions.filter(([pattern]) => !found.some((row) => pattern.test(row)))).toEqual([]);
        expect(undocumented(comparison)).toEqual([]);
      });
    },
    [to],
  );
}
