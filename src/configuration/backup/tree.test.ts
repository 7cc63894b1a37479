import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import { packed } from '../packed.ts';
import { VERSIONS } from '../testing/builders.ts';
import { estate } from '../testing/estate.ts';
import { discardFormer } from './former.ts';
import { placeOf } from './place.ts';
import { readBackup } from './read-backup.ts';
import { removeBackup } from './remove-backup.ts';
import { marksOf, objectsByKey, sampleConfiguration } from './testing/sample-data.ts';
import { hiddenIn, temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

const TREE = { partial: false, startedAt: new Date('2026-11-22T17:00:00Z'), layout: 'tree' } as const;
const FLAT = { ...TREE, layout: 'flat' } as const;

function newFolder(): string {
  return join(temporaryFolder(), 'backup');
}

/** All files below a folder by their paths, the manifest aside. */
function contents(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile() && path !== 'manifest.json')
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

function fileWith(folder: string, text: string): string {
  const [path] = [...contents(folder)].find(([, content]) => content.includes(text)) ?? [];
  if (path === undefined) throw new Error(`No file holds ${text}`);
  return path;
}

function withHost(configuration: Configuration, host: string, more: object = {}): Configuration {
  const hosts = new Map(configuration.objects.get('hosts'));
  const content = { host, name: host, groups: [{ name: 'Linux' }], ...more };
  hosts.set(host, { kind: 'hosts', key: host, content });
  return { ...configuration, objects: new Map([...configuration.objects, ['hosts', hosts]]) };
}

function without(configuration: Configuration, kind: string, key: string): Configuration {
  const objects = new Map(configuration.objects.get(kind));
  objects.delete(key);
  return { ...configuration, objects: new Map([...configuration.objects, [kind, objects]]) };
}

describe('a backup as a tree', () => {
  it('has a file for each object, readable, and one for each trigger that spans several', async () => {
    const dir = newFolder();
    const { manifest } = await writeBackup(sampleConfiguration(), dir, TREE);
    expect(manifest).toMatchObject({ format: 2, layout: 'tree', counts: { services: 3, templates: 2 } });
    expect([...contents(dir).keys()]).toEqual(Object.keys(manifest.files).sort());
    expect([...contents(dir).keys()].map((path) => path.replace(/~[0-9a-f]+/u, '~'))).toEqual([
      'hostgroups/Linux~.json',
      'hosts/web.json',
      'hosts_supplement/web.json',
      'services/Shop %2F Database [2]~.json',
      'services/Shop %2F Database~.json',
      'services/Shop~.json',
      'templates/Template A~.json',
      'templates/Template B~.json',
      'templates_triggers/spanning~.json',
      'trigger_actions/Report~.json',
    ]);
    expect(readFileSync(join(dir, fileWith(dir, 'Template A')), 'utf8')).toBe(
      [
        '{',
        '  "zabbix_export": {',
        '    "version": "7.0",',
        '    "templates": [',
        '      {',
        '        "template": "Template A",',
        '        "name": "Template A",',
        '        "description": "first"',
        '      }',
        '    ]',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
    expect(readFileSync(join(dir, 'hosts/web.json'), 'utf8')).toContain('"graphs": [');
    for (const path of ['hosts', 'templates_triggers'])
      expect(statSync(join(dir, path)).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'hosts/web.json')).mode & 0o777).toBe(0o600);
    const { configuration, warnings } = readBackup(dir);
    expect(warnings).toEqual([]);
    expect(configuration).toEqual(sampleConfiguration());
  });

  it.each(VERSIONS)(
    'is the same as a flat one, with every kind of %s and objects as text',
    async (_, version) => {
      const configuration = estate(version);
      const objects = new Map(
        [...configuration.objects].map(([kind, all]) => [
          kind,
          new Map([...all].map(([key, object]): [string, ConfigurationObject] => [key, object])),
        ]),
      );
      for (const kind of ['templates', 'hosts']) {
        for (const [key, object] of objects.get(kind) ?? []) objects.get(kind)?.set(key, packed(object));
      }
      const [tree, flat, again] = [newFolder(), newFolder(), newFolder()];
      await writeBackup({ ...configuration, objects }, tree, TREE);
      await writeBackup(configuration, flat, FLAT);
      expect(readBackup(tree).configuration).toEqual(readBackup(flat).configuration);
      await writeBackup(readBackup(tree).configuration, again, FLAT);
      await writeBackup(readBackup(flat).configuration, flat, FLAT);
      expect(contents(again)).toEqual(contents(flat));
    },
  );

  it('leaves the files of unchanged objects as they are, whatever comes and goes beside them', async () => {
    const dir = newFolder();
    const configuration = withHost(withHost(sampleConfiguration(), 'Web'), 'gone');
    await writeBackup(configuration, dir, TREE);
    const before = contents(dir);
    const changed = withHost(withHost(without(configuration, 'hosts', 'gone'), 'WEB'), 'Web', {
      name: 'new',
    });
    await writeBackup(changed, dir, TREE);
    const after = contents(dir);
    expect([...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path)).toEqual([
      expect.stringMatching(/^hosts\/Web~/u),
      'hosts/gone.json',
    ]);
    expect([...after.keys()].filter((path) => !before.has(path))).toEqual([
      expect.stringMatching(/^hosts\/WEB~/u),
    ]);
    expect(readBackup(dir).configuration).toEqual(changed);
  });

  it('takes the place of a flat one and is replaced by one, and nothing of either is left', async () => {
    const dir = newFolder();
    for (const [layout, mark] of [
      ['flat', 'a'],
      ['tree', 'b'],
      ['flat', 'c'],
    ] as const) {
      const { manifest, warnings } = await writeBackup(sampleConfiguration(mark), dir, { ...TREE, layout });
      expect(warnings).toEqual([]);
      expect([...contents(dir).keys()]).toEqual(Object.keys(manifest.files).sort());
      expect(new Set(marksOf(readBackup(dir).configuration))).toEqual(new Set([mark]));
    }
    expect(readdirSync(dir)).not.toContain('hosts');
  });

  it('leaves what a person keeps among its files, in folders of its kinds too', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration('first'), dir, TREE);
    const mine = ['hosts/README.md', 'hosts/notes.json', '.git/HEAD', 'hostgroups/old/x.json', 'maps.txt'];
    for (const path of mine) {
      mkdirSync(join(dir, path, '..'), { recursive: true });
      writeFileSync(join(dir, path), 'mine');
    }
    const less = without(sampleConfiguration('second'), 'hostgroups', 'Linux');
    for (const [configuration, layout] of [
      [sampleConfiguration('second'), 'tree'],
      [less, 'tree'],
      [less, 'flat'],
      [less, 'tree'],
    ] as const) {
      const { warnings } = await writeBackup(configuration, dir, { ...TREE, layout });
      expect(warnings).toEqual([]);
      for (const path of mine) expect(readFileSync(join(dir, path), 'utf8'), path).toBe('mine');
    }
    expect(hiddenIn(join(dir, '..'))).toEqual([]);
    expect([...contents(dir).keys()].filter((path) => path.startsWith('hostgroups'))).toEqual([
      'hostgroups/old/x.json',
    ]);
    expect(removeBackup(dir).sort()).toEqual(['.git', 'hostgroups', 'hosts', 'maps.txt']);
    expect(readdirSync(join(dir, 'hosts')).sort()).toEqual(['README.md', 'notes.json']);
  });

  it('that was being cleared away when the run was ended is cleared away by the next, and no more than it', async () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    await writeBackup(withHost(sampleConfiguration('first'), 'gone'), dir, TREE);
    writeFileSync(join(dir, 'hosts', 'notes.txt'), 'mine');
    const former = join(parent, 'former');
    cpSync(dir, former, { recursive: true });
    rmSync(join(dir, 'hosts', 'notes.txt'));
    await writeBackup(sampleConfiguration('second'), dir, TREE);
    // Some files had gone already; the manifest goes last.
    rmSync(join(former, 'hosts', 'web.json'));
    rmSync(join(former, 'templates'), { recursive: true });
    expect(discardFormer(former, placeOf(dir))).toEqual([]);
    expect(readdirSync(parent)).toEqual(['backup']);
    expect(readdirSync(join(dir, 'hosts')).sort()).toEqual(['notes.txt', 'web.json']);
    expect(new Set(marksOf(readBackup(dir).configuration))).toEqual(new Set(['second']));
  });

  it('is removed whole', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration(), dir, TREE);
    expect(removeBackup(dir)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  it('is not written where the run is ended in the middle, and the one before it stays', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration('first'), dir, TREE);
    const end = new AbortController();
    let files = 0;
    const configuration = sampleConfiguration('second');
    const host = configuration.objects.get('hosts')?.get('web');
    const watched = {
      kind: 'hosts',
      key: 'web',
      get content() {
        files += 1;
        end.abort(new Error('ended'));
        return { ...host?.content };
      },
    };
    const objects = new Map<string, ReadonlyMap<string, ConfigurationObject>>([
      ...configuration.objects,
      ['hosts', new Map([['web', watched]])],
    ]);
    const writing = writeBackup({ ...configuration, objects }, dir, { ...TREE, signal: end.signal });
    await expect(writing).rejects.toThrow('ended');
    expect(files).toBeGreaterThan(0);
    expect(new Set(marksOf(readBackup(dir).configuration))).toEqual(new Set(['first']));
    expect(hiddenIn(join(dir, '..'))).toEqual([]);
  });
});

describe('a tree that somebody edited', () => {
  it('is refused where a file was changed, is missing or cut short, and named', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration(), dir, TREE);
    const path = join(dir, 'hosts/web.json');
    const text = readFileSync(path, 'utf8');
    for (const wrong of [`${text} `, text.slice(0, 40), undefined]) {
      if (wrong === undefined) rmSync(path);
      else writeFileSync(path, wrong);
      expect(() => readBackup(dir)).toThrow(InputError);
      expect(() => readBackup(dir)).toThrow(
        expect.objectContaining({
          message: expect.stringContaining(path),
          remedy: expect.stringContaining('--accept-edited'),
        }),
      );
    }
  });

  it('is read as it is now with --accept-edited: what was changed, added and taken away, with a word on each', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration('first'), dir, TREE);
    const host = readFileSync(join(dir, 'hosts/web.json'), 'utf8');
    writeFileSync(join(dir, 'hosts/new.json'), host.replaceAll('"web"', '"new"'));
    writeFileSync(join(dir, 'hosts/notes.txt'), 'mine');
    writeFileSync(join(dir, 'hosts/web.json'), host.replace('first', 'second'));
    rmSync(join(dir, fileWith(dir, '"Report"')));
    const { configuration, warnings } = readBackup(dir, { acceptEdited: true });
    expect(
      [...(configuration.objects.get('hosts') ?? [])].map(([key, { content }]) => [key, content.name]),
    ).toEqual([
      ['new', 'first'],
      ['web', 'second'],
    ]);
    expect(configuration.objects.get('hosts')?.get('new')?.content.graphs).toHaveLength(1);
    expect(configuration.objects.get('trigger_actions')).toEqual(new Map());
    expect(warnings).toEqual([
      expect.stringMatching(/hosts\/web\.json was changed after/u),
      expect.stringMatching(/hosts\/new\.json was added after/u),
      expect.stringMatching(/trigger_actions\/Report.*\.json was deleted after/u),
    ]);
  });

  it('is refused where two files hold the same object, or one holds none', async () => {
    const dir = newFolder();
    await writeBackup(sampleConfiguration(), dir, TREE);
    cpSync(join(dir, 'hosts/web.json'), join(dir, 'hosts/copy.json'));
    expect(() => readBackup(dir, { acceptEdited: true })).toThrow(
      /hosts\/.*\.json does not hold the backup of hosts/u,
    );
    writeFileSync(join(dir, 'hosts/copy.json'), '{"zabbix_export": {"version": "7.0", "templates": []}}');
    expect(() => readBackup(dir, { acceptEdited: true })).toThrow('hosts/copy.json');
    rmSync(join(dir, 'hosts/copy.json'));
    writeFileSync(join(dir, 'services/list.json'), '[]');
    expect(() => readBackup(dir, { acceptEdited: true })).toThrow('services/list.json');
  });

  it('says of many files only that there are more', async () => {
    const dir = newFolder();
    const many = Array.from({ length: 30 }, (_, index) => ({
      key: `g${index}`,
      content: { name: `g${index}` },
    }));
    const configuration = sampleConfiguration();
    const objects = new Map([...configuration.objects, ['hostgroups', objectsByKey('hostgroups', many)]]);
    await writeBackup({ ...configuration, objects }, dir, TREE);
    for (const { key } of many) writeFileSync(join(dir, `hostgroups/${key}.json`), ' ', { flag: 'a' });
    const { warnings } = readBackup(dir, { acceptEdited: true });
    expect(warnings).toHaveLength(11);
    expect(warnings.at(-1)).toBe('The same holds of 20 more files.');
  });
});
