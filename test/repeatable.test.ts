import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { credentials, graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { hashes, useFolders } from './support/folders.ts';
import { importAsItStands } from './support/import.ts';
import { backUp, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

/** What a backup leaves on the disk. */
await onEachVersion('a backup', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: Source;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
  });

  function manifestOf(folder: string): { times: unknown; files: Record<string, unknown>; partial: boolean } {
    return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  }

  it('of an unchanged server is byte for byte the same again, apart from the times in the manifest', async () => {
    const second = folder();
    await backUp(source.server, second);
    // And over an earlier one, under other circumstances.
    const third = folder();
    await backUp(source.server, third);
    await backUp(source.server, third, '--json', '--no-progress');
    for (const again of [second, third]) {
      const [{ 'manifest.json': _one, ...first }, { 'manifest.json': _other, ...other }] = [
        hashes(dir),
        hashes(again),
      ];
      expect(other).toEqual(first);
      const { times: _times, ...manifest } = manifestOf(dir);
      const { times: _otherTimes, ...otherManifest } = manifestOf(again);
      expect(otherManifest).toEqual(manifest);
    }
  });

  it('belongs to its owner alone: folder 0700, files 0600, none that the manifest does not name', () => {
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    const files = readdirSync(dir);
    for (const file of files) expect(statSync(join(dir, file)).mode & 0o777, file).toBe(0o600);
    expect(files.filter((file) => file !== 'manifest.json').sort()).toEqual(
      Object.keys(manifestOf(dir).files).sort(),
    );
    expect(readdirSync(join(dir, '..'))).toEqual(['backup']);
  });

  it('holds documents that configuration.import takes as they stand', async () => {
    const target = await servers.lean();
    const api = await labApi(target);
    const take = async (file: string): Promise<void> => {
      const source = readFileSync(join(dir, file), 'utf8');
      expect(source, file).not.toContain('"date"');
      await importAsItStands(api, source);
    };
    await take('hostgroups.json');
    await take('mediatypes.json');
    await take(
      { '5.0': 'valuemaps.json', '6.0': 'hostgroups.json', '7.0': 'templategroups.json' }[servers.version],
    );
    await take('templates.json');
    await expectExit(0, ['restore_config', '--only', 'proxygroups,proxies'], settings(target, dir));
    await take('hosts.json');
    for (const census of [hostIds, itemIds, triggerIds, graphIds]) {
      const wanted = await census(source.server);
      expect([...(await census(target)).keys()].sort(), census.name).toEqual([...wanted.keys()].sort());
    }
    const there = await credentials(target);
    for (const [holder, fields] of await credentials(source.server)) {
      // What a host has of its own in what it inherits stands beside the documents.
      if (Object.values(fields).some((value) => / of the host$|-of-the-host$/u.test(value))) continue;
      expect(there.get(holder), holder).toEqual(fields);
    }
  });
});
