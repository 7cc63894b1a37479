import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { populate } from '../lab/populate.ts';
import { LAB_VERSIONS, type LabServer, suiteGone, type ZabbixLab, zabbixLab } from '../lab/zabbix.ts';
import { simpleIdMap, writeIdMap } from '../src/configuration/backup/id-map.ts';
import { readBackup } from '../src/configuration/backup/read-backup.ts';
import { writeBackup } from '../src/configuration/backup/write-backup.ts';
import { type Configuration, objectsOf } from '../src/configuration/configuration.ts';
import type { JsonObject } from '../src/configuration/json.ts';
import { kindsInOrder } from '../src/configuration/kinds/all-kinds.ts';
import { EVERYTHING, selectionOf } from '../src/configuration/selection.ts';
import { type LiveConfiguration, readServer } from '../src/configuration/server/read-server.ts';
import { silentProgress } from '../src/terminal/progress.ts';
import { connect, type Zabbix } from '../src/zabbix/connection.ts';
import { atLeast } from '../src/zabbix/version.ts';
import { API_LIST, apiNamesIn, apisWithoutKind } from './support/api-names.ts';

/** Files of a backup that hold export documents, and the part of populate's sample that a fresh server lacks. */
const SAMPLE = [
  { kind: 'hostgroups' },
  { kind: 'templategroups' },
  { kind: 'valuemaps' },
  { kind: 'mediatypes', name: 'Lab*' },
  { kind: 'templates', name: 'Lab*' },
  { kind: 'proxygroups' },
  { kind: 'proxies' },
  { kind: 'hosts', name: 'lab-*' },
];

const OPTIONS = { partial: false, startedAt: new Date() };

for (const version of LAB_VERSIONS) {
  const gone = await suiteGone(version);

  describe.skipIf(gone !== undefined)(
    `a backup of Zabbix ${version}${gone ? `, not run: ${gone}` : ''}`,
    () => {
      let lab: ZabbixLab;
      let source: LabServer;
      let zabbix: Zabbix;
      let live: LiveConfiguration;
      let folder: string | undefined;

      beforeAll(async () => {
        lab = await zabbixLab(version);
        source = await lab.fresh('backup_source');
        await populate(source, { hosts: 3 });
        zabbix = await connect({ host: source.url, user: 'Admin', password: 'zabbix', tlsVerify: true });
        live = await readServer(zabbix, { selection: EVERYTHING, progress: silentProgress });
      });

      afterAll(async () => {
        await zabbix?.close();
        await lab?.stop();
      });

      afterEach(() => {
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      });

      function newFolder(): string {
        folder = mkdtempSync(join(tmpdir(), 'backup-test-'));
        return join(folder, 'backup');
      }

      it('holds the whole configuration, and is byte for byte the same when it is made again', async () => {
        const dir = newFolder();
        await writeBackup(live.configuration, dir, { ...OPTIONS, ids: live.names });
        const backup = readBackup(dir);
        expect(backup.warnings).toEqual([]);
        expect(backup.configuration).toEqual(live.configuration);
        const again = await readServer(zabbix, { selection: EVERYTHING, progress: silentProgress });
        await writeBackup(again.configuration, `${dir}-2`, { ...OPTIONS, ids: again.names });
        const names = readdirSync(dir).filter((name) => name !== 'manifest.json');
        const differing = names.filter(
          (name) => !readFileSync(join(dir, name)).equals(readFileSync(join(`${dir}-2`, name))),
        );
        expect(differing).toEqual([]);
        const ids = JSON.parse(readFileSync(join(dir, 'actions_data_orig.json'), 'utf8'));
        expect(ids.templates).toHaveLength(objectsOf(live.configuration, 'templates').size);
        expect(ids.hostgroups).toContainEqual({ groupid: expect.stringMatching(/^\d+$/), name: 'Lab' });
      });

      it('has a kind for every API that holds configuration', async () => {
        const apis = apiNamesIn(await lab.frontendFile(API_LIST));
        const reached = new Set(kindsInOrder(zabbix.version).map(({ lookup }) => lookup.api));
        expect([...reached, ...apisWithoutKind(zabbix.version)].sort()).toEqual(apis);
      });

      it('has documents that configuration.import takes as they stand', async () => {
        const dir = newFolder();
        const selection = selectionOf(
          SAMPLE.filter(({ kind }) => existsHere(kind)),
          [],
        );
        const { configuration } = await readServer(zabbix, { selection, progress: silentProgress });
        await writeBackup(configuration, dir, OPTIONS);
        const target = await lab.fresh('backup_target');
        const api = await labApi(target);
        for (const kind of kindsInOrder(zabbix.version)) {
          if (!objectsOf(configuration, kind.name).size) continue;
          if (kind.travel.by === 'document') {
            const source = readFileSync(join(dir, `${kind.name}.json`), 'utf8');
            const rules = kind.travel.rules(zabbix.version);
            expect(await api.call('configuration.import', { format: 'json', source, rules })).toBe(true);
          } else await createNamesakes(api, kind.name, [...objectsOf(configuration, kind.name).keys()]);
        }
        const taken = await connect({ host: target.url, user: 'Admin', password: 'zabbix', tlsVerify: true });
        const { configuration: copy } = await readServer(taken, { selection, progress: silentProgress });
        await taken.close();
        expect(contentsOf(copy)).toEqual(contentsOf(configuration));
        expect([...objectsOf(copy, 'hosts').keys()]).toEqual([...objectsOf(configuration, 'hosts').keys()]);
        await target.stop();
      });

      it('is not needed for the map of ids', async () => {
        const map = await simpleIdMap(zabbix);
        for (const [kind, field] of [
          ['templates', 'host'],
          ['hostgroups', 'name'],
          ['hosts', 'host'],
          ['mediatypes', 'name'],
        ] as const) {
          const names = map[kind]?.map((entry) => entry[field]);
          expect(names).toEqual(expect.arrayContaining([...objectsOf(live.configuration, kind).keys()]));
        }
        expect(map.hosts?.[0]).toEqual({
          host: expect.any(String),
          hash: expect.stringMatching(/^[0-9a-f]{32}$/),
          hostid: expect.stringMatching(/^\d+$/),
        });
      });

      // On 7.0 that tool fails: it asks for groups by an option that is no more.
      if (version !== '7.0') {
        it('by the Python tool gives the same objects', async () => {
          const dir = newFolder();
          await backUpLikePython(await labApi(source), dir);
          writeIdMap(dir, await simpleIdMap(zabbix));
          const { configuration, notRecorded } = readBackup(dir);
          expect(objectsOf(configuration, 'hostgroups')).toEqual(objectsOf(live.configuration, 'hostgroups'));
          for (const [kind, prefix] of [
            ['mediatypes', ''],
            ['templates', 'Lab'],
            ['hosts', 'Lab'],
          ] as const) {
            expect(contents(configuration, kind, prefix)).toEqual(contents(live.configuration, kind, prefix));
          }
          expect(notRecorded.get('trigger_actions')).toEqual(['update_operations']);
          const name = 'Lab registration: every operation';
          const groups = (from: LiveConfiguration['configuration']): unknown =>
            JSON.stringify(objectsOf(from, 'reg_actions').get(name)?.content).match(/"opgroup":\[.*?\]/g);
          expect(groups(configuration)).toBeTruthy();
          expect(groups(configuration)).toEqual(groups(live.configuration));
        });
      }

      function existsHere(kindName: string): boolean {
        return kindsInOrder(zabbix.version).some(({ name }) => name === kindName);
      }

      async function createNamesakes(api: LabApi, kind: string, names: readonly string[]): Promise<void> {
        for (const name of names) {
          if (kind === 'proxygroups')
            await api.call('proxygroup.create', { name, failover_delay: '1m', min_online: '1' });
          else if (atLeast(zabbix.version, '7.0'))
            await api.call('proxy.create', { name, operating_mode: '0' });
          else await api.call('proxy.create', { host: name, status: '5' });
        }
      }
    },
  );
}

function contents(
  configuration: LiveConfiguration['configuration'],
  kind: string,
  prefix: string,
): Record<string, unknown> {
  return Object.fromEntries(
    [...objectsOf(configuration, kind)]
      .filter(([key]) => key.toLowerCase().startsWith(prefix.toLowerCase()))
      .map(([key, { content }]) => [key, content]),
  );
}

/** The files that the Python tool leaves, made by the calls that it makes. */
async function backUpLikePython(api: LabApi, dir: string): Promise<void> {
  mkdirSync(dir);
  const save = (name: string, text: string): void => writeFileSync(join(dir, `${name}.json`), text);
  for (const [name, method, idField, option] of [
    ['templates', 'template', 'templateid', 'templates'],
    ['hostgroups', 'hostgroup', 'groupid', 'groups'],
    ['hosts', 'host', 'hostid', 'hosts'],
    ['mediatypes', 'mediatype', 'mediatypeid', 'mediaTypes'],
  ] as const) {
    // Of stock templates the tool would export all, which takes a minute and shows no more.
    const some = name === 'templates' ? { search: { host: 'Lab' }, startSearch: true } : {};
    const rows = await api.call<Record<string, string>[]>(`${method}.get`, { output: idField, ...some });
    const options = { [option]: rows.map((row) => row[idField]) };
    save(name, await api.call<string>('configuration.export', { options, format: 'json' }));
  }
  for (const [name, eventsource] of [
    ['reg_actions', 2],
    ['trigger_actions', 0],
  ] as const) {
    const actions = await api.call('action.get', {
      output: 'extend',
      selectOperations: 'extend',
      selectRecoveryOperations: 'extend',
      selectFilter: 'extend',
      filter: { eventsource },
    });
    save(name, JSON.stringify(actions));
  }
  save('services', JSON.stringify(await api.call('service.get', { output: 'extend' })));
  save('proxies', JSON.stringify(await api.call('proxy.get', { output: 'extend' })));
}

/** Templates as an import takes them: what they change in what they inherit stands beside their document. */
function contentsOf(configuration: Configuration): JsonObject[] {
  return [...objectsOf(configuration, 'templates').values()].map(({ content }) => content);
}
