import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { DISCOVERY_RULES, MENU_SCRIPTS, OTHER_ACTIONS } from '../lab/populate/names.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { actionsInTables } from './support/actions-census.ts';
import { automationInTables } from './support/automation-census.ts';
import { damaged, forge } from './support/damage.ts';
import { useFolders } from './support/folders.ts';
import { backUp, differences, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** Scripts, network discovery, SLAs and actions of all sources, restored and compared in the tables. */
await onEachVersion('scripts, discovery, SLAs and actions', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
  });

  async function targetWithNeeds(): Promise<LabServer> {
    const target = await servers.lean();
    await populateActionNeeds(target);
    return target;
  }

  async function expectSameRows(target: LabServer): Promise<void> {
    const found = await automationInTables(target);
    for (const [table, rows] of Object.entries(await automationInTables(source.server))) {
      expect(rows.length, table).toBeGreaterThan(1);
      expect(found[table], table).toEqual(rows);
    }
    expect(await actionsInTables(target)).toEqual(await actionsInTables(source.server));
  }

  it('are in a fresh server row for row', async () => {
    const target = await targetWithNeeds();
    await expectExit(0, ['restore_config'], settings(target, dir));
    await expectSameRows(target);
    await expectEqual(target, dir);
  });

  it('are put right even where an action stands in the way until it is written itself', async () => {
    const target = await servers.copy(source.server);
    await putActionsInTheWay(target);
    const said = await expectExit(
      0,
      ['restore_config', '--allow-many', '--yes', '--json'],
      settings(target, dir),
    );
    expect(said.json()).toMatchObject({ failed: [], skipped: [], left: { changes: [] } });
    await expectSameRows(target);
  });

  it('that the server refuses take along what names them and nothing else, and the report says how to go on', async () => {
    const refused = damaged(dir, folder(), (copy) => {
      const rules = JSON.parse(readFileSync(join(copy, 'drules.json'), 'utf8')) as { name: string }[];
      // More addresses than Zabbix takes.
      const tooMany = (rule: { name: string }) =>
        rule.name === DISCOVERY_RULES.everyCheck ? { ...rule, iprange: '10.0.0.0/8' } : rule;
      forge(copy, 'drules.json', JSON.stringify(rules.map(tooMany)));
    });
    const target = await targetWithNeeds();
    const environment = settings(target, refused);
    const report = (await expectExit(1, ['restore_config', '--json'], environment)).json();
    expect(report.failed).toEqual([
      { kind: 'drules', key: DISCOVERY_RULES.everyCheck, reason: expect.stringContaining('10.0.0.0') },
    ]);
    const dependants = [OTHER_ACTIONS.discovery, OTHER_ACTIONS.discoveryFormula];
    expect(report.skipped).toEqual(
      dependants.map((key) => ({
        kind: 'discovery_actions',
        key,
        reason: expect.stringMatching(/discovery check "Lab discovery: every check.*not restored/u),
      })),
    );
    const { changes } = await differences(target, refused);
    expect(changes.map(({ key }: { key: string }) => key).sort()).toEqual(
      [...dependants, DISCOVERY_RULES.everyCheck].sort(),
    );
    const again = await expectExit(1, ['restore_config'], environment);
    expect(again.stdout).toContain('run restore_config again');
    // With the fault put right the same restore goes on where it stopped.
    await expectExit(0, ['restore_config'], settings(target, dir));
    await expectSameRows(target);
  });
});

/** An action that names a check which is not in the backup, and one that runs a script which is for the menu there. */
async function putActionsInTheWay(server: LabServer): Promise<void> {
  const api = await labApi(server);
  const druleid = await idOf(api, 'drule', DISCOVERY_RULES.unused);
  const [rule] = await api.call<{ dchecks: Record<string, string>[] }[]>('drule.get', {
    druleids: [druleid],
    output: ['druleid'],
    selectDChecks: 'extend',
  });
  const kept = (rule?.dchecks ?? []).map(({ druleid: _rule, ...check }) => check);
  await api.call('drule.update', { druleid, dchecks: [...kept, { type: 2, ports: '2525' }] });
  const checks = await api.call<{ dcheckid: string; type: string }[]>('dcheck.get', {
    output: ['dcheckid', 'type'],
    druleids: [druleid],
  });
  const added = checks.find(({ type }) => type === '2');
  const actionid = await idOf(api, 'action', OTHER_ACTIONS.discoveryRemoval);
  await api.call('action.update', {
    actionid,
    filter: { evaltype: 1, conditions: [{ conditiontype: 19, operator: 0, value: added?.dcheckid }] },
  });
  // 5.0 has no scopes.
  if (server.version === '5.0') return;
  const scriptid = await idOf(api, 'script', MENU_SCRIPTS.hook);
  await api.call('script.update', { scriptid, scope: 1 });
  await api.call('action.update', {
    actionid: await idOf(api, 'action', OTHER_ACTIONS.serviceFormula),
    update_operations: [{ operationtype: 1, opcommand: { scriptid } }],
  });
}

async function idOf(api: LabApi, kind: string, name: string): Promise<string> {
  const [found] = await api.call<Record<string, string>[]>(`${kind}.get`, {
    output: [`${kind}id`],
    filter: { name: [name] },
  });
  return found?.[`${kind}id`] ?? '';
}
