import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { run as runCommand } from '../lab/command.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { cutShort } from './support/damage.ts';
import { useFolders } from './support/folders.ts';
import { backUp, type Ended, expectExit, settings } from './support/program.ts';
import { onEachVersion, type Servers } from './support/servers.ts';

/** Many backups beside each other in a folder. On 7.0; nothing of it is Zabbix's. */
await onEachVersion('timestamped backups', timestampedBackups, ['7.0']);

function timestampedBackups(servers: Servers): void {
  const folder = useFolders();
  const backup = folder();
  const state = join(dirname(folder()), 'state');
  let server: LabServer;

  /** Runs a command with a state folder of its own. */
  async function expectRun(
    code: number,
    args: readonly string[],
    more: Record<string, string> = {},
  ): Promise<Ended> {
    return await expectExit(code, [...args, '--verbose'], { CONCIERGE_STATE_DIR: state, ...more });
  }

  beforeAll(async () => {
    server = (await servers.leanSource()).server;
    await backUp(server, backup);
  });

  const dir = folder();

  it('each is a folder of its own; latest is the newest whole one', async () => {
    for (let count = 0; count < 2; count += 1) await backUp(server, dir, '--timestamped');
    const names = readdirSync(dir).sort();
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^\d{8}T\d{6}Z(-2)?$/u);
    const [older, newer] = names.map((name) => join(dir, name)) as [string, string];
    const listed = (await expectRun(0, ['backups', dir, '--json'])).json();
    expect(listed.places[0].backups).toMatchObject([
      { location: newer, state: 'whole', zabbix: '7.0.22', encrypted: false },
      { location: older, state: 'whole' },
    ]);
    expect((await expectRun(0, ['check', join(dir, 'latest'), '--json'])).json().location).toBe(newer);
    rmSync(join(newer, 'mediatypes.json'));
    expect((await expectRun(0, ['check', join(dir, 'latest'), '--json'])).json().location).toBe(older);
    await expectRun(1, ['check', newer]);
    const selections = folder();
    await backUp(server, selections, '--timestamped', '--only', 'mediatypes');
    const refused = await expectRun(2, ['check', join(selections, 'latest')]);
    expect(refused.stderr).toContain('is selected (--only mediatypes)');
    const several = await expectRun(2, ['diff'], settings(server, dir));
    expect(several.stderr).toContain(`${dir} holds 2 backups`);
    await expectRun(2, ['restore_config'], settings(server, dir));
    await expectRun(0, ['diff', '--only', 'mediatypes'], settings(server, join(dir, 'latest')));
  });

  it('check finds a file that was changed', async () => {
    const edited = folder();
    await backUp(server, edited, '--only', 'mediatypes');
    const path = join(edited, 'mediatypes.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('a', 'b'));
    const ended = await expectRun(1, ['check'], { ZBX_CONFIG_DIR: edited });
    expect(ended.stdout).toContain('mediatypes.json is not as it was written');
  });

  it('prune keeps what rules say, and says with --dry-run what it would do', async () => {
    const kept = folder();
    for (const day of ['01', '02', '03', '04']) {
      const name = `202611${day}T000000Z`;
      await runCommand(['mkdir', '-p', kept]);
      await runCommand(['cp', '-r', backup, join(kept, name)]);
      const manifest = join(kept, name, 'manifest.json');
      const text = readFileSync(manifest, 'utf8');
      writeFileSync(
        manifest,
        text.replace(/"started": "[^"]*"/u, `"started": "2026-11-${day}T00:00:00.000Z"`),
      );
    }
    cutShort(join(kept, '20261104T000000Z'), 'manifest.json');
    const rules = ['prune', kept, '--keep-last', '1', '--json'];
    const names = (all: { name: string }[]): string[] => all.map(({ name }) => name);
    const dry = (await expectRun(3, [...rules, '--dry-run'])).json();
    // The incomplete one is newer than the newest whole one, or may be: its files were written today.
    expect(names(dry.kept)).toEqual(['20261104T000000Z', '20261103T000000Z']);
    expect(names(dry.deleted)).toEqual(['20261102T000000Z', '20261101T000000Z']);
    expect(readdirSync(kept)).toHaveLength(4);
    await expectRun(0, rules);
    expect(readdirSync(kept)).toEqual(['20261103T000000Z', '20261104T000000Z']);
    await expectRun(0, [...rules, '--dry-run']);
    await expectRun(2, ['prune', kept]);
    await expectRun(2, ['prune', kept, '--keep-last', '-1']);
  });

  it('prune leaves what it must not touch, and completes a deletion that was ended', async () => {
    const kept = folder();
    await runCommand(['mkdir', '-p', join(kept, 'my things'), join(kept, '20200101T000000Z')]);
    await runCommand(['cp', '-r', backup, join(kept, 'production')]);
    await runCommand(['cp', '-r', backup, join(kept, '20261103T000000Z')]);
    await runCommand(['cp', '-r', backup, join(kept, '20200102T000000Z')]);
    rmSync(join(kept, '20200102T000000Z', 'manifest.json'));
    for (const name of readdirSync(join(kept, '20200102T000000Z'))) {
      await runCommand(['touch', '-d', '2020-01-02', join(kept, '20200102T000000Z', name)]);
    }
    await expectRun(0, ['prune', kept, '--keep-last', '1']);
    expect(readdirSync(kept).sort()).toEqual([
      '20200101T000000Z',
      '20261103T000000Z',
      'my things',
      'production',
    ]);
  });
}
