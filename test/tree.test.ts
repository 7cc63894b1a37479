import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { run as runCommand } from '../lab/command.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import { ensureProgram } from '../lab/tools.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** A backup of the sample with a file for each object: whatever reads a backup reads it too. */
await onEachVersion(
  'a backup as a tree',
  (servers) => {
    const folder = useFolders();
    const [tree, flat] = [folder(), folder()];
    let source: LabServer;

    beforeAll(async () => {
      source = (await servers.leanSource()).server;
      await backUp(source, tree, '--layout', 'tree');
      await backUp(source, flat);
    });

    it('holds the same as a flat one: nothing differs, and no id or trigger is lost', async () => {
      await expectEqual(source, tree);
      const [ofTree, ofFlat] = [manifestOf(tree), manifestOf(flat)];
      expect(ofTree).toMatchObject({ layout: 'tree', format: 2, counts: ofFlat.counts });
      expect(ofFlat).toMatchObject({ layout: 'flat', format: 1 });
      const { actions_data_orig: _, ...counts } = perFolder(tree);
      for (const [kind, count] of Object.entries(ofFlat.counts)) expect(counts[kind] ?? 0, kind).toBe(count);
      const spanning = JSON.parse(readFileSync(join(flat, 'hosts.json'), 'utf8')).zabbix_export;
      expect(counts.hosts_triggers).toBeGreaterThan(0);
      expect(counts.hosts_triggers).toBeLessThanOrEqual(spanning.triggers.length);
    });

    it('is the same bytes again, and only the file of a changed object is another', async () => {
      const again = await servers.copy(source);
      const dir = folder();
      await backUp(again, dir, '--layout', 'tree');
      expect(filesOf(dir)).toEqual(filesOf(tree));
      const api = await labApi(again);
      const [media] = await api.call<{ mediatypeid: string; name: string }[]>('mediatype.get', {
        output: ['name'],
        limit: 1,
      });
      await api.call('mediatype.update', { mediatypeid: media?.mediatypeid, description: 'changed by hand' });
      await backUp(again, dir, '--layout', 'tree');
      const [before, after] = [filesOf(tree), filesOf(dir)];
      expect([...after.keys()]).toEqual([...before.keys()]);
      const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
      expect(changed).toHaveLength(1);
      expect(changed[0]).toMatch(/^mediatypes\//u);
    });

    it('is restored into a server that has nothing of it', async () => {
      const target = await servers.lean();
      await populateActionNeeds(target);
      await expectExit(0, ['restore_config'], settings(target, tree));
      await expectEqual(target, tree);
      await expectEqual(target, flat);
    });

    it('goes to a store and comes back, in the clear and encrypted; what it lost there is gone there', async () => {
      const [store, home] = [folder(), folder()];
      mkdirSync(home);
      await ensureProgram('age', 'age', () => {});
      const key = join(home, 'key.txt');
      await runCommand(['age-keygen', '-o', key]);
      const recipient = /public key: (age1\w+)/u.exec(readFileSync(key, 'utf8'))?.[1] ?? '';
      const environment = { ...settings(source, tree), CONCIERGE_STATE_DIR: join(home, 'state') };
      for (const [place, to, open] of [
        ['plain', [], []],
        ['sealed', ['--encrypt-to', recipient], ['--identity', key]],
      ] as const) {
        const location = `${pathToFileURL(store).href}/${place}`;
        const address = `${location}/${basename(tree)}`;
        await expectExit(0, ['upload', '--storage-location', location, ...to], environment);
        await expectExit(0, ['check', address, ...open], environment);
        await expectExit(0, ['diff', '--from', address, ...open], environment);
        const back = folder();
        const down = ['download', basename(tree), '--storage-location', location, ...open];
        await expectExit(0, down, { ...environment, ZBX_CONFIG_DIR: back });
        expect(filesOf(back)).toEqual(filesOf(tree));
        await expectExit(0, ['check', back], environment);
      }
      const less = join(dirname(folder()), basename(tree));
      await backUp(source, less, '--layout', 'tree', '--skip', 'services,hosts:lab.plain*');
      const location = `${pathToFileURL(store).href}/plain`;
      const sent = await expectExit(0, ['upload', '--json', '--storage-location', location], {
        ...environment,
        ZBX_CONFIG_DIR: less,
      });
      expect(sent.json().removed.some((path: string) => path.startsWith('services/'))).toBe(true);
      expect(filesOf(join(store, 'plain', basename(tree)))).toEqual(filesOf(less));
      const listed = await expectExit(0, ['backups', '--json', less], environment);
      expect(listed.json().places[0].backups).toMatchObject([{ state: 'whole' }]);
    });

    it('is refused where a file of it was changed, and check names that', async () => {
      const dir = folder();
      await backUp(source, dir, '--layout', 'tree', '--only', 'mediatypes,services');
      const [name = ''] = readdirSync(join(dir, 'services'));
      const path = join(dir, 'services', name);
      writeFileSync(path, readFileSync(path, 'utf8').replace('"', ' "'));
      const checked = await expectExit(1, ['check', dir], {});
      expect(checked.stdout).toContain(name);
      await expectExit(2, ['diff'], settings(source, dir));
      rmSync(path);
      await expectExit(1, ['check', dir], {});
      const accepted = await expectExit(0, ['diff', '--accept-edited'], settings(source, dir));
      expect(accepted.stderr).toContain('was deleted after the backup was made');
    });

    it('is committed to the repository that its folder is: what changed, and nothing of what else is there', async () => {
      const dir = folder();
      const git = async (...args: string[]): Promise<string> =>
        (await runCommand(['git', '-C', dir, ...args], { env: author })).stdout;
      const author = {
        PATH: process.env.PATH ?? '',
        HOME: dirname(dir),
        ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com' },
        ...{ GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' },
      };
      const options = [
        'backup_config',
        '--layout',
        'tree',
        '--skip',
        'templates',
        '--commit',
        'nightly',
        '--json',
      ];
      const refused = await expectExit(2, options, { ...author, ...settings(source, dir) });
      expect(refused.stderr + refused.stdout).toMatch(/not a git repository/iu);
      await runCommand(['git', 'init', '--quiet', dir]);
      writeFileSync(join(dir, 'README.md'), 'mine');
      const target = await servers.copy(source);
      const environment = { ...author, ...settings(target, dir) };
      const first = (await expectExit(0, options, environment)).json();
      expect(first.commit.files).toBe(Object.keys(manifestOf(dir).files).length + 1);
      expect(await git('status', '--porcelain')).toBe('?? README.md\n');
      const again = (await expectExit(0, options, environment)).json();
      expect(again.commit).toEqual({ id: null, why: expect.stringContaining('only the times') });
      const api = await labApi(target);
      const [media] = await api.call<{ mediatypeid: string }[]>('mediatype.get', { output: [], limit: 1 });
      await api.call('mediatype.update', { mediatypeid: media?.mediatypeid, description: 'changed by hand' });
      const changed = (await expectExit(0, options, environment)).json();
      expect(changed.commit).toEqual({ id: expect.any(String), files: 2 });
      expect(await git('show', '--format=%s', '--name-only')).toMatch(
        /^nightly\n\nmanifest\.json\nmediatypes\/.*\n$/u,
      );
      expect(await git('log', '--format=%s')).toBe('nightly\nnightly\n');
    });

    it('takes the map of ids beside it, and a word that is no layout is refused', async () => {
      const dir = folder();
      await backUp(source, dir, '--layout', 'tree', '--only', 'mediatypes');
      await expectExit(0, ['get_simple_id_map'], settings(source, dir));
      await backUp(source, dir, '--layout', 'tree', '--only', 'mediatypes');
      expect(readdirSync(dir)).toContain('id_map_backup.json');
      const refused = await expectExit(2, ['backup_config', '--layout', 'heap'], settings(source, dir));
      expect(refused.stderr).toContain('flat, tree');
    });
  },
  ['5.0', '7.0'],
);

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes the document for
function manifestOf(dir: string): any {
  return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
}

/** The files below a folder, the manifest aside. */
function filesOf(dir: string): Map<string, string> {
  return new Map(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(dir.length + 1), readFileSync(path, 'utf8')]),
  );
}

function perFolder(dir: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of filesOf(dir).keys()) {
    const [kind = ''] = path.split('/');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
