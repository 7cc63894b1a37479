import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { itemIds } from '../lab/census.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { actionsInTables } from './support/actions-census.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { forceOnStock } from './support/force-stock.ts';
import {
  addActionsOfTemplates,
  costInTables,
  DISCOVERY,
  INTERNAL,
  REGISTRATION,
  TRIGGERS,
  templateIds,
} from './support/force-templates.ts';
import {
  backUp,
  differences,
  expectEqual,
  expectExit,
  type Running,
  settings,
  start,
} from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** On stock servers of the other versions: test/full/force-templates.test.ts. */
await onEachVersion('--force-templates on a stock server', (servers) => forceOnStock(servers, 'the option'), [
  '7.0',
]);

const OPTION = ['restore_config', '--force-templates', '--yes'];

await onEachVersion('--force-templates', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let server: LabServer;

  beforeAll(async () => {
    server = await servers.lean();
    await addActionsOfTemplates(server);
    await addSecretMacro(server);
    await backUp(server, dir);
  });

  it('is off where ZBX_FORCE_TEMPLATES says False, or nothing', async () => {
    const before = await templateIds(server);
    for (const off of ['False', 'false', 'FALSE', '']) {
      const gateway = await servers.gateway(server);
      const environment = { ...settings(gateway, dir), ZBX_FORCE_TEMPLATES: off };
      const said = await expectExit(0, ['restore_config', '--yes'], environment);
      expect(said.stdout).toContain('Nothing to do');
      expect(writesThrough(gateway), off).toEqual([]);
    }
    expect(await templateIds(server)).toEqual(before);
  });

  it('with --dry-run says what it would cost, by option and by variable, and writes nothing', async () => {
    const inTables = await costInTables(server);
    const { templates, items } = inTables;
    const actions = [...(await actionsInTables(server))]
      .filter(([, action]) =>
        [...action.conditions, ...action.operations].some((text) => / template |^13 /u.test(text)),
      )
      .map(([name]) => name)
      .sort();
    expect(actions).toEqual(expect.arrayContaining([DISCOVERY, INTERNAL, REGISTRATION, TRIGGERS]));
    const gateway = await servers.gateway(server);
    const environment = settings(gateway, dir);
    const said = await expectExit(3, [...OPTION, '--dry-run'], environment);
    expect(said.stdout).toContain(
      `deletes all ${templates} templates of the target, and with them ${items} items of hosts with their history`,
    );
    expect(said.stdout).toContain('The value of 1 secret macro of templates goes too: no backup holds it');
    for (const name of actions) expect(said.stdout).toContain(`  ${name}\n`);
    const byOption = await expectExit(3, [...OPTION, '--dry-run', '--json'], environment);
    const byVariable = await expectExit(3, ['restore_config', '--dry-run', '--json'], {
      ...environment,
      ZBX_FORCE_TEMPLATES: 'true',
    });
    const { force_templates: cost } = byOption.json();
    expect({ ...cost, actions: cost.actions.toSorted() }).toEqual({ ...inTables, actions });
    expect(byVariable.json()).toEqual(byOption.json());
    expect(byVariable.stderr).not.toContain('turns --force-templates on');
    const byAnotherNo = await expectExit(3, ['restore_config', '--dry-run', '--json'], {
      ...environment,
      ZBX_FORCE_TEMPLATES: 'No',
    });
    expect(byAnotherNo.json()).toEqual(byOption.json());
    expect(byAnotherNo.stderr).toContain(
      'warning: ZBX_FORCE_TEMPLATES is "No", which turns --force-templates on',
    );
    expect(writesThrough(gateway)).toEqual([]);
  });

  it('also deletes templates that the backup does not hold, with their items', async () => {
    const target = await servers.copy(server);
    const api = await labApi(target);
    const host = await addTemplate(target, 'Not in the backup');
    const before = await actionsInTables(target);
    const items = await itemIds(target);
    expect([...items.keys()]).toContain('Zabbix server » not.in.backup');
    const said = await expectExit(0, ['restore_config', '--yes'], {
      ...settings(target, dir),
      ZBX_FORCE_TEMPLATES: 'true',
    });
    expect(said.stdout).toContain('The server is equal to the backup');
    expect((await templateIds(target)).has('Not in the backup')).toBe(false);
    expect([...(await itemIds(target)).keys()].sort()).toEqual(
      [...items.keys()].filter((name) => !name.endsWith('» not.in.backup')).sort(),
    );
    expect(await actionsInTables(target)).toEqual(before);
    expect(await api.call('host.get', { hostids: [host], output: ['host'] })).toHaveLength(1);
    await expectEqual(target, dir);
  });

  it('says so where an action names a template that is gone for good, and leaves it off', async () => {
    const target = await servers.copy(server);
    await addTemplate(target, 'Not in the backup');
    const api = await labApi(target);
    const [template] = await api.call<{ templateid: string }[]>('template.get', {
      output: ['templateid'],
      filter: { host: 'Not in the backup' },
    });
    await api.call('action.create', {
      name: 'Links what is gone',
      eventsource: 1,
      operations: [{ operationtype: 6, optemplate: [template] }],
    });
    const before = await actionsInTables(target);
    const said = await expectExit(1, [...OPTION, '--json'], settings(target, dir));
    const { failed, left } = said.json();
    expect(failed).toEqual([
      {
        kind: 'actions',
        key: 'Links what is gone',
        reason: expect.stringContaining('"Not in the backup"'),
      },
    ]);
    expect(left.changes).toEqual([]);
    const after = await actionsInTables(target);
    expect(after.get('Links what is gone')).toMatchObject({ status: '1' });
    for (const name of before.keys()) {
      if (name !== 'Links what is gone') expect(after.get(name), name).toEqual(before.get(name));
    }
  });

  it('leaves an action of the backup that cannot be restored as it was', async () => {
    const other = await servers.copy(server);
    const api = await labApi(other);
    const { usrgrpids } = await api.call<{ usrgrpids: string[] }>('usergroup.create', { name: 'Only there' });
    const [action] = await api.call<{ actionid: string }[]>('action.get', {
      output: ['actionid'],
      filter: { name: TRIGGERS },
    });
    await api.call('action.update', {
      actionid: action?.actionid,
      operations: [
        {
          operationtype: 0,
          opmessage: { default_msg: 1, mediatypeid: '0' },
          opmessage_grp: [{ usrgrpid: usrgrpids[0] }],
        },
      ],
    });
    const otherDir = folder();
    // Without user groups: else the one that is missing would come along.
    const skip = ['--skip', 'users,usergroups'];
    await expectExit(0, ['backup_config', ...skip], settings(other, otherDir));

    const target = await servers.copy(server);
    const before = await actionsInTables(target);
    const said = await expectExit(1, [...OPTION, '--json'], settings(target, otherDir));
    const { skipped, failed } = said.json();
    expect(failed).toEqual([]);
    expect(skipped).toEqual([
      { kind: 'trigger_actions', key: TRIGGERS, reason: expect.stringContaining('"Only there"') },
    ]);
    expect(await actionsInTables(target)).toEqual(before);
    expect((await differences(target, otherDir)).changes).toHaveLength(1);
  });

  it('puts actions back when the restore is run again after it was killed', async () => {
    const target = await servers.copy(server);
    const before = await actionsInTables(target);
    const templates = await templateIds(target);
    let running: Running | undefined;
    const gateway = await servers.gateway(target, {
      onRequest({ method }) {
        if (method !== 'configuration.import' || running === undefined) return undefined;
        running.child.kill('SIGKILL');
        return { kind: 'cut', when: 'before' };
      },
    });
    running = start(OPTION, settings(gateway, dir));
    expect((await running.ended).signal).toBe('SIGKILL');
    expect((await actionsInTables(target)).get(INTERNAL)).toMatchObject({ status: '1' });
    expect(await templateIds(target)).toEqual(new Map());
    running = undefined;
    await expectExit(0, ['restore_config', '--yes'], settings(gateway, dir));
    expect([...(await templateIds(target)).keys()].sort()).toEqual([...templates.keys()].sort());
    expect(await actionsInTables(target)).toEqual(before);
    await expectEqual(target, dir);
  });
});

/** Gives a stock template a macro whose value no backup holds. */
async function addSecretMacro(server: LabServer): Promise<void> {
  const api = await labApi(server);
  const [hostid] = (await templateIds(server)).values();
  await api.call('usermacro.create', { hostid, macro: '{$FORCED}', value: 'fake', type: 1 });
}

/** Makes a template with one item and links it to the stock host. */
async function addTemplate(server: LabServer, name: string): Promise<string> {
  const api = await labApi(server);
  const groupKind = server.version === '7.0' ? 'templategroup' : 'hostgroup';
  const groups = await api.call<{ groupid: string }[]>(`${groupKind}.get`, { output: ['groupid'], limit: 1 });
  const { templateids } = await api.call<{ templateids: string[] }>('template.create', {
    host: name,
    groups,
  });
  const [hostid] = templateids;
  await api.call('item.create', {
    hostid,
    name: 'Not in the backup',
    key_: 'not.in.backup',
    type: 2,
    value_type: 3,
  });
  const [host] = await api.call<{ hostid: string; parentTemplates: { templateid: string }[] }[]>('host.get', {
    output: ['hostid'],
    selectParentTemplates: ['templateid'],
    filter: { host: 'Zabbix server' },
  });
  await api.call('host.update', {
    hostid: host?.hostid,
    templates: [...(host?.parentTemplates ?? []), { templateid: hostid }],
  });
  return host?.hostid ?? '';
}
