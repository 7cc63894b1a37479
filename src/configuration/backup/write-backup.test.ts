import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import { notReached } from '../kinds/all-kinds.ts';
import { configurationOf, V50, V70 } from '../testing/builders.ts';
import { readBackup } from './read-backup.ts';
import { marksOf, sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { hiddenIn, temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

describe('writeBackup', () => {
  it('writes documents that import takes, one element to a line', async () => {
    const dir = join(temporaryFolder(), 'backup');
    await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
    expect(readFileSync(join(dir, 'templates.json'), 'utf8')).toBe(
      [
        '{"zabbix_export":{"version":"7.0","templates":[',
        '{"template":"Template A","name":"Template A","description":"first"},',
        String.raw`{"template":"Template B","name":"Template B","description":"ünï\r\n\"quoted\""}`,
        '],"triggers":[',
        '{"name":"spanning","expression":"last(/Template A/a)>0 and last(/Template B/b)>0","priority":"HIGH"}',
        ']}}',
        '',
      ].join('\n'),
    );
    expect(readFileSync(join(dir, 'templategroups.json'), 'utf8')).toBe(
      '{"zabbix_export":{"version":"7.0","template_groups":[]}}\n',
    );
  });

  it('keeps what a document has no place for beside it, by key', async () => {
    const dir = join(temporaryFolder(), 'backup');
    await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
    expect(readFileSync(join(dir, 'hosts_supplement.json'), 'utf8')).toBe(
      '{\n"web": {"tls_connect":"2","tls_accept":"2","tls_issuer":"","tls_subject":"first"}\n}\n',
    );
    expect(readdirSync(dir)).not.toContain('templates_supplement.json');
  });

  it('writes objects for people to read, with their key where a name does not identify', async () => {
    const dir = join(temporaryFolder(), 'backup');
    await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
    expect(JSON.parse(readFileSync(join(dir, 'services.json'), 'utf8'))).toEqual([
      { key: 'Shop', name: 'Shop', description: 'first' },
      { key: 'Shop / Database', name: 'Database', weight: '1' },
      { key: 'Shop / Database [2]', name: 'Database', weight: '2' },
    ]);
    expect(readFileSync(join(dir, 'trigger_actions.json'), 'utf8')).toBe(
      '[\n  {\n    "name": "Report",\n    "esc_period": "first"\n  }\n]\n',
    );
  });

  it('lists the host groups of host prototypes in documents of 6.0, which finds them only there', async () => {
    const dir = join(temporaryFolder(), 'backup');
    const { objects, ...rest } = sampleConfiguration();
    const host = objects.get('hosts')?.get('web');
    const prototype = { host: '{#VM}', group_links: [{ group: { name: 'Linux' } }] };
    const content = { ...host?.content, discovery_rules: [{ key: 'vms', host_prototypes: [prototype] }] };
    const configuration = {
      ...rest,
      zabbixVersion: '6.0.14',
      exportVersion: '6.0',
      objects: new Map([
        ['hostgroups', objects.get('hostgroups') ?? new Map()],
        ['hosts', new Map([['web', { kind: 'hosts', key: 'web', content }]])],
      ]),
    };
    await writeBackup(configuration, dir, WRITE_OPTIONS);
    const document = JSON.parse(readFileSync(join(dir, 'hosts.json'), 'utf8'));
    expect(document.zabbix_export.groups).toEqual([{ name: 'Linux', uuid: 'first' }]);
    expect(readBackup(dir).configuration).toEqual(configuration);
  });

  it('names in the manifest what the API of that version does not reach', async () => {
    const { manifest } = await writeBackup(
      configurationOf({}, V50),
      join(temporaryFolder(), 'a'),
      WRITE_OPTIONS,
    );
    expect(manifest.notReached).toEqual(notReached(V50));
    expect(manifest.notReached).toContain('settings');
    const later = await writeBackup(configurationOf({}, V70), join(temporaryFolder(), 'b'), WRITE_OPTIONS);
    expect(Object.hasOwn(later.manifest, 'notReached')).toBe(false);
  });

  it('names and counts everything in the manifest', async () => {
    const dir = join(temporaryFolder(), 'backup');
    const { manifest, folder, warnings } = await writeBackup(sampleConfiguration(), dir, {
      partial: true,
      only: [{ kind: 'templates', name: 'Linux*' }, { kind: 'hosts' }],
      startedAt: new Date('2026-11-22T17:00:00Z'),
      now: () => new Date('2026-11-22T17:00:05Z'),
      ids: { idOf: (kind, key) => (key === 'Template B' ? undefined : `${kind.length}`) },
    });
    expect(folder).toBe(dir);
    expect(warnings).toEqual([]);
    expect(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({
      format: 1,
      tool: { name: 'concierge-scheduler' },
      zabbix: { version: '7.0.22', exportVersion: '7.0' },
      partial: true,
      selection: { only: ['templates:Linux*', 'hosts'], skip: [] },
      counts: { hostgroups: 1, templategroups: 0, templates: 2, hosts: 1, services: 3, trigger_actions: 1 },
      times: { started: '2026-11-22T17:00:00.000Z', finished: '2026-11-22T17:00:05.000Z' },
    });
    expect(Object.keys(manifest.files).sort()).toEqual(
      readdirSync(dir).filter((name) => name !== 'manifest.json'),
    );
    expect(JSON.parse(readFileSync(join(dir, 'actions_data_orig.json'), 'utf8'))).toEqual({
      templates: [{ templateid: '9', host: 'Template A' }],
      hostgroups: [{ groupid: '10', name: 'Linux' }],
    });
  });

  it('writes the same bytes again, times aside, in whatever order it is given the objects', async () => {
    const dir = join(temporaryFolder(), 'backup');
    const configuration = sampleConfiguration();
    await writeBackup(configuration, dir, WRITE_OPTIONS);
    const { 'manifest.json': first, ...files } = contents(dir);
    const reversed = new Map(
      [...configuration.objects].reverse().map(([kind, objects]) => [kind, new Map([...objects].reverse())]),
    );
    await writeBackup({ ...configuration, objects: reversed }, dir, WRITE_OPTIONS);
    const { 'manifest.json': second, ...again } = contents(dir);
    expect(again).toEqual(files);
    const withoutTimes = (text = ''): string => text.slice(0, text.indexOf('"times"'));
    expect(withoutTimes(second)).toBe(withoutTimes(first));
  });

  it('shuts the folder and its files to other users, and makes the folders on the way', async () => {
    const dir = join(temporaryFolder(), 'a', 'b', 'backup');
    await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(new Set(readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777))).toEqual(
      new Set([0o600]),
    );
  });

  it('takes the place of an earlier backup and leaves nothing beside it', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    await writeBackup(sampleConfiguration('first'), dir, WRITE_OPTIONS);
    await writeBackup(sampleConfiguration('second'), dir, WRITE_OPTIONS);
    expect(new Set(marksOf(readBackup(dir).configuration))).toEqual(new Set(['second']));
    expect(readdirSync(parent)).toEqual(['backup']);
  });

  it('keeps what is not of a backup: a .git, notes, the map of ids', async () => {
    const dir = join(temporaryFolder(), 'backup');
    await writeBackup(sampleConfiguration('first'), dir, WRITE_OPTIONS);
    mkdirSync(join(dir, '.git'));
    writeFileSync(join(dir, '.git', 'HEAD'), 'ref');
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    writeFileSync(join(dir, 'id_map_backup.json'), '{}');
    await writeBackup(sampleConfiguration('second'), dir, WRITE_OPTIONS);
    expect(readFileSync(join(dir, '.git', 'HEAD'), 'utf8')).toBe('ref');
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(dir, 'id_map_backup.json'))).toBe(true);
  });

  it('drops files of kinds that the new backup does not hold', async () => {
    const dir = join(temporaryFolder(), 'backup');
    const configuration = sampleConfiguration();
    await writeBackup(configuration, dir, WRITE_OPTIONS);
    const objects = new Map([...configuration.objects].filter(([kind]) => kind === 'hosts'));
    await writeBackup({ ...configuration, objects }, dir, WRITE_OPTIONS);
    expect(readdirSync(dir).sort()).toEqual(['hosts.json', 'hosts_supplement.json', 'manifest.json']);
  });

  it('takes the place of an empty folder, and of what a link leads to', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'real'));
    symlinkSync('real', join(parent, 'link'));
    symlinkSync('made', join(parent, 'dangling'));
    for (const name of ['link', 'dangling']) {
      await writeBackup(sampleConfiguration(name), join(parent, name), WRITE_OPTIONS);
      expect(marksOf(readBackup(join(parent, name)).configuration)[0]).toBe(name);
    }
    expect(realpathSync(join(parent, 'dangling'))).toBe(join(parent, 'made'));
    expect(readdirSync(parent)).toEqual(['dangling', 'link', 'made', 'real']);
  });

  it('takes the place of a backup by the Python tool', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'templates.json'), '{"zabbix_export": {"version": "5.0", "templates": []}}');
    writeFileSync(join(dir, 'reg_actions.json'), 'null');
    await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
    expect(readdirSync(dir)).not.toContain('reg_actions.json');
    expect(readBackup(dir).manifest?.format).toBe(1);
  });

  it('works with a folder name as long as a file system takes', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'é'.repeat(127));
    await writeBackup(sampleConfiguration('first'), dir, WRITE_OPTIONS);
    await writeBackup(sampleConfiguration('second'), dir, WRITE_OPTIONS);
    expect(marksOf(readBackup(dir).configuration)[0]).toBe('second');
    expect(hiddenIn(parent)).toEqual([]);
  });

  it.each([
    ['a folder of other things', 'folder', 'not a backup'],
    ['a folder with a manifest of something else', 'foreign manifest', 'not a backup'],
    ['a file', 'file', 'is a file'],
    ['a folder inside a file', 'file/backup', 'is a file'],
    ['the root', '/', 'root of the file system'],
    ['nothing', '', 'it is empty'],
    ['a name with NUL', 'a\0b', 'NUL'],
    ['a name that is too long', 'x'.repeat(256), 'longer than the file system takes'],
  ])('refuses %s, and touches nothing', async (_, name, why) => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'folder'));
    writeFileSync(join(parent, 'folder', 'hosts.json'), '{"my": "own"}');
    mkdirSync(join(parent, 'foreign manifest'));
    writeFileSync(join(parent, 'foreign manifest', 'manifest.json'), '{"name": "an extension"}');
    writeFileSync(join(parent, 'file'), '');
    const dir = name.startsWith('/') || name === '' || name.includes('\0') ? name : `${parent}/${name}`;
    const failure = await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS).catch((error) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.why).toContain(why);
    expect(failure.remedy).toMatch(/\.$|\/zabbix$/);
    expect(readdirSync(parent)).toEqual(['file', 'folder', 'foreign manifest']);
    expect(readFileSync(join(parent, 'folder', 'hosts.json'), 'utf8')).toBe('{"my": "own"}');
  });

  it('refuses an object whose key would not be found again', async () => {
    const dir = join(temporaryFolder(), 'backup');
    const object = { kind: 'hostgroups', key: 'one', content: { name: 'another' } };
    const objects = new Map([['hostgroups', new Map([['one', object]])]]);
    const written = writeBackup({ ...sampleConfiguration(), objects }, dir, WRITE_OPTIONS);
    await expect(written).rejects.toThrow('has the key "one", not "another"');
    expect(existsSync(dir)).toBe(false);
  });

  it('ends on the signal and leaves the earlier backup', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'new', 'backup');
    const reason = new Error('interrupted');
    const signal = AbortSignal.abort(reason);
    await expect(writeBackup(sampleConfiguration(), dir, { ...WRITE_OPTIONS, signal })).rejects.toBe(reason);
    expect(readdirSync(parent)).toEqual([]);
    await writeBackup(sampleConfiguration('first'), dir, WRITE_OPTIONS);
    await expect(writeBackup(sampleConfiguration(), dir, { ...WRITE_OPTIONS, signal })).rejects.toBe(reason);
    expect(marksOf(readBackup(dir).configuration)[0]).toBe('first');
    expect(hiddenIn(join(parent, 'new'))).toEqual([]);
  });

  it('says where this user may not write', async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o755);
    const locked = join(parent, 'locked');
    mkdirSync(locked, { mode: 0o755 });
    const failure = await asOrdinaryUser(locked, () =>
      writeBackup(sampleConfiguration(), join(locked, 'new', 'backup'), WRITE_OPTIONS),
    );
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as InputError).remedy).toContain(`the right to write to ${locked}`);
    expect(readdirSync(locked)).toEqual([]);
  });
});

/** Root may write everywhere: it stops being root for a moment. Anyone else is stopped by the folder's mode. */
async function asOrdinaryUser(folder: string, work: () => Promise<unknown>): Promise<unknown> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(folder, 0o555);
  if (isRoot) process.seteuid?.(65534);
  try {
    return await work().catch((error: unknown) => error);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
}
