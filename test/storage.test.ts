import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreServer } from '../lab/storage/server.ts';
import { hashes, useFolders } from './support/folders.ts';
import { fileName, writeManifest, writePlainBackup } from './support/plain-backup.ts';
import { expectExit } from './support/program.ts';
import { namesIn, toStore } from './support/store-contract.ts';
import { open, STORES } from './support/stores.ts';

const folder = useFolders();
const { signal } = new AbortController();

describe.each(Object.entries(STORES))('a backup in a store: %s', (_, start) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  function environment(dir: string, place: string): Record<string, string> {
    return {
      ...server.environment(),
      STORAGE_LOCATION: server.location,
      STORAGE_FOLDER: place,
      ZBX_CONFIG_DIR: dir,
    };
  }

  it('goes up, folders kept, and comes back the same', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 12 });
    mkdirSync(join(dir, 'notes', 'deep er'), { recursive: true });
    writeFileSync(join(dir, 'notes', 'deep er', 'plän.txt'), 'what a person keeps');
    writeFileSync(join(dir, 'empty'), '');
    const kept = hashes(dir);
    mkdirSync(join(dir, '.git'));
    writeFileSync(join(dir, '.git', 'config'), 'x');
    symlinkSync('/etc/passwd', join(dir, 'link'));

    const up = await expectExit(0, ['upload', '--json'], environment(dir, 'zabbix/prod'));
    expect(up.json()).toMatchObject({ name: 'backup', sent: 15, unchanged: 0, failed: [], removed: [] });
    expect(up.stderr).toMatch(/link does not go up: it is a link/u);
    expect(up.stderr).toMatch(/begin with a dot do not go up: \.git/u);
    const store = await open(server, 'zabbix/prod');
    expect(await namesIn(store)).toEqual(
      Object.keys(kept)
        .map((name) => `backup/${name}`)
        .sort(),
    );

    const back = folder();
    const down = await expectExit(0, ['download', '--json'], environment(back, 'zabbix/prod'));
    expect(down.json()).toMatchObject({ name: 'backup', files: 15, warnings: [] });
    expect(hashes(back)).toEqual(kept);
    expect(readdirSync(dirname(back))).toEqual(['backup']);
  });

  it('is sent again only where it changed, and loses what the new one has not', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 5 });
    writeFileSync(join(dir, 'hosts.json'), '{}');
    writeManifest(dir, [...Array(5).keys()].map(fileName).concat('hosts.json'));
    const env = environment(dir, 'again');
    await expectExit(0, ['upload'], env);
    const same = await expectExit(0, ['upload', '--json'], env);
    expect(same.json()).toMatchObject({ sent: 0, unchanged: 7, bytes: 0 });

    const store = await open(server, 'again');
    await store.put(toStore('backup/somebody.txt', Buffer.from('else')), signal);
    writeFileSync(join(dir, fileName(2)), '{"changed":true}');
    rmSync(join(dir, 'hosts.json'));
    writeManifest(dir, [...Array(5).keys()].map(fileName));
    const changed = await expectExit(0, ['upload', '--json'], env);
    expect(changed.json()).toMatchObject({ sent: 2, unchanged: 4, removed: ['hosts.json'] });
    expect(await namesIn(store)).toContain('backup/somebody.txt');
    expect(await namesIn(store)).not.toContain('backup/hosts.json');
    const forced = await expectExit(0, ['upload', '--json', '--force'], env);
    expect(forced.json()).toMatchObject({ sent: 6, unchanged: 0 });

    const back = folder();
    await expectExit(0, ['download', 'backup'], environment(back, 'again'));
    expect(hashes(back)).toEqual({ ...hashes(dir), 'somebody.txt': expect.any(String) });
  });

  it('is refused where it is not whole: on the way up before anything is sent', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 3 });
    writeFileSync(join(dir, fileName(1)), 'edited');
    const edited = await expectExit(4, ['upload'], environment(dir, 'never'));
    expect(edited.stderr).toContain(`${fileName(1)} is not as the backup wrote it`);
    rmSync(join(dir, fileName(1)));
    await expectExit(4, ['upload'], environment(dir, 'never'));
    rmSync(join(dir, 'manifest.json'));
    await expectExit(4, ['upload'], environment(dir, 'never'));
    await expectExit(2, ['upload'], environment(join(dir, 'nothing'), 'never'));
    expect(await namesIn(await open(server, 'never'))).toEqual([]);
  });

  it('is refused where it is not whole: on the way down nothing appears', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 4 });
    await expectExit(0, ['upload'], environment(dir, 'whole'));
    const store = await open(server, 'whole');
    const back = folder();
    await expectExit(2, ['download', 'another'], environment(back, 'whole'));

    // The same length: only the sha256 can tell.
    const first = fileName(0);
    const { size } = await store.describe(`backup/${first}`, signal);
    await store.put(toStore(`backup/${first}`, Buffer.alloc(size, 'x')), signal);
    const damaged = await expectExit(4, ['download'], environment(back, 'whole'));
    expect(damaged.stderr).toContain(`${first} is not as the backup wrote it`);
    await store.put(toStore(`backup/${first}`, Buffer.from('shorter')), signal);
    await expectExit(4, ['download'], environment(back, 'whole'));
    await store.remove(`backup/${first}`, signal);
    const missing = await expectExit(4, ['download'], environment(back, 'whole'));
    expect(missing.stderr).toContain('is incomplete');
    await expectExit(0, ['upload'], environment(dir, 'whole'));
    await store.remove('backup/manifest.json', signal);
    await expectExit(4, ['download'], environment(back, 'whole'));
    expect(existsSync(back)).toBe(false);
    expect(readdirSync(dirname(back))).toEqual([]);
  });

  it('replaces only a backup, and only where it is asked to', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 4, salt: 'new' });
    await expectExit(0, ['upload'], environment(dir, 'replace'));
    const back = folder();
    writePlainBackup(back, { files: 2, salt: 'old' });
    const before = hashes(back);
    const env = environment(back, 'replace');
    await expectExit(4, ['download'], env);
    expect(hashes(back)).toEqual(before);
    await expectExit(0, ['download', '--replace'], env);
    expect(hashes(back)).toEqual(hashes(dir));
    const other = folder();
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.doc'), 'x');
    await expectExit(2, ['download', '--replace'], environment(other, 'replace'));
    expect(readdirSync(other)).toEqual(['thesis.doc']);
  });

  it('finds a full disk on its way back: what was there stays', async () => {
    const dir = folder();
    writePlainBackup(dir, { files: 6, size: 400_000 });
    await expectExit(0, ['upload'], environment(dir, 'full'));
    const disk = dirname(folder());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', disk]);
    try {
      const back = join(disk, 'backup');
      writePlainBackup(back, { files: 2, salt: 'old' });
      const before = hashes(back);
      const full = await expectExit(1, ['download', '--replace'], environment(back, 'full'));
      expect(full.stderr).toContain('no room is left on the disk');
      expect(hashes(back)).toEqual(before);
      expect(readdirSync(disk)).toEqual(['backup']);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
