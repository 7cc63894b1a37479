import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../lab/gateway.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { cutShort, damaged, editJson, forge } from './support/damage.ts';
import { expectFailure, expectNothingWritten } from './support/failures.ts';
import { hashes, useFolders } from './support/folders.ts';
import { backUp, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Servers } from './support/servers.ts';

/** Backups that are none, or not what they were. The way to Zabbix, rights and disks: bad-input-*.test.ts. */

const DIFF = ['diff'];
const RESTORE = ['restore_config', '--yes'];

interface BadBackup {
  readonly change: (dir: string) => void;
  readonly message: RegExp;
  readonly why: RegExp;
  readonly remedy?: RegExp;
  readonly exitCode?: 2 | 4;
  readonly accepting?: true;
}

const REMOVED = (...names: string[]): Pick<BadBackup, 'change'> => ({
  change: (dir) => {
    for (const name of names) rmSync(join(dir, name));
  },
});

/** Every version is given these. */
const ON_EACH: Readonly<Record<string, BadBackup>> = {
  'half a backup: no manifest': {
    ...REMOVED('manifest.json'),
    message: /^The backup in .+ is not whole$/u,
    why: /manifest\.json/u,
  },
  'a file cut short': {
    change: (dir) => cutShort(dir, 'templates.json'),
    message: /templates\.json is not as the backup wrote it$/u,
    why: /sha256.*bytes instead of \d+.*cut short/u,
    remedy: /--accept-edited/u,
  },
};

const ON_NEWEST: Readonly<Record<string, BadBackup>> = {
  'no directory': {
    change: (dir) => rmSync(dir, { recursive: true }),
    message: /^There is no backup in /u,
    why: /there is no such folder/u,
    remedy: /--config-dir or ZBX_CONFIG_DIR/u,
  },
  'an empty directory': {
    change: (dir) => {
      rmSync(dir, { recursive: true });
      mkdirSync(dir);
    },
    message: /^There is no backup in /u,
    why: /empty/u,
  },
  'a file in place of the directory': {
    change: (dir) => {
      rmSync(dir, { recursive: true });
      writeFileSync(dir, '{}');
    },
    message: /^There is no backup in /u,
    why: /it is a file/u,
  },
  'a directory of something else': {
    change: (dir) => {
      rmSync(dir, { recursive: true });
      mkdirSync(dir);
      writeFileSync(join(dir, 'package.json'), '{"name": "other"}');
    },
    message: /^There is no backup in /u,
    why: /neither manifest\.json nor the files of the Python tool/u,
  },
  'JSON that is not a backup, under the name of the manifest': {
    change: (dir) =>
      writeFileSync(join(dir, 'manifest.json'), '{"manifest_version": 3, "name": "extension"}'),
    message: /manifest\.json is not the manifest of a backup$|^There is no backup in /u,
    why: /format|neither/u,
  },
  'half a backup: a file of a kind missing': {
    ...REMOVED('hosts.json'),
    message: /hosts\.json cannot be read$/u,
    why: /missing/u,
  },
  'half a backup: a file missing that no kind needs': {
    ...REMOVED('actions_data_orig.json'),
    message: /actions_data_orig\.json cannot be read$/u,
    why: /missing/u,
  },
  'a file cut to nothing': {
    change: (dir) => writeFileSync(join(dir, 'trigger_actions.json'), ''),
    message: /trigger_actions\.json is not as the backup wrote it$/u,
    why: /sha256.*0 bytes instead of/u,
  },
  'a file cut short, accepted as edited': {
    change: (dir) => cutShort(dir, 'hosts.json'),
    accepting: true,
    message: /hosts\.json is not JSON$/u,
    why: /ends too early/u,
  },
  'a file that was edited': {
    change: (dir) => editMediaType(dir, 'changed by hand'),
    message: /mediatypes\.json is not as the backup wrote it$/u,
    why: /sha256.*edited/u,
    remedy: /--accept-edited/u,
  },
  'a file with one byte changed': {
    change: (dir) => {
      const path = join(dir, 'templates.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('ICMP', 'ICMQ'));
    },
    message: /templates\.json is not as the backup wrote it$/u,
    why: /sha256/u,
  },
  'a file that is not text': {
    change: (dir) => writeFileSync(join(dir, 'hosts.json'), Buffer.from([0xff, 0xfe, 0x00, 0x01])),
    accepting: true,
    message: /hosts\.json cannot be read$/u,
    why: /UTF-8/u,
  },
  'a manifest cut short': {
    change: (dir) => cutShort(dir, 'manifest.json'),
    message: /manifest\.json is not JSON$/u,
    why: /ends too early/u,
  },
  'a manifest that names a path': {
    change: (dir) =>
      editJson(dir, 'manifest.json', (manifest) => {
        manifest.files['../../etc/passwd'] = manifest.files['hosts.json'];
      }),
    message: /manifest\.json is not the manifest of a backup$/u,
    why: /files/u,
  },
  'a manifest that does not name a file': {
    change: (dir) =>
      editJson(dir, 'manifest.json', (manifest) => {
        delete manifest.files['hosts.json'];
      }),
    message: /manifest\.json is not the manifest of a whole backup$/u,
    why: /hosts/u,
  },
  'a backup of a newer format': {
    change: (dir) => editJson(dir, 'manifest.json', (manifest) => ({ ...manifest, format: 1000 })),
    message: /^The backup of .+ cannot be read$/u,
    why: /format 1000/u,
    remedy: /newer/u,
  },
  'a file of another shape than its kind': {
    change: (dir) => forge(dir, 'mediatypes.json', '{"zabbix_export": {"media_types": "none"}}'),
    message: /mediatypes\.json does not hold the backup of mediatypes$/u,
    why: /./u,
  },
  'a backup of a newer Zabbix': ofVersion('7.4.5', '7.0', (dir) =>
    editJson(dir, 'manifest.json', (manifest) => {
      manifest.zabbix = { version: '7.4.5', exportVersion: '7.4' };
    }),
  ),
};

/** What a person may have under these names. None of it is a backup of anything. */
const NOT_OF_A_KIND = ['null', '42', '"text"', 'true', '{"hosts": []}', '[1, 2]', '[[]]', '[null]'];

function ofVersion(version: string, server: string, change: BadBackup['change']): BadBackup {
  return {
    change,
    exitCode: 4,
    message: new RegExp(`^The backup is of Zabbix ${version}, the server is ${server}\\.`, 'u'),
    why: /an older Zabbix has no place|what is converted: 6\.0 to 7\.0/u,
    remedy: new RegExp(`Zabbix ${version.slice(0, 3)}(?:\\.| or a newer one\\.)`, 'u'),
  };
}

/** Backups of real servers by the version in their manifest, as far as those servers were there already. */
const genuine = new Map<string, string>();
const folderOfAll = useFolders();

function versionIn(dir: string): string {
  return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')).zabbix.version;
}

function replaceBy(other: string, dir: string): void {
  rmSync(dir, { recursive: true });
  cpSync(other, dir, { recursive: true });
}

function editMediaType(dir: string, description: string): void {
  editJson(dir, 'mediatypes.json', ({ zabbix_export: { media_types: list } }) => {
    list.find(({ name }: { name: string }) => name === 'Discord').description = description;
  });
}

/** A backup of a server, and a gateway to that server that sees all that is asked of it. */
function useGoodBackup(servers: Servers) {
  const folder = useFolders();
  const good = folder();
  let server: LabServer;
  beforeAll(async () => {
    server = await servers.lean();
    await backUp(server, good);
  });

  /** Expects that neither diff nor restore takes the changed backup, nor changes anything anywhere. */
  async function expectRefused(bad: BadBackup): Promise<void> {
    const { change, message, why, remedy = /\w/u, exitCode = 2, accepting } = bad;
    const dir = damaged(good, folder(), change);
    const before = contentOf(dir);
    const gateway = await servers.gateway(server);
    for (const command of [DIFF, RESTORE]) {
      const args = [...command, ...(accepting ? ['--accept-edited'] : [])];
      const told = await expectFailure(exitCode, args, settings(gateway, dir));
      expect(told.message).toMatch(message);
      expect(told.why).toMatch(why);
      expect(told.remedy).toMatch(remedy);
    }
    expectNothingWritten(gateway);
    // A backup that cannot be read is no reason to trouble the server.
    if (exitCode === 2) expect(gateway.requests).toEqual([]);
    expect(contentOf(dir)).toEqual(before);
  }

  return {
    folder,
    good,
    expectRefused,
    server: () => server,
    gateway: (): Promise<Gateway> => servers.gateway(server),
  };
}

/** All that stands beside a backup, and the backup itself. */
function contentOf(dir: string): unknown {
  const beside = readdirSync(dirname(dir));
  return { beside, files: beside.includes(basename(dir)) ? hashes(dirname(dir)) : {} };
}

await onEachVersion('a backup that is none', (servers) => {
  const { good, expectRefused } = useGoodBackup(servers);

  it.each(Object.entries(ON_EACH))('%s', async (_, bad) => await expectRefused(bad));

  // For servers of an older version: see below. An older backup is converted: test/full/across-versions.test.ts.
  afterAll(() => {
    const kept = join(folderOfAll(), servers.version);
    cpSync(good, kept, { recursive: true });
    genuine.set(versionIn(good), kept);
  });
});

await onEachVersion(
  'a backup of a newer Zabbix',
  (servers) => {
    const { expectRefused } = useGoodBackup(servers);

    it('is refused', async () => {
      const newer = [...genuine].filter(
        ([version]) => Number.parseFloat(version) > Number.parseFloat(servers.version),
      );
      expect(newer.length).toBeGreaterThan(0);
      for (const [version, dir] of newer) {
        await expectRefused(ofVersion(version, servers.version, (copy) => replaceBy(dir, copy)));
      }
    });
  },
  ['5.0', '6.0'],
);

await onEachVersion(
  'a backup that is not what it was',
  (servers) => {
    const { folder, good, expectRefused, server, gateway } = useGoodBackup(servers);

    it.each(Object.entries(ON_NEWEST))('%s', async (_, bad) => await expectRefused(bad));

    it('JSON that is not a backup, in the place of any file', async () => {
      const kinds = readdirSync(good).filter((name) => !/^(manifest|actions_data_orig)/u.test(name));
      expect(kinds.length).toBeGreaterThan(8);
      for (const [index, name] of kinds.entries()) {
        for (const content of NOT_OF_A_KIND.filter((_, number) => number % 4 === index % 4)) {
          const dir = damaged(good, folder(), (copy) => forge(copy, name, content));
          const { message } = await expectFailure(2, DIFF, settings(server(), dir));
          expect(message, content).toMatch(new RegExp(`${name} (is not a file|does not hold)`, 'u'));
        }
      }
    });

    describe('that was edited on purpose', () => {
      it('is read with --accept-edited: compared, and restored', async () => {
        const dir = damaged(good, folder(), (copy) => editMediaType(copy, 'changed on purpose'));
        const environment = settings(server(), dir);
        const told = await expectExit(3, ['diff', '--accept-edited'], environment);
        expect(told.stdout).toContain('~ mediatypes: Discord');
        expect(told.stdout).toContain('changed on purpose');
        expect(told.stderr).toMatch(/warning: .*mediatypes\.json was changed after the backup was made/u);
        await expectExit(0, ['restore_config', '--accept-edited'], environment);
        const [row] = await server().sql("select description from media_type where name = 'Discord'");
        expect(row?.description).toBe('changed on purpose');
        await expectExit(0, ['restore_config'], settings(server(), good));
      });
    });

    it('a folder of something else is not written to', async () => {
      const dir = damaged(good, folder(), (copy) => {
        rmSync(copy, { recursive: true });
        mkdirSync(copy);
        writeFileSync(join(copy, 'thesis.tex'), 'years of work');
      });
      const before = contentOf(dir);
      const told = await expectFailure(2, ['backup_config'], settings(await gateway(), dir));
      expect(told.message).toBe(`The backup could not be written to ${dir}`);
      expect(told.why).toMatch(/not a backup/u);
      expect(contentOf(dir)).toEqual(before);
    });
  },
  ['7.0'],
);
