import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { expectFailure, expectNothingWritten } from './support/failures.ts';
import { hashes, useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { remount, runWithinRights, useSmallDisks } from './support/restricted.ts';
import { onEachVersion } from './support/servers.ts';

/** Folders that cannot be written, disks that are full, and restores of too much or of a part. */
await onEachVersion(
  'a folder that cannot be written',
  (servers) => {
    const folder = useFolders();
    const newDisk = useSmallDisks();
    const whole = folder();
    let server: LabServer;
    let earlier: Record<string, string>;

    beforeAll(async () => {
      server = await servers.lean();
      await backUp(server, whole);
      earlier = hashes(whole);
    });

    /** A folder that holds a small backup of one kind, and what is in it. */
    async function smallBackup(dir: string): Promise<Record<string, string>> {
      await backUp(server, dir, '--only', 'hostgroups');
      return hashes(dirname(dir));
    }

    it('because the disk is full: the earlier backup stays, and nothing half of a new one', async () => {
      const disk = await newDisk(200);
      const dir = join(disk, 'backup');
      const before = await smallBackup(dir);
      for (const command of ['backup_config', 'get_simple_id_map']) {
        if (command === 'get_simple_id_map') fill(disk);
        const told = await expectFailure(1, [command], settings(server, dir));
        expect(told.message).toContain(`could not be written to ${dir}`);
        expect(told.why).toBe('no room is left on the disk');
        expect(told.remedy).toMatch(/Make room.*What was there before is untouched/u);
        const { filling, ...rest } = hashes(disk);
        expect(rest).toEqual(before);
      }
      expect(readdirSync(disk).sort()).toEqual(['backup', 'filling']);
    });

    it('because the disk is full: a restore that cannot keep a copy of the target writes nothing to it', async () => {
      const disk = await newDisk(200);
      const dir = join(disk, 'backup');
      const target = await servers.copy(server);
      await backUp(server, dir, '--only', 'hostgroups');
      await (await labApi(target)).call('hostgroup.create', { name: 'Of the target alone' });
      await target.sql("update hstgrp set name = 'Renamed' where name = 'Virtual machines'");
      const before = hashes(disk);
      const gateway = await servers.gateway(target);
      const told = await expectFailure(1, ['restore_config', '--yes'], settings(gateway, dir));
      expect(told.message).toMatch(/could not be written to .+\/pre-restore-/u);
      expect(told.why).toBe('no room is left on the disk');
      expectNothingWritten(gateway);
      expect(hashes(disk)).toEqual(before);
      expect(readdirSync(disk)).toEqual(['backup']);
    });

    it('because it is on a disk that is read-only', async () => {
      const disk = await newDisk(2000);
      const dir = join(disk, 'backup');
      const before = await smallBackup(dir);
      await remount(disk, 'ro');
      for (const command of ['backup_config', 'get_simple_id_map']) {
        const gateway = await servers.gateway(server);
        const told = await expectFailure(2, [command], settings(gateway, dir));
        expect(told.message).toContain(`could not be written to ${dir}`);
        expect(told.why).toBe('the file system is read-only');
      }
      expect(hashes(disk)).toEqual(before);
      await remount(disk, 'rw');
    });

    it('because this user may not write to it, nor beside it', async () => {
      const dir = folder();
      await backUp(server, dir, '--only', 'hostgroups');
      const before = hashes(dir);
      chmodSync(dirname(dir), 0o500);
      const gateway = await servers.gateway(server);
      const told = await expectFailure(2, ['backup_config'], settings(gateway, dir), runWithinRights);
      expect(told.message).toBe(`The backup could not be written to ${dir}`);
      expect(told.why).toContain(`this user may not write to ${dirname(dir)}`);
      expect(told.remedy).toContain(`write to ${dirname(dir)}`);
      // Said before the server is asked for anything.
      expect(gateway.requests).toEqual([]);

      await server.sql("update hstgrp set name = 'Renamed' where name = 'Virtual machines'");
      const restore = ['restore_config', '--yes'];
      const refused = await expectFailure(2, restore, settings(gateway, dir), runWithinRights);
      expect(refused.message).toMatch(/could not be written to .+\/pre-restore-/u);
      expectNothingWritten(gateway);
      await server.sql("update hstgrp set name = 'Virtual machines' where name = 'Renamed'");
      chmodSync(dirname(dir), 0o700);
      expect(hashes(dir)).toEqual(before);
    });

    it('or read', async () => {
      const dir = folder();
      await backUp(server, dir, '--only', 'hostgroups');
      const file = join(dir, 'hostgroups.json');
      chmodSync(file, 0);
      const told = await expectFailure(2, ['diff'], settings(server, dir), runWithinRights);
      expect(told.message).toBe(`${file} cannot be read`);
      expect(told.why).toBe('this user may not read it');
      chmodSync(dir, 0);
      const hidden = await expectFailure(2, ['diff'], settings(server, dir), runWithinRights);
      expect(hidden.why).toBe('this user may not read it');
      chmodSync(dir, 0o700);
    });

    it('because it is a mount point, a file, the root, or a way through a file', async () => {
      const file = folder();
      writeFileSync(file, 'text');
      const disk = await newDisk(2000);
      for (const [dir, why] of [
        [disk, /mount point/u],
        [file, /is a file/u],
        [join(file, 'below'), /is a file/u],
        ['/', /root of the file system/u],
      ] as const) {
        const gateway = await servers.gateway(server);
        const told = await expectFailure(2, ['backup_config'], settings(gateway, dir));
        expect(told.why, dir).toMatch(why);
        expect(gateway.requests).toEqual([]);
      }
      expect(readdirSync(disk)).toEqual([]);
    });

    it('is told apart from one whose name is merely strange', async () => {
      const strange = join(dirname(folder()), `.. ü 日本 "'\\ \n${'x'.repeat(200)}`);
      mkdirSync(dirname(strange), { recursive: true });
      await backUp(server, strange, '--only', 'hostgroups');
      await expectEqual(server, strange);
      const link = join(dirname(folder()), 'link');
      symlinkSync(strange, link);
      await backUp(server, link);
      expect(existsSync(join(strange, 'templates.json'))).toBe(true);
      await expectEqual(server, link);
    });

    it('has lost nothing of an earlier backup in all this', () => {
      expect(hashes(whole)).toEqual(earlier);
    });
  },
  ['7.0'],
);

function fill(disk: string): void {
  try {
    for (let length = 64 * 1024; ; )
      writeFileSync(join(disk, 'filling'), Buffer.alloc(length), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

await onEachVersion('a restore of too much', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let server: LabServer;
  let count: number;

  beforeAll(async () => {
    server = await servers.lean();
    await backUp(server, dir);
    const [row] = await server.sql('select count(*) as count from media_type');
    count = Number(row?.count);
    await server.sql("update media_type set maxattempts = 7 where type = '4'");
  });

  it('is refused with the numbers, and nothing is written', async () => {
    const [row] = await server.sql('select count(*) as count from media_type where maxattempts = 7');
    const changed = Number(row?.count);
    const gateway = await servers.gateway(server);
    const told = await expectFailure(4, ['restore_config', '--yes'], settings(gateway, dir));
    expect(told.message).toBe(
      `The restore would change ${changed} of ${count} mediatypes (${Math.round((changed / count) * 100)} %)`,
    );
    expect(told.why).toContain('more than 30 % of a kind');
    expect(told.remedy).toMatch(/--dry-run.*--allow-many/u);
    expectNothingWritten(gateway);
    expect(readdirSync(dirname(dir))).toEqual(['backup']);
  });

  it('goes on where --only leaves a part: that part, and nothing else', async () => {
    const only = ['--only', 'mediatypes:S[ai]*', '--only', 'mediatypes:?lack*'];
    const names = (await mediaTypes()).filter((name) => /^.lack/u.test(name));
    expect(names.length).toBeGreaterThan(0);
    const told = await expectExit(
      3,
      ['restore_config', '--dry-run', '--json', ...only],
      settings(server, dir),
    );
    const keys = told.json().plan.changes.map(({ key }: { key: string }) => key);
    expect(keys).toEqual(names);
    await expectExit(0, ['restore_config', ...only], settings(server, dir));
    expect(await mediaTypes()).not.toEqual(expect.arrayContaining(names));
    expect((await mediaTypes()).length).toBeGreaterThan(3);
  });

  it('leaves out what --skip names', async () => {
    const skipped = (await mediaTypes()).slice(0, 2);
    const skip = skipped.flatMap((name) => ['--skip', `mediatypes:${name.replaceAll(',', '\\,')}`]);
    const args = ['restore_config', '--allow-many', ...skip];
    await expectExit(0, args, settings(server, dir));
    expect(await mediaTypes()).toEqual(skipped);
    await expectExit(0, ['diff', '--skip', 'mediatypes'], settings(server, dir));
    await expectExit(3, ['diff'], settings(server, dir));
  });

  it('goes on with --allow-many', async () => {
    await server.sql("update media_type set maxattempts = 7 where type = '4'");
    await expectExit(0, ['restore_config', '--allow-many'], settings(server, dir));
    await expectEqual(server, dir);
  });

  /** Media types that are not as in the backup. */
  async function mediaTypes(): Promise<string[]> {
    const rows = await server.sql('select name from media_type where maxattempts = 7 order by name');
    return rows.map(({ name = '' }) => name).sort();
  }
});
