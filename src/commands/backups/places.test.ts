import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../configuration/backup/manifest.ts';
import { loadSettings } from '../../settings/load.ts';
import { encryptedStore } from '../../storage/encryption/encrypted.ts';
import type { Store } from '../../storage/store.ts';
import { directoryStore } from '../../storage/stores/directory.ts';
import { createOutput } from '../../terminal/output.ts';
import { createPaint } from '../../terminal/paint.ts';
import { checkBackup, type Description, describeBackup } from './describe.ts';
import { findBackup } from './find.ts';
import { localPlace } from './local.ts';
import type { BackupPlace } from './place.ts';
import { decidePrune } from './prune-place.ts';
import { remotePlace } from './remote.ts';

const { signal } = new AbortController();
const identity = await generateIdentity();
const recipient = await identityToRecipient(identity);
let folder: string;
let state: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'places-test-'));
  state = mkdtempSync(join(tmpdir(), 'places-state-'));
});

afterEach(() => {
  for (const made of [folder, state]) rmSync(made, { recursive: true, force: true });
});

/** The files of a backup that was made at this time. */
function filesOf(time: string, more: Partial<Manifest> = {}): Record<string, string> {
  const content = `[{"name": "${time}"}]\n`;
  const manifest: Manifest = {
    format: 1,
    tool: { name: 'concierge-scheduler', version: '1.0.0' },
    zabbix: { version: '7.0.22', exportVersion: '7.0' },
    partial: false,
    counts: { services: 1 },
    files: {
      'services.json': {
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    },
    times: { started: time, finished: time },
    ...more,
  };
  return { 'services.json': content, 'manifest.json': JSON.stringify(manifest) };
}

function write(name: string, files: Record<string, string>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, name, file), content);
}

async function store(files: Record<string, string>, target: Store, prefix: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const md5 = createHash('md5').update(content).digest('hex');
    const object = {
      name: prefix + name,
      size: content.length,
      md5: async () => md5,
      open: () => Readable.from([Buffer.from(content)]),
    };
    await target.put(object, signal);
  }
}

async function encrypt(name: string, files: Record<string, string>): Promise<void> {
  const encrypted = encryptedStore(directoryStore(folder), {
    prefix: `${name}/`,
    recipients: [recipient],
    identities: [],
    stateDir: state,
  });
  await store(files, encrypted, `${name}/`);
  await encrypted.finish(signal);
  await encrypted.close();
}

async function described(place: BackupPlace): Promise<Map<string, Description>> {
  const found = await place.backups(signal);
  const all = await Promise.all(found.map((backup) => describeBackup(backup, signal)));
  return new Map(all.map((each) => [each.backup.name, each]));
}

async function problemsOf(place: BackupPlace, name: string): Promise<string[]> {
  const description = (await described(place)).get(name);
  if (description === undefined) throw new Error(`${name} is not there`);
  return await checkBackup(description, signal, () => {});
}

const PLACES: readonly (readonly [string, () => BackupPlace])[] = [
  ['a folder', () => localPlace(folder)],
  ['a store', () => remotePlace(directoryStore(folder), [])],
];

describe.each(PLACES)('the backups of %s', (_, place) => {
  it('are whole, incomplete or unknown, with what is known of them', async () => {
    write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const { 'manifest.json': manifest = '', ...rest } = filesOf('2026-11-21T00:00:00.000Z');
    write('20261121T000000Z', rest);
    write('20261122T000000Z', { 'manifest.json': manifest });
    write('20261123T000000Z', { 'manifest.json': manifest.replace('"format":1', '"format":3'), ...rest });
    write('20261124T000000Z', { 'manifest.json': '{"cut', ...rest });
    write('20261125T000000Z', { 'id_map_backup.json': '{}' });
    const all = await described(place());
    expect([...all].map(([name, { state }]) => [name, state]).sort()).toEqual([
      ['20261120T000000Z', 'whole'],
      ['20261121T000000Z', 'incomplete'],
      ['20261122T000000Z', 'incomplete'],
      ['20261123T000000Z', 'unknown'],
      ['20261124T000000Z', 'incomplete'],
      ['20261125T000000Z', 'unknown'],
    ]);
    const whole = all.get('20261120T000000Z');
    expect(whole?.time?.toISOString()).toBe('2026-11-20T00:00:00.000Z');
    expect(whole?.manifest?.counts).toEqual({ services: 1 });
    expect(all.get('20261121T000000Z')?.problems).toEqual(['manifest.json is missing']);
    expect(all.get('20261122T000000Z')?.problems).toEqual(['services.json is missing']);
  });

  it('are one where the place is itself a backup', async () => {
    write('', filesOf('2026-11-20T00:00:00.000Z'));
    expect((await described(place())).size).toBe(1);
  });

  it('are none where there is nothing', async () => {
    write('other things', { 'notes.txt': 'mine' });
    const all = await described(place());
    expect([...all.values()].filter(({ state }) => state === 'whole')).toEqual([]);
  });

  it('are checked by every hash', async () => {
    write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([]);
    const path = join(folder, '20261120T000000Z', 'services.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('2', '3'));
    expect((await described(place())).get('20261120T000000Z')?.state).toBe('whole');
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([
      'services.json is not as it was written: its sha256 is another',
    ]);
  });

  it('are incomplete where the manifest counts what it does not name, as a restore has it', async () => {
    const { 'manifest.json': manifest = '' } = filesOf('2026-11-20T00:00:00.000Z', { files: {} });
    write('20261120T000000Z', { 'manifest.json': manifest });
    const problem = 'manifest.json counts objects of services.json and does not name that file';
    expect((await described(place())).get('20261120T000000Z')?.state).toBe('incomplete');
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([problem]);
  });

  it('are pruned as a series where they are named for a time, and only there', async () => {
    for (const day of ['18', '19', '20'])
      write(`202611${day}T000000Z`, filesOf(`2026-11-${day}T00:00:00.000Z`));
    write('production', filesOf('2026-11-01T00:00:00.000Z'));
    write('20261101T000000Z', { 'id_map_backup.json': '{}' });
    write('20261102T000000Z', { 'services.json': 'left by a killed run' });
    const old = new Date('2026-11-02T00:00:00Z');
    utimesSync(join(folder, '20261102T000000Z', 'services.json'), old, old);
    const decided = await decidePrune(place(), { last: 1 }, new Date('2026-11-22T00:00:00Z'), signal);
    expect(decided.map(({ description, keep }) => [description.backup.name, keep]).sort()).toEqual([
      ['20261101T000000Z', true],
      ['20261102T000000Z', false],
      ['20261118T000000Z', false],
      ['20261119T000000Z', false],
      ['20261120T000000Z', true],
      ['production', true],
    ]);
    for (const { keep, description } of decided) if (!keep) await description.backup.remove(signal);
    const left = [...(await described(place())).keys()].sort();
    expect(left).toEqual(['20261101T000000Z', '20261120T000000Z', 'production']);
  });
});

describe.each(PLACES)('partial backups and those of a selection of %s', (_, place) => {
  it('never have the only complete one deleted', async () => {
    write('20261118T000000Z', filesOf('2026-11-18T00:00:00.000Z'));
    write('20261119T000000Z', filesOf('2026-11-19T00:00:00.000Z', { partial: true }));
    write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z', { partial: true }));
    const selection = { only: ['hosts'], skip: [] };
    write('20261121T000000Z', filesOf('2026-11-21T00:00:00.000Z', { selection }));
    const decided = await decidePrune(place(), { last: 1 }, new Date('2026-11-22T00:00:00Z'), signal);
    expect(decided.map(({ keep, reasons }) => [keep, ...reasons])).toEqual([
      [true, 'last of the selected (--only hosts) ones'],
      [true, 'last of the partial ones'],
      [false, 'no rule keeps it among the partial ones'],
      [true, 'last'],
    ]);
  });
});

/** Without the rights of root, where the tests have them: what is 0000 cannot be read then. */
async function asAnyone<Value>(work: () => Promise<Value>): Promise<Value> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a backup that this user may not read', () => {
  it.each(['20261119T000000Z', 'production'])(
    'is unknown, and hides none of the others: %s',
    async (name) => {
      for (const day of ['17', '18', '20'])
        write(`202611${day}T000000Z`, filesOf(`2026-11-${day}T00:00:00.000Z`));
      write(name, filesOf('2026-11-19T00:00:00.000Z'));
      write('20261121T000000Z', filesOf('2026-11-21T00:00:00.000Z'));
      chmodSync(folder, 0o755);
      chmodSync(join(folder, name), 0o000);
      chmodSync(join(folder, '20261121T000000Z', 'manifest.json'), 0o000);
      await asAnyone(async () => {
        const all = await described(localPlace(folder));
        expect([...all.values()].filter(({ state }) => state === 'whole')).toHaveLength(3);
        expect(all.get(name)).toMatchObject({
          state: 'unknown',
          problems: [`${join(folder, name)} cannot be read: this user may not read it`],
        });
        expect(all.get('20261121T000000Z')).toMatchObject({
          state: 'unknown',
          problems: ['manifest.json cannot be read: this user may not read it'],
        });
        const decided = await decidePrune(localPlace(folder), { last: 1 }, new Date('2026-11-30'), signal);
        expect(decided.filter(({ keep }) => !keep).map(({ description }) => description.backup.name)).toEqual(
          ['20261118T000000Z', '20261117T000000Z'],
        );
        const kept = decided.find(({ description }) => description.backup.name === name);
        expect(kept?.reasons[0]).toContain('this user may not read it');
      });
      chmodSync(join(folder, name), 0o700);
    },
  );
});

describe('what cannot be told', () => {
  it('is told with what makes it known', async () => {
    const { 'manifest.json': manifest = '' } = filesOf('2026-11-20T00:00:00.000Z');
    write('20261120T000000Z', { 'manifest.json': manifest.replace('"format":1', '"format":99') });
    write('20261121T000000Z', { 'id_map_backup.json': '{}' });
    await encrypt('20261122T000000Z', filesOf('2026-11-22T00:00:00.000Z'));
    const all = await described(remotePlace(directoryStore(folder), []));
    expect(all.get('20261120T000000Z')?.remedy).toContain('or a newer one');
    expect(all.get('20261121T000000Z')?.remedy).toContain('cannot be checked');
    expect(all.get('20261122T000000Z')?.remedy).toContain('--identity');
  });
});

describe('latest of a store', () => {
  it('is the newest whole one that is neither partial nor of a selection', async () => {
    const context = {
      settings: await loadSettings({}, { STORAGE_LOCATION: `file://${folder}` }),
      output: createOutput({
        screen: { columns: 80, drawsStatus: false, out: () => {}, status: () => {}, err: () => {} },
        json: false,
        quiet: false,
        verbose: false,
        resultPaint: createPaint(false),
        messagePaint: createPaint(false),
      }),
      onExit: () => {},
      signal,
    };
    write('20261118T000000Z', filesOf('2026-11-18T00:00:00.000Z'));
    write('20261119T000000Z', filesOf('2026-11-19T00:00:00.000Z', { partial: true }));
    expect((await findBackup('latest', true, context)).name).toBe('20261118T000000Z');
    rmSync(join(folder, '20261118T000000Z'), { recursive: true });
    await expect(findBackup('latest', true, context)).rejects.toThrow('no backup of everything');
  });
});

describe('the encrypted backups of a store', () => {
  const place = (identities = [identity]): BackupPlace => remotePlace(directoryStore(folder), identities);

  it('are opened by the identity, and unknown without', async () => {
    await encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const opened = (await described(place())).get('20261120T000000Z');
    expect(opened).toMatchObject({ state: 'whole', manifest: { counts: { services: 1 } } });
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([]);
    for (const identities of [[], [await generateIdentity()]]) {
      const closed = (await described(place(identities))).get('20261120T000000Z');
      expect(closed).toMatchObject({ state: 'unknown', manifest: undefined });
      const [decided] = await decidePrune(place(identities), { last: 1 }, new Date('2030-01-01'), signal);
      expect(decided?.keep).toBe(true);
    }
  });

  it('are incomplete without their index, with a damaged one, and without an object that it names', async () => {
    await encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const path = join(folder, '20261120T000000Z');
    const index = readFileSync(join(path, 'index.age'));
    const state = async (): Promise<string | undefined> =>
      (await described(place())).get('20261120T000000Z')?.state;
    writeFileSync(join(path, 'index.age'), index.subarray(0, -1));
    expect(await state()).toBe('incomplete');
    rmSync(join(path, 'index.age'));
    expect(await state()).toBe('incomplete');
    writeFileSync(join(path, 'index.age'), index);
    expect(await state()).toBe('whole');
    for (const name of readdirSync(path).filter((each) => each !== 'index.age')) {
      const content = readFileSync(join(path, name));
      rmSync(join(path, name));
      expect(await state()).toBe('incomplete');
      writeFileSync(join(path, name), content);
    }
    expect(await state()).toBe('whole');
  });

  it('are found to be damaged by check', async () => {
    await encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const path = join(folder, '20261120T000000Z');
    const smallest = readdirSync(path)
      .filter((name) => name !== 'index.age')
      .sort((a, b) => readFileSync(join(path, a)).length - readFileSync(join(path, b)).length)[0];
    const content = readFileSync(join(path, smallest ?? ''));
    content[content.length - 1] = (content[content.length - 1] ?? 0) ^ 1;
    writeFileSync(join(path, smallest ?? ''), content);
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([
      expect.stringContaining('services.json cannot be opened'),
    ]);
  });

  it('are deleted whole, the index first', async () => {
    await encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const target = directoryStore(folder);
    const removed: string[] = [];
    const watched: Store = {
      ...target,
      remove: async (name, stop) => {
        removed.push(name);
        await target.remove(name, stop);
      },
    };
    const [backup] = await remotePlace(watched, []).backups(signal);
    await backup?.remove(signal);
    expect(removed).toHaveLength(3);
    expect(removed[0]).toBe('20261120T000000Z/index.age');
    expect(await place().backups(signal)).toEqual([]);
  });
});

it('a backup of which something cannot be deleted is left alone from then on', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `file-${index}.json`);
  write('20261120T000000Z', Object.fromEntries(names.map((name) => [name, name])));
  let underWay = 0;
  let begun = 0;
  const failing: Store = {
    ...directoryStore(folder),
    async remove() {
      begun += 1;
      underWay += 1;
      const isFirst = begun === 1;
      await sleep(isFirst ? 1 : 20);
      underWay -= 1;
      if (isFirst) throw new Error('not allowed');
    },
  };
  const [backup] = await remotePlace(failing, []).backups(signal);
  await expect(backup?.remove(signal)).rejects.toThrow('not allowed');
  expect(underWay).toBe(0);
  expect(begun).toBeLessThan(names.length);
});

describe('a store that somebody else writes to', () => {
  it('is not led out of its folder by names', async () => {
    const names = [
      '../up/manifest.json',
      '/etc/manifest.json',
      'a\\b/manifest.json',
      'a/../b/manifest.json',
      'a//b',
    ];
    const hostile: Store = {
      ...directoryStore(folder),
      async *list() {
        for (const name of names) yield { name, size: 1, modifiedAt: '2026-11-20T00:00:00.000Z' };
      },
    };
    expect(await remotePlace(hostile, []).backups(signal)).toEqual([]);
  });
});

describe('a store in which files of a backup lie without a manifest', () => {
  it('is one incomplete backup, also with a folder that a person keeps beside them', async () => {
    const { 'services.json': content = '' } = filesOf('2026-11-20T00:00:00.000Z');
    write('', { 'services.json': content });
    write('notes', { 'mine.txt': 'mine' });
    const [only, ...others] = await remotePlace(directoryStore(folder), []).backups(signal);
    expect(others).toEqual([]);
    expect([...(only?.files.keys() ?? [])].sort()).toEqual(['notes/mine.txt', 'services.json']);
    if (only === undefined) throw new Error('there is no backup');
    expect((await describeBackup(only, signal)).state).toBe('incomplete');
  });

  it('is none where whole backups lie in its folders', async () => {
    write('', { 'services.json': '[]' });
    write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const all = await described(remotePlace(directoryStore(folder), []));
    expect([...all].map(([name, { state }]) => [name, state])).toEqual([['20261120T000000Z', 'whole']]);
  });
});
