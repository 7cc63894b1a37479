import { beforeAll, expect, it } from 'vitest';
import { hostIds, itemIds, triggerIds } from '../../lab/census.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { actionsInTables } from './actions-census.ts';
import { writesThrough } from './calls.ts';
import { useFolders } from './folders.ts';
import { addActionsOfTemplates, costInTables, templateIds } from './force-templates.ts';
import { backUp, expectEqual, expectExit, settings } from './program.ts';
import type { Servers } from './servers.ts';
import { UNEXPORTED_TRIGGERS } from './unexported.ts';

/** --force-templates on a server with all its stock templates, turned on in one way or the other. */
export function forceOnStock(servers: Servers, by: 'the option' | 'the variable'): void {
  const folder = useFolders();
  const dir = folder();
  const option = by === 'the option' ? ['--force-templates'] : [];
  const variable = by === 'the option' ? {} : { ZBX_FORCE_TEMPLATES: 'true' };
  let server: LabServer;

  beforeAll(async () => {
    server = await servers.fresh();
    await addActionsOfTemplates(server);
    await backUp(server, dir);
  });

  it(`by ${by} deletes all stock templates and brings back all of them, and every action`, async () => {
    const before = await stateOf(server);
    const { templates, items } = await costInTables(server);
    expect(templates).toBeGreaterThan(100);
    const gateway = await servers.gateway(server);
    const said = await expectExit(0, ['restore_config', ...option, '--yes'], {
      ...settings(gateway, dir),
      ...variable,
    });
    expect(said.stderr).toContain(
      `deletes all ${templates} templates of the target, and with them ${items} items`,
    );
    expect(said.stdout).toContain('The server is equal to the backup');
    expect(writesThrough(gateway)).toContain('template.delete');

    const after = await stateOf(server);
    expect([...after.templates.keys()].sort()).toEqual([...before.templates.keys()].sort());
    const kept = [...before.templates].filter(([name, id]) => after.templates.get(name) === id);
    expect(kept).toEqual([]);
    expect(after.actions).toEqual(before.actions);
    expect(after.hosts).toEqual(before.hosts);
    expect(after.items).toEqual(before.items);
    expect(after.triggers).toEqual(before.triggers);
    await expectEqual(server, dir);
  });
}

async function stateOf(server: LabServer) {
  const templates = await templateIds(server);
  const unexported = await unexportedTriggers(server);
  const hosts = [...(await hostIds(server))].filter(([name]) => !templates.has(name));
  return {
    templates,
    actions: await actionsInTables(server),
    hosts: new Map(hosts),
    items: [...(await itemIds(server)).keys()].sort(),
    triggers: [...(await triggerIds(server))]
      .filter(([, id]) => !unexported.has(id))
      .map(([name]) => name)
      .sort(),
  };
}

async function unexportedTriggers(server: LabServer): Promise<Set<string>> {
  const rows = await server.sql(UNEXPORTED_TRIGGERS);
  return new Set(rows.map(({ triggerid = '' }) => triggerid));
}
