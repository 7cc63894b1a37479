import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { run as runCommand } from '../lab/command.ts';
import { waitFor } from '../lab/processes.ts';
import { ensureProgram } from '../lab/tools.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { hashes, useFolders } from './support/folders.ts';
import { backUp, type Ended, expectExit, expectNoDefect, settings, start } from './support/program.ts';
import { onEachVersion, type Servers } from './support/servers.ts';

/** Backups in a store, in the clear and encrypted, with the real age beside. On 7.0; nothing of it is Zabbix's. */
await onEachVersion('backups in a store', backupsInAStore, ['7.0']);

function backupsInAStore(servers: Servers): void {
  const folder = useFolders();
  const [backup, home, store] = [folder(), dirname(folder()), folder()];
  const key = join(home, 'key.txt');
  const temporary = join(home, 'tmp');
  let server: LabServer;
  let recipient: string;
  let secret: string;
  const said: string[] = [];

  /** Runs a command with a state folder and a folder for temporary files of its own. */
  async function expectRun(
    code: number,
    args: readonly string[],
    more: Record<string, string> = {},
  ): Promise<Ended> {
    const ended = await expectExit(code, [...args, '--verbose'], environment(more));
    said.push(ended.stdout, ended.stderr);
    return ended;
  }

  function environment(more: Record<string, string> = {}): Record<string, string> {
    return { CONCIERGE_STATE_DIR: join(home, 'state'), TMPDIR: temporary, ...more };
  }

  beforeAll(async () => {
    server = (await servers.leanSource()).server;
    mkdirSync(temporary);
    await backUp(server, backup);
    await ensureProgram('age', 'age', () => {});
    await runCommand(['age-keygen', '-o', key]);
    const text = readFileSync(key, 'utf8');
    recipient = /public key: (age1\w+)/u.exec(text)?.[1] ?? '';
    secret = /^AGE-SECRET-KEY-\S+$/mu.exec(text)?.[0] ?? '';
    expect([recipient, secret].every((each) => each.length > 50)).toBe(true);
  });

  afterAll(() => {
    expect(said.join('\n')).not.toContain(secret);
    expect(said.join('\n')).not.toContain(secret.slice('AGE-SECRET-KEY-1'.length));
  });

  describe('in a store', () => {
    const location = pathToFileURL(store).href;
    const address = `${location}/backup`;

    it('backup_config --upload is the two in one, and restore and diff take it from there', async () => {
      const own = folder();
      const ended = await expectRun(
        0,
        ['backup_config', '--upload', '--storage-location', location, '--json'],
        {
          ...settings(server, own),
        },
      );
      expect(ended.json().upload).toMatchObject({ name: 'backup', failed: [] });
      expect(hashes(join(store, 'backup'))).toEqual(hashes(own));
      await expectRun(0, ['diff', '--from', address], settings(server));
      const restored = await expectRun(0, ['restore_config', '--from', 'backup'], {
        ...settings(server),
        STORAGE_LOCATION: location,
      });
      expect(restored.stdout).toContain('Nothing to do');
      expect(readdirSync(temporary)).toEqual([]);
      expect(readdirSync(dirname(own))).toEqual(['backup']);
    });

    it('a restore from it is undone where ZBX_CONFIG_DIR holds timestamped backups, beside which its copy lies', async () => {
      const series = folder();
      const stored = `${location}/series`;
      const up = ['--timestamped', '--upload', '--storage-location', stored];
      await expectRun(0, ['backup_config', ...up], settings(server, series));
      const target = await servers.copy(server);
      const api = await labApi(target);
      const [type] = await api.call<{ mediatypeid: string }[]>('mediatype.get', { output: [], limit: 1 });
      await api.call('mediatype.update', { ...type, description: 'as people had it' });
      const RESTORE = ['restore_config', '--yes', '--json'];
      const restored = await expectRun(
        0,
        [...RESTORE, '--from', `${stored}/latest`],
        settings(target, series),
      );
      expect(dirname(restored.json().before)).toBe(series);
      const undone = await expectRun(0, [...RESTORE, '--undo'], settings(target, series));
      expect(undone.json().undo.back_to).toBe(restored.json().before);
      const [now] = await api.call<object[]>('mediatype.get', {
        output: ['description'],
        mediatypeids: type?.mediatypeid,
      });
      expect(now).toMatchObject({ description: 'as people had it' });
    });

    it('the current folder, named as such, goes up under its own name', async () => {
      const own = folder();
      const here = join(store, 'here');
      const args = [
        'backup_config',
        '--only',
        'mediatypes',
        '--upload',
        '--storage-location',
        pathToFileURL(here).href,
      ];
      mkdirSync(own);
      // The second one replaces the folder in which the program runs.
      for (let count = 0; count < 2; count += 1) {
        const { exitCode, stderr } = await start([...args, '--json'], settings(server, '.'), own).ended;
        expect(exitCode, stderr).toBe(0);
        expect(hashes(join(here, 'backup'))).toEqual(hashes(own));
      }
      expect(readdirSync(here)).toEqual(['backup']);
      expect(readdirSync(dirname(own))).toEqual(['backup']);
    });

    it('several are one too many for --from, and latest is the newest', async () => {
      const many = `${location}/many`;
      const mine = folder();
      for (let count = 0; count < 2; count += 1) {
        const options = ['--timestamped', '--upload', '--storage-location', many];
        await expectRun(0, ['backup_config', ...options], settings(server, mine));
      }
      const several = await expectRun(2, ['diff', '--from', many], settings(server));
      expect(several.stderr).toContain('holds 2 backups');
      await expectRun(0, ['diff', '--from', `${many}/latest`, '--only', 'mediatypes'], settings(server));
      await expectRun(2, ['diff', '--from', `${many}/missing`], settings(server));
      await expectRun(0, ['prune', '--remote', '--keep-last', '1'], { STORAGE_LOCATION: many });
      expect(
        readdirSync(join(store, 'many')).filter((name) => readdirSync(join(store, 'many', name)).length > 0),
      ).toEqual([readdirSync(mine).sort().at(-1)]);
    });

    it('nothing of it stays in the temporary folder, however the command ends', async () => {
      await expectRun(1, ['diff', '--from', address], { ...settings({ url: 'http://127.0.0.1:9' }) });
      expect(readdirSync(temporary)).toEqual([]);
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const gateway = await servers.gateway(server, {
          onRequest: ({ method }) => {
            if (method !== 'configuration.export') return undefined;
            // The folder and its lock.
            expect(readdirSync(temporary)).toHaveLength(2);
            running.child.kill(signal);
            return undefined;
          },
        });
        const running = start(['diff', '--from', address], environment(settings(gateway)));
        const ended = await running.ended;
        expectNoDefect(ended);
        expect(ended.exitCode).toBe(signal === 'SIGTERM' ? 143 : 130);
        expect(readdirSync(temporary)).toEqual([]);
      }
    });

    it('one whose file was changed is refused', async () => {
      const path = join(store, 'backup', 'hosts.json');
      const content = readFileSync(path, 'utf8');
      writeFileSync(path, content.replace('a', 'b'));
      await expectRun(1, ['check', address]);
      await expectRun(4, ['restore_config', '--from', address], settings(server));
      writeFileSync(path, content.slice(1));
      await expectRun(4, ['restore_config', '--from', address], settings(server));
      writeFileSync(path, content);
      await expectRun(0, ['check', address]);
      expect(readdirSync(temporary)).toEqual([]);
    });
  });

  describe('encrypted', () => {
    const place = folder();
    const location = pathToFileURL(place).href;
    const upload = ['upload', '--storage-location', location];
    const stored = (): string[] => readdirSync(join(place, 'backup')).sort();

    it('shows nothing in the store, and the real age opens it', async () => {
      await expectRun(0, [...upload, '--encrypt-to', recipient], { ZBX_CONFIG_DIR: backup });
      for (const name of stored()) expect(name).toMatch(/^([0-9a-f]{32}|index)\.age$/u);
      const index = JSON.parse((await openWithAge(join(place, 'backup', 'index.age'))).toString());
      expect(Object.keys(index.files).sort()).toEqual(readdirSync(backup).sort());
      expect(stored()).toHaveLength(readdirSync(backup).length + 1);
      for (const [path, { object, md5 }] of Object.entries<{ object: string; md5: string }>(index.files)) {
        const opened = await openWithAge(join(place, 'backup', object));
        expect(opened.equals(readFileSync(join(backup, path)))).toBe(true);
        expect(createHash('md5').update(opened).digest('hex')).toBe(md5);
      }
    });

    it('comes back with the identity, and not without', async () => {
      const back = folder();
      const download = ['download', 'backup', '--storage-location', location];
      const closed = await expectRun(2, download, { ZBX_CONFIG_DIR: back });
      expect(closed.stderr).toContain('--identity');
      expect(existsSync(back)).toBe(false);
      await expectRun(0, [...download, '--identity', key], { ZBX_CONFIG_DIR: back });
      expect(hashes(back)).toEqual(hashes(backup));
      const other = join(home, 'other.txt');
      await runCommand(['age-keygen', '-o', other]);
      const address = `${location}/backup`;
      await expectRun(2, ['check', address, '--identity', join(home, 'missing')]);
      await expectRun(2, ['check', address, '--identity', other]);
      await expectRun(2, ['check', address]);
      await expectRun(0, ['check', address, '--identity', key]);
      await expectRun(0, ['diff', '--from', address, '--identity', key], settings(server));
      await expectRun(2, ['diff', '--from', address, '--identity', other], settings(server));
      await expectRun(2, ['diff', '--from', address], settings(server));
    });

    it('is not sent again while it is unchanged, and not laid open by an upload without the option', async () => {
      const before = stored();
      const again = await expectRun(0, [...upload, '--json'], {
        ZBX_CONFIG_DIR: backup,
        STORAGE_ENCRYPT_TO: recipient,
      });
      expect(again.json()).toMatchObject({ sent: 0 });
      expect(stored()).toEqual(before);
      await expectRun(4, upload, { ZBX_CONFIG_DIR: backup });
      expect(stored()).toEqual(before);
    });

    it('a secret key where a recipient belongs is refused and not shown', async () => {
      await expectRun(2, [...upload, '--encrypt-to', secret], { ZBX_CONFIG_DIR: backup });
      await expectRun(2, [...upload, '--encrypt-to', key], { ZBX_CONFIG_DIR: backup });
      await expectRun(2, ['check', `${location}/backup`, '--identity', join(backup, 'manifest.json')]);
    });

    it('what the real age wrote is opened', async () => {
      const made = join(folder(), '20261122T000000Z');
      mkdirSync(made, { recursive: true });
      const files: Record<string, object> = {};
      for (const [count, name] of readdirSync(backup).entries()) {
        const object = `${count.toString(16).padStart(32, '0')}.age`;
        const content = readFileSync(join(backup, name));
        await runCommand(['age', '-r', recipient, '-o', join(made, object), join(backup, name)]);
        const sealed = readFileSync(join(made, object));
        files[name] = {
          object,
          size: content.length,
          md5: createHash('md5').update(content).digest('hex'),
          storedSize: sealed.length,
          storedMd5: createHash('md5').update(sealed).digest('hex'),
        };
      }
      writeFileSync(join(home, 'index.json'), JSON.stringify({ format: 1, files }));
      await runCommand(['age', '-r', recipient, '-o', join(made, 'index.age'), join(home, 'index.json')]);
      const address = pathToFileURL(made).href;
      await expectRun(0, ['check', address, '--identity', key]);
      const back = folder();
      const options = ['--storage-location', dirname(address), '--identity', key];
      await expectRun(0, ['download', basename(made), ...options], { ZBX_CONFIG_DIR: back });
      expect(hashes(back)).toEqual(hashes(backup));
    });

    async function openWithAge(path: string): Promise<Buffer> {
      const opened = join(home, 'opened');
      await runCommand(['age', '-d', '-i', key, '-o', opened, path]);
      return readFileSync(opened);
    }
  });

  describe('an upload that is killed', () => {
    it.each(['in the clear', 'encrypted'])(
      'leaves what is incomplete, and the next completes it: %s',
      async (form) => {
        const own = folder();
        const place = folder();
        const location = pathToFileURL(place).href;
        const address = `${location}/backup`;
        const encrypt = form === 'encrypted' ? ['--encrypt-to', recipient] : [];
        const identity = form === 'encrypted' ? ['--identity', key] : [];
        const upload = ['upload', '--storage-location', location, ...encrypt];
        await runCommand(['cp', '-r', backup, own]);
        // What takes a while, so that there is a middle.
        writeFileSync(join(own, 'notes.bin'), Buffer.alloc(100_000_000, 'notes'));
        const running = start(upload, environment({ ZBX_CONFIG_DIR: own }));
        const begun = (): boolean => existsSync(place) && storedIn(place).length > 0;
        expect(await waitFor(async () => begun(), 120, 1)).toBe(true);
        running.child.kill('SIGKILL');
        expect((await running.ended).signal).toBe('SIGKILL');

        const listed = (await expectRun(0, ['backups', location, ...identity, '--json'])).json().places[0]
          .backups;
        expect(listed).toMatchObject([{ name: 'backup', state: 'incomplete' }]);
        await expectRun(1, ['check', address, ...identity]);
        await expectRun(4, ['restore_config', '--from', address, ...identity], settings(server));
        await expectRun(4, ['diff', '--from', address, ...identity], settings(server));

        await expectRun(0, upload, { ZBX_CONFIG_DIR: own });
        await expectRun(0, ['check', address, ...identity]);
        const back = folder();
        const options = ['--storage-location', location, ...identity];
        await expectRun(0, ['download', ...options], { ZBX_CONFIG_DIR: back });
        expect(hashes(back)).toEqual(hashes(own));
        await expectRun(0, ['diff', '--from', address, ...identity], settings(server));
      },
    );

    /** What has gone up whole; what is on its way has a hidden name. */
    function storedIn(dir: string): string[] {
      return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\/[^./]+\.(json|age)$/u.test(name),
      );
    }
  });
}
