import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { graphIds, hostEncryption, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { AUTOREGISTRATION_ACTIONS, GROUPS, HOSTS, PROXIES, TEMPLATES } from '../lab/populate/names.ts';
import { fillWithOthers, populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { differences, run, settings } from './support/program.ts';
import { backUpAsPythonTool, firstVersionsIds } from './support/python-tool.ts';
import { referencesOf } from './support/references.ts';
import { onEachVersion } from './support/servers.ts';
import { visualQueries } from './support/visual-references.ts';

/** An action of which the tool's backup names everything: no user, user group, script or trigger is in it. */
const WHOLE = 'Action that the tool names whole';

/** References of what the tool did not ask for. */
const NOT_RECORDED = new Set([
  'links of services',
  'hosts of maintenances',
  'groups of maintenances',
  'groups of event correlations',
  'groups of the settings',
]);

/** What an inherited trigger has of its own is in no export, and the tool kept nothing else. */
const OF_INHERITED =
  /^Lab top: items of three levels on lab-main » Lab: on the second host only on lab-second$/u;

/** Folders of the tool that this program replaces, restored into a server of other ids. It knew Zabbix 5.0 and 6.0. */
await onEachVersion(
  'a backup by the Python tool',
  (servers) => {
    const { version } = servers;
    const folder = useFolders();
    const dir = folder();
    let source: LabServer;
    let target: LabServer;
    let api: LabApi;
    /** What holds an id that the backup names nowhere: kind and key. */
    let unnamed: string[];

    beforeAll(async () => {
      source = await servers.copy((await servers.leanSource()).server);
      await createWholeAction(await labApi(source));
      await backUpAsPythonTool(source, dir);
      unnamed = withUnnamedIds(dir);
      target = await servers.lean();
      await fillWithOthers(target);
      await populateActionNeeds(target);
      api = await labApi(target);
    });

    it('says what it is, and what it does not hold', async () => {
      const ended = await run(['diff'], settings(target, dir));
      expect(ended.exitCode).toBe(3);
      expect(ended.stderr).toMatch(/warning: This backup was made by the Python tool\./u);
    });

    it('does not say where passive proxies are: they are reported, not invented', async () => {
      const ended = await run(['restore_config', '--only', 'proxies', '--json'], settings(target, dir));
      expect(ended.exitCode).toBe(1);
      const { done, failed, skipped } = ended.json();
      expect(failed).toEqual([]);
      const passive = [PROXIES.passive, PROXIES.passiveCertificate, PROXIES.passivePsk];
      expect(skipped.map(({ key }: { key: string }) => key).sort()).toEqual(passive);
      for (const { reason } of skipped) expect(reason).toMatch(/whose interface the backup does not record/u);
      expect(done.length).toBe(3);
      await api.call('proxy.create', passive.map(passiveProxy));
    });

    it('is restored, all but what holds ids that nothing names', async () => {
      const ended = await run(['restore_config', '--json', '--allow-many'], settings(target, dir));
      const report = ended.json();
      expect(report.failed).toEqual([]);
      expect(report.skipped.map(identity).sort()).toEqual(unnamed);
      for (const { reason } of report.skipped)
        expect(reason).toMatch(/whose names? the backup does not hold/u);
      expect(ended.exitCode).toBe(1);
      const { changes } = await differences(target, dir);
      expect(changes.map(identity).sort()).toEqual(unnamed);
    });

    it('leads every reference to the object of the right name', async () => {
      const skipped = unnamed.map((name) => name.slice(name.indexOf(': ') + 2));
      const [wanted, found] = [await referencesOf(source), await referencesOf(target)];
      for (const [name, rows] of Object.entries(wanted)) {
        if (NOT_RECORDED.has(name) || Object.hasOwn(visualQueries(version), name)) continue;
        const named = (row: string): boolean =>
          !skipped.includes(row.split(' » ')[0] ?? '') && !OF_INHERITED.test(row);
        expect(found[name]?.filter(named), name).toEqual(rows.filter(named));
      }
      for (const census of [hostIds, itemIds, triggerIds, graphIds]) {
        const [there, here] = [await census(target), await census(source)];
        expect(
          [...here.keys()].filter((name) => !there.has(name)),
          census.name,
        ).toEqual([]);
      }
    });

    it('leaves alone what it does not record, where it is there', async () => {
      const [action] = await api.call<{ actionid: string }[]>('action.get', { filter: { name: WHOLE } });
      const updates = version === '5.0' ? 'acknowledge_operations' : 'update_operations';
      const operations = [
        { operationtype: 12, opmessage: { default_msg: 0, subject: 'kept', message: 'kept' } },
      ];
      await api.call('action.update', {
        actionid: action?.actionid,
        esc_period: '7h',
        [updates]: operations,
      });
      await api.call('host.update', {
        ...{ hostid: (await hostIds(target)).get(HOSTS.disabled), description: 'changed by hand' },
        ...(version === '5.0'
          ? {}
          : { tls_connect: 2, tls_accept: 2, tls_psk_identity: 'kept', tls_psk: 'ab'.repeat(32) }),
      });
      const before = await hostEncryption(target);
      const { changes } = await differences(target, dir);
      expect(changes.map(identity)).toEqual(
        expect.arrayContaining([`hosts: ${HOSTS.disabled}`, `trigger_actions: ${WHOLE}`]),
      );
      const ended = await run(['restore_config', '--json'], settings(target, dir));
      expect(ended.json().done).toHaveLength(2);

      const kept =
        await target.sql(`select m.subject from opmessage m join operations o on o.operationid = m.operationid
        where o.recovery = 2 and o.actionid = ${action?.actionid}`);
      expect(kept).toEqual([{ subject: 'kept' }]);
      expect(await target.sql(`select esc_period from actions where actionid = ${action?.actionid}`)).toEqual(
        [{ esc_period: '1h' }],
      );
      expect(await hostEncryption(target)).toEqual(before);
    });

    it(
      version === '5.0'
        ? 'brings keys of hosts, which 5.0 gave'
        : 'creates hosts without encryption, and lists them',
      async () => {
        const encryption = await hostEncryption(target);
        const wanted = (await hostEncryption(source)).get(HOSTS.encryptedPsk);
        expect(encryption.get(HOSTS.encryptedPsk)).toEqual(
          version === '5.0'
            ? wanted
            : { connect: '1', accept: '1', issuer: '', subject: '', identity: '', psk: '' },
        );
        if (version === '5.0') return;
        await api.call('host.delete', [(await hostIds(target)).get(HOSTS.encryptedPsk)]);
        const ended = await run(['restore_config', '--json'], settings(target, dir));
        expect(ended.json().needs).toContainEqual({
          kind: 'hosts',
          key: HOSTS.encryptedPsk,
          needs: expect.stringContaining('encryption'),
        });
      },
    );

    it('is read with actions_data_orig.json too, as the first versions of the tool wrote it', async () => {
      const old = folder();
      cpSync(dir, old, { recursive: true });
      rmSync(join(old, 'id_map_backup.json'));
      writeFileSync(join(old, 'actions_data_orig.json'), await firstVersionsIds(source));
      const { changes } = await differences(target, old);
      const actions = changes.map(identity);
      expect(actions).not.toContain(`reg_actions: ${AUTOREGISTRATION_ACTIONS.formula}`);
      // The one that names a host, whose id those versions did not keep.
      expect(actions).toContain(`trigger_actions: ${WHOLE}`);
    });
  },
  ['5.0', '6.0'],
);

/** Services of one name are numbered where nothing says under what they stand. */
function identity({ kind, key }: { kind: string; key: string }): string {
  return `${kind}: ${kind === 'services' ? key.replace(/ \[\d+\]$/u, '') : key}`;
}

function passiveProxy(host: string): object {
  const encryption = {
    [PROXIES.passivePsk]: { tls_connect: 2, tls_psk_identity: 'made by hand', tls_psk: 'cd'.repeat(32) },
    [PROXIES.passiveCertificate]: { tls_connect: 4 },
  }[host];
  return { host, status: 6, interface: { ip: '127.0.0.1', dns: '', useip: 1, port: '30051' }, ...encryption };
}

async function createWholeAction(api: LabApi): Promise<void> {
  const id = async (kind: string, idField: string, field: string, name: string): Promise<string> => {
    const [found] = await api.call<Record<string, string>[]>(`${kind}.get`, { filter: { [field]: name } });
    return found?.[idField] ?? '';
  };
  await api.call('action.create', {
    name: WHOLE,
    eventsource: 0,
    esc_period: '1h',
    filter: {
      evaltype: 0,
      conditions: [
        { conditiontype: 0, operator: 0, value: await id('hostgroup', 'groupid', 'name', GROUPS.xml) },
        { conditiontype: 1, operator: 0, value: await id('host', 'hostid', 'host', HOSTS.main) },
        { conditiontype: 13, operator: 0, value: await id('template', 'templateid', 'host', TEMPLATES.base) },
      ],
    },
    recovery_operations: [{ operationtype: 11, opmessage: { default_msg: 1 } }],
  });
}

/** The objects in files of rows that hold an id of a user, a user group, a script or a trigger. */
function withUnnamedIds(dir: string): string[] {
  const rows = (kind: string): Record<string, string>[] =>
    JSON.parse(readFileSync(join(dir, `${kind}.json`), 'utf8')) ?? [];
  const holds = (row: object): boolean =>
    /"(userid|usrgrpid|scriptid)":"[1-9]|"conditiontype":"2",/u.test(JSON.stringify(row));
  return [
    ...['trigger_actions', 'reg_actions'].flatMap((kind) =>
      rows(kind)
        .filter(holds)
        .map(({ name }) => `${kind}: ${name}`),
    ),
    ...rows('services')
      .filter(({ triggerid = '0' }) => triggerid !== '0')
      .map(({ name }) => `services: ${name}`),
  ].sort();
}
