import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { labApi } from '../../lab/api.ts';
import { compareServers, unlike } from '../../lab/compare/compare.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { writesThrough } from '../support/calls.ts';
import { discover, idOf } from '../support/discovering.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, type Ended, expectEqual, expectExit, run, settings } from '../support/program.ts';
import { databaseAddress } from '../support/secrets.ts';
import { onEachVersion } from '../support/servers.ts';

/** Hosts, items and triggers that a real server has made of prototypes, and what a person sets on them. */
await onEachVersion('what is set by hand on what discovery has made', (servers) => {
  const folder = useFolders();
  const [untouchedDir, dir] = [folder(), folder()];
  let source: LabServer;
  let untouched: LabServer;
  let target: LabServer;
  let backupSaid: string;

  beforeAll(async () => {
    untouched = await servers.lean();
    await discover(untouched, ['one', 'two', 'three']);
    await backUp(untouched, untouchedDir);
    source = await servers.copy(untouched);
    await setByHand(source);
    backupSaid = (await backUp(source, dir)).stderr;
  });

  it('is in a backup, and nothing of a host on which nothing was set', () => {
    expect(objectsIn(untouchedDir)).toEqual([]);
    const older = {
      host: 'found-one',
      status: '1',
      description: 'by hand: "ü" <&>',
      inventory: { location: 'Zürich', notes: 'two\nlines' },
    };
    const added = {
      tags: [{ tag: 'hand', value: 'ü' }],
      macros: [
        { macro: '{$SECRET}', type: 'SECRET_TEXT', description: '' },
        { macro: '{$HAND}', type: 'TEXT', value: 'v', description: 'd' },
      ],
      templates: [{ templateid: 'of a person' }],
    };
    const two = { host: 'found-two', status: '0', description: 'only this', inventory: {} };
    const none = { tags: [], macros: [], templates: [] };
    expect(objectsIn(dir)).toEqual(
      servers.version === '7.0'
        ? [
            { ...older, ...added },
            { ...two, ...none },
          ]
        : [older, two],
    );
  });

  it('is in a backup of items and triggers whose status is not that of their prototype', () => {
    expect(statusesIn(untouchedDir)).toEqual({ items: {}, triggers: {} });
    expect(statusesIn(dir)).toEqual({ items: BY_HAND.items, triggers: BY_HAND.triggers });
  });

  it('what no API puts back is named when the backup is made', () => {
    expect(backupSaid).toContain('Not in the backup: items, triggers');
    expect(backupSaid).toContain('"found-three"');
    expect(backupSaid).not.toContain('"found-two"');
  });

  it('comes back on a server where discovery has made the hosts', async () => {
    target = await servers.copy(untouched);
    const said = await expectExit(0, ['restore_config'], settings(target, dir));
    expect(said.stdout).toContain('discoveredhosts: 2 created');
    expect(said.stdout).toContain('discovereditems: 2 created');
    expect(said.stdout).toContain('discoveredtriggers: 2 created');
    expect(await statusesOf(target)).toEqual(await statusesOf(source));
    expect(await statusesOf(target)).not.toEqual(await statusesOf(untouched));
    await expectEqual(target, dir);
    const inNoBackup = / load\b|found-three/u;
    const differing = unlike(await compareServers(source, target, { secrets: false }));
    expect(differing.filter((line) => !inNoBackup.test(line))).toEqual([]);
  });

  it('of items and triggers is left alone by a second restore, and taken away by --undo', async () => {
    const again = await servers.copy(untouched);
    const only = ['--only', 'discovereditems', '--only', 'discoveredtriggers'];
    const shown = await expectExit(3, ['diff', ...only], settings(again, dir));
    expect(shown.stdout).toMatch(/^\+ discovereditems: discovering\/size\[one\]$/mu);
    expect(shown.stdout).toMatch(/^\+ discoveredtriggers: Full: two ⏎ .*size\[two\]/mu);
    await expectExit(3, ['restore_config', '--dry-run', ...only], settings(again, dir));
    expect(await statusesOf(again)).toEqual(await statusesOf(untouched));
    await expectExit(0, ['restore_config', ...only], settings(again, dir));
    expect(await statusesOf(again)).toEqual(await statusesOf(source));
    const gateway = await servers.gateway(again);
    await expectExit(0, ['restore_config', ...only], settings(gateway, dir));
    expect(writesThrough(gateway)).toEqual([]);
    await expectExit(0, ['restore_config', '--undo', '--yes'], settings(again, dir));
    expect(await statusesOf(again)).toEqual(await statusesOf(untouched));
    await expectExit(0, ['diff', '--prune'], settings(again, untouchedDir));
  });

  // What decides this is the same in all versions; 7.0 has all of it.
  if (servers.version !== '7.0') return;

  it('names its secret macros, is left alone by a second restore, and taken away by --undo', async () => {
    const again = await servers.copy(untouched);
    const shown = await expectExit(3, ['diff'], settings(again, dir));
    expect(shown.stdout).toMatch(/^\+ discoveredhosts: found-one$/mu);
    const said = await expectExit(0, ['restore_config'], settings(again, dir));
    expect(said.stdout).toContain('found-one: the value of its secret macro {$SECRET}');
    const gateway = await servers.gateway(target);
    await expectExit(0, ['restore_config'], settings(gateway, dir));
    expect(writesThrough(gateway)).toEqual([]);
    await expectExit(0, ['restore_config', '--undo', '--yes'], settings(again, dir));
    expect(unlike(await compareServers(untouched, again, { secrets: false }))).toEqual([]);
  });

  it('of items and triggers comes back along with the name of a host that was renamed', async () => {
    const renamed = await servers.copy(untouched);
    await renamed.sql(`update hosts set host = 'discovering-too' where host = 'discovering'`);
    const asked = await expectExit(3, ['restore_config', '--dry-run'], settings(renamed, dir));
    expect(asked.stdout).toMatch(/^~ hosts: discovering \(now discovering-too\)$/mu);
    expect(asked.stdout).toMatch(/^\+ discovereditems: discovering\/size\[one\]$/mu);
    expect(asked.stdout).not.toContain('cannot be done');
    await expectExit(0, ['restore_config'], settings(renamed, dir));
    expect(await statusesOf(renamed)).toEqual(await statusesOf(source));
    await expectEqual(renamed, dir);
  });

  it('is not what the server has disabled by itself, and becomes so where a person had done it', async () => {
    const lost = await servers.copy(untouched);
    await lost.sql(`update items set status = 1 where key_ in ('size[one]', 'size[three]')`);
    await lost.sql(`update item_discovery set disable_source = 1
      where itemid in (select itemid from items where key_ in ('size[one]', 'size[three]') and flags = 4)`);
    await lost.sql(`update triggers set status = 1 where flags = 4 and description = 'Full: two'`);
    await lost.sql(`update trigger_discovery set disable_source = 1
      where triggerid in (select triggerid from triggers where description = 'Full: two' and flags = 4)`);
    const only = ['--only', 'discovereditems', '--only', 'discoveredtriggers'];
    await expectExit(0, ['diff', '--prune'], settings(lost, untouchedDir));
    const said = await expectExit(0, ['restore_config', ...only], settings(lost, dir));
    expect(said.stdout).toContain('discovereditems: 2 created');
    const sources = await lost.sql(
      `select i.key_ as name, d.disable_source from items i join item_discovery d on d.itemid = i.itemid
        where i.key_ like 'size[%' and i.flags = 4
      union all select t.description, d.disable_source from triggers t
        join trigger_discovery d on d.triggerid = t.triggerid where t.description = 'Full: two'
      order by name`,
    );
    expect(sources).toEqual([
      { name: 'Full: two', disable_source: '0' },
      { name: 'size[one]', disable_source: '0' },
      { name: 'size[three]', disable_source: '1' },
      { name: 'size[two]', disable_source: '0' },
    ]);
    await expectExit(0, ['diff', '--prune', ...only], settings(lost, dir));
  });

  it('has blanks in a secrets file, and a restore sets what is filled in', async () => {
    const file = join(folder(), '..', 'filled-by-hand.yaml');
    const template = ['secrets', 'template', '--secrets', file, '--json'];
    const { blank } = (await expectExit(0, template, { ZBX_CONFIG_DIR: dir })).json();
    expect(blank.filter(({ kind }: { kind: string }) => kind === KIND)).toEqual([PLACE]);
    const values = parse(readFileSync(file, 'utf8'));
    values[KIND]['found-one'].macros['{$SECRET}'] = 'of the file';
    writeFileSync(file, stringify(values));

    const fresh = await servers.copy(untouched);
    const restored = await expectExit(
      0,
      ['restore_config', '--secrets', file, '--json'],
      settings(fresh, dir),
    );
    expect(restored.stdout + restored.stderr).not.toContain('of the file');
    expect(restored.json().secrets_set).toContainEqual(PLACE);
    expect(needsOf(restored)).toEqual([]);
    expect(await secretOf(fresh)).toBe('of the file');

    // One that is there keeps its value without the file, whatever else is written, and is set again with it.
    await fresh.sql(`update hostmacro set value = 'since' where macro in ('{$SECRET}', '{$HAND}')`);
    const without = await expectExit(0, ['restore_config', '--json'], settings(fresh, dir));
    expect(without.json().done).toEqual([{ kind: KIND, key: 'found-one', what: 'updated' }]);
    expect(needsOf(without)).toEqual([]);
    expect(await secretOf(fresh)).toBe('since');
    const gateway = await servers.gateway(fresh);
    await expectExit(0, ['restore_config'], settings(gateway, dir));
    expect(writesThrough(gateway)).toEqual([]);
    await expectExit(0, ['restore_config', '--secrets', file], settings(fresh, dir));
    expect(await secretOf(fresh)).toBe('of the file');
  });

  it('has its secret macros named where something else was set on the host already', async () => {
    const changed = await servers.copy(untouched);
    const api = await labApi(changed);
    await api.call('host.update', { hostid: await idOf(changed, 'found-one'), description: 'other' });
    const said = await expectExit(0, ['restore_config', '--json'], settings(changed, dir));
    expect(needsOf(said)).toEqual([
      { kind: KIND, key: 'found-one', needs: 'the value of its secret macro {$SECRET}' },
    ]);
  });

  it('has its secrets filled in from the database', async () => {
    const file = join(folder(), '..', 'filled-from-database.yaml');
    const fill = ['secrets', 'from_database', databaseAddress(source), '--secrets', file, '--json'];
    const { filled } = (await expectExit(0, fill, { ZBX_CONFIG_DIR: dir })).json();
    expect(filled).toContainEqual(PLACE);
    const fresh = await servers.copy(untouched);
    await expectExit(0, ['restore_config', '--secrets', file], settings(fresh, dir));
    expect(await secretOf(fresh)).toBe('fake');
  });

  it('has a value that a person wrote into the backup, which is no difference afterwards', async () => {
    const edited = folder();
    cpSync(dir, edited, { recursive: true });
    const path = join(edited, `${KIND}.json`);
    const objects = JSON.parse(readFileSync(path, 'utf8'));
    const secret = objects[0].macros.find(({ macro }: { macro: string }) => macro === '{$SECRET}');
    secret.value = 'written in';
    writeFileSync(path, JSON.stringify(objects));
    const fresh = await servers.copy(untouched);
    await expectExit(0, ['restore_config', '--accept-edited'], settings(fresh, edited));
    expect(await secretOf(fresh)).toBe('written in');
    const shown = await expectExit(0, ['diff', '--accept-edited'], settings(fresh, edited));
    expect(shown.stdout).toContain('Cannot be compared');
    await fresh.sql(`update hostmacro set value = 'since' where macro = '{$SECRET}'`);
    const set = ['restore_config', '--accept-edited', '--set-secrets'];
    await expectExit(0, set, settings(fresh, edited));
    expect(await secretOf(fresh)).toBe('written in');
  });

  it('goes with --prune where the backup has nothing of it, and what was changed is changed back', async () => {
    const api = await labApi(target);
    await api.call('host.update', {
      hostid: await idOf(target, 'found-two'),
      description: 'other',
      status: 1,
    });
    await expectExit(0, ['restore_config', '--only', 'discoveredhosts'], settings(target, dir));
    const args = ['restore_config', '--prune', '--yes', '--allow-many'];
    await expectExit(0, args, settings(target, untouchedDir));
    const rows = await target.sql(
      `select host, status, description from hosts where flags = 4 order by host`,
    );
    expect(rows).toEqual(
      ['found-one', 'found-three', 'found-two'].map((host) => ({ host, status: '0', description: '' })),
    );
    expect(await statusesOf(target)).toEqual(await statusesOf(untouched));
    await expectExit(0, ['diff', '--prune'], settings(target, untouchedDir));
  });

  it('waits where discovery has not made the host yet: said beforehand, the rest is restored', async () => {
    const bare = await servers.lean();
    const reason = 'discovery has not made this host yet: run the restore again when it has';
    const shown = await expectExit(3, ['diff'], settings(bare, dir));
    expect(shown.stdout).toContain(`cannot be done: ${reason}`);
    const said = await run(['restore_config'], settings(bare, dir));
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toContain(`discoveredhosts: found-one: ${reason}`);
    for (const what of ['item', 'trigger']) {
      const why = `discovery has not made this ${what} yet: run the restore again when it has`;
      expect(shown.stdout).toContain(`cannot be done: ${why}`);
      expect(said.stdout).toContain(why);
    }
    const made = ['discoveredhosts', 'discovereditems', 'discoveredtriggers'];
    await expectExit(0, ['diff', ...made.flatMap((kind) => ['--skip', kind])], settings(bare, dir));
  });
});

const KIND = 'discoveredhosts';
/** What a person has enabled and disabled, by name: half of the prototypes are disabled. */
const BY_HAND = {
  items: { 'discovering/quiet[two]': '0', 'discovering/size[one]': '1' },
  triggers: { 'Full: two': '1', 'Quiet: one': '0' },
};
/** Where the one secret macro stands. */
const PLACE = { kind: KIND, key: 'found-one', secret: 'macros: {$SECRET}' };

/** What a restore leaves to a person about discovered hosts. */
function needsOf(said: Ended): unknown[] {
  return said.json().needs.filter(({ kind }: { kind: string }) => kind === KIND);
}

async function secretOf(server: LabServer): Promise<string | null | undefined> {
  const [row] = await server.sql<{ value: string | null }>(
    `select m.value from hostmacro m join hosts h on h.hostid = m.hostid
      where h.host = 'found-one' and m.macro = '{$SECRET}' and m.type = 1`,
  );
  return row?.value;
}

function objectsIn(dir: string, kind = KIND): { [field: string]: string }[] {
  return JSON.parse(readFileSync(join(dir, `${kind}.json`), 'utf8'));
}

/** What a backup says of items and triggers made by discovery. */
function statusesIn(dir: string): unknown {
  const statuses = (kind: string, idField: string): unknown =>
    Object.fromEntries(
      objectsIn(dir, kind).map((object) => [object[idField]?.split('\n')[0], object.status]),
    );
  return {
    items: statuses('discovereditems', 'itemid'),
    triggers: statuses('discoveredtriggers', 'triggerid'),
  };
}

async function statusesOf(server: LabServer): Promise<unknown> {
  return await server.sql(
    `select key_ as name, status from items where flags = 4
      union all select description, status from triggers where flags = 4 order by name`,
  );
}

async function setByHand(server: LabServer): Promise<void> {
  const api = await labApi(server);
  const [template] = await api.call<{ templateid: string }[]>('template.get', {
    output: ['templateid'],
    filter: { host: 'of a person' },
  });
  const hostid = await idOf(server, 'found-one');
  const macros = await api.call<{ hostmacroid: string }[]>('usermacro.get', {
    hostids: hostid,
    output: ['hostmacroid'],
  });
  await api.call('host.update', {
    hostid,
    status: 1,
    description: 'by hand: "ü" <&>',
    inventory: { location: 'Zürich', notes: 'two\nlines' },
    ...(server.version === '7.0' && {
      tags: [{ tag: 'hand', value: 'ü' }],
      macros: [
        ...macros,
        { macro: '{$HAND}', value: 'v', description: 'd' },
        { macro: '{$SECRET}', type: 1, value: 'fake' },
      ],
      templates: [template],
    }),
  });
  await api.call('host.update', { hostid: await idOf(server, 'found-two'), description: 'only this' });
  for (const [entity, idField, nameField, statuses] of [
    ['item', 'itemid', 'key_', BY_HAND.items],
    ['trigger', 'triggerid', 'description', BY_HAND.triggers],
  ] as const) {
    for (const [key, status] of Object.entries(statuses)) {
      const name = key.replace('discovering/', '');
      const [row] = await api.call<{ [field: string]: string }[]>(`${entity}.get`, {
        output: [idField],
        filter: { [nameField]: name, flags: 4 },
      });
      await api.call(`${entity}.update`, { [idField]: row?.[idField], status });
    }
  }
  await api.call('item.create', {
    hostid: await idOf(server, 'found-three'),
    name: 'load',
    key_: 'load',
    type: 2,
    value_type: 0,
  });
}
