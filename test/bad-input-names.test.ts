import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { LabServer } from '../lab/zabbix.ts';
import { damaged, forge } from './support/damage.ts';
import { expectFailure, expectNothingWritten } from './support/failures.ts';
import { useFolders } from './support/folders.ts';
import { backUp, differences, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';
import { makeStrangeNames, STRANGE } from './support/strange-names.ts';

/** Where the names that look like paths would lead. */
const EVIL = '/tmp/concierge-e2e-evil';

await onEachVersion('strange names', (servers) => {
  const folder = useFolders();
  const dir = folder();
  let source: LabServer;
  let target: LabServer;

  beforeAll(async () => {
    source = await servers.lean();
    await makeStrangeNames(source);
    target = await servers.lean();
  });

  it('are backed up, and are never the path of a file', async () => {
    await backUp(source, dir);
    for (const name of readdirSync(dir)) expect(name).toMatch(/^[a-z_]+\.json$/u);
    expect(readdirSync(dirname(dir))).toEqual(['backup']);
    expect(existsSync(EVIL)).toBe(false);
    await expectEqual(source, dir);
  });

  it('are restored into a fresh server as they are', async () => {
    const wanted = await namesIn(source);
    expect(wanted.join('\n')).toContain(STRANGE.controls);
    expect(wanted.some((name) => name.endsWith('ü'.repeat(255)))).toBe(true);
    expect((await differences(target, dir)).changes.length).toBeGreaterThan(50);
    await expectExit(0, ['restore_config'], settings(target, dir));
    await expectEqual(target, dir);
    expect(await namesIn(target)).toEqual(wanted);
    const beside = readdirSync(dirname(dir)).filter((name) => name !== 'backup');
    for (const name of beside) expect(name).toMatch(/^(pre-)?restore-\d{8}T\d{6}Z$/u);
    for (const name of beside.flatMap((each) => readdirSync(join(dirname(dir), each)))) {
      expect(name).toMatch(/^[a-z_]+\.json$/u);
    }
    expect(existsSync(EVIL)).toBe(false);
  });

  it('can be chosen one by one', async () => {
    await target.sql("update media_type set maxattempts = 7 where name like '..%' or name = 'manifest.json'");
    for (const name of [STRANGE.up, STRANGE.here]) {
      const only = ['--only', `mediatypes:${name}`];
      const told = await expectExit(3, ['diff', '--json', ...only], settings(target, dir));
      expect(told.json().changes.map(({ key }: { key: string }) => key)).toEqual([name]);
      await expectExit(0, ['restore_config', ...only], settings(target, dir));
    }
    const left = await target.sql('select name from media_type where maxattempts = 7');
    expect(left).toEqual([{ name: 'manifest.json' }]);
    await expectExit(0, ['restore_config'], settings(target, dir));
  });

  it('with a NUL in them, which Zabbix would cut off, are not written', async () => {
    for (const kind of ['hostgroups', 'trigger_actions']) {
      const bad = damaged(dir, folder(), (copy) => {
        const text = readFileSync(join(copy, `${kind}.json`), 'utf8');
        forge(copy, `${kind}.json`, text.replace('"manifest.json"', '"manifest.json\\u0000 and more"'));
      });
      await expectExit(3, ['diff'], settings(target, bad));
      const gateway = await servers.gateway(target);
      const told = await expectFailure(2, ['restore_config'], settings(gateway, bad));
      expect(told.message).toMatch(/NUL character/u);
      expect(told.why).toContain(`${kind}: manifest.json\\u0000 and more`);
      expectNothingWritten(gateway);
    }
  });
});

/** The names of all that makeStrangeNames makes, by table. An import ends lines with CR and LF, an export with LF. */
async function namesIn(server: LabServer): Promise<string[]> {
  const proxies = server.version === '7.0' ? ' union all select 0, name from proxy' : '';
  const rows = await server.sql(
    `select * from (
       select 1 as kind, name from hstgrp union all select 2, name from media_type union all
       select 3, name from services union all select 4, name from actions union all
       select 5, host from hosts where flags = 0 union all select 6, name from hosts where flags = 0 union all
       select 7, name from items union all select 8, key_ from items${proxies}
     ) names order by kind, name collate "C"`,
  );
  return rows.map(({ kind, name }) => `${kind} ${name}`.replaceAll('\r\n', '\n'));
}
