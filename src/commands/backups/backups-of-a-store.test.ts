import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateIdentity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import type { Store } from '../../storage/store.ts';
import { directoryStore } from '../../storage/stores/directory.ts';
import { createOutput } from '../../terminal/output.ts';
import { createPaint } from '../../terminal/paint.ts';
import { describeBackup } from './describe.ts';
import { findBackup } from './find.ts';
import type { BackupPlace } from './place.ts';
import { decidePrune } from './prune-place.ts';
import { remotePlace } from './remote.ts';
import { backupsOfEachTest, described, filesOf, problemsOf, signal } from './testing/backups.ts';

const identity = await generateIdentity();
const backups = backupsOfEachTest();

describe('latest of a store', () => {
  it('is the newest whole one that is neither partial nor of a selection', async () => {
    const context = {
      settings: await loadSettings({}, { STORAGE_LOCATION: `file://${backups.folder}` }),
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
    backups.write('20261118T000000Z', filesOf('2026-11-18T00:00:00.000Z'));
    backups.write('20261119T000000Z', filesOf('2026-11-19T00:00:00.000Z', { partial: true }));
    expect((await findBackup('latest', true, context)).name).toBe('20261118T000000Z');
    rmSync(join(backups.folder, '20261118T000000Z'), { recursive: true });
    await expect(findBackup('latest', true, context)).rejects.toThrow('no backup of everything');
  });
});

describe('the encrypted backups of a store', () => {
  const place = (identities = [identity]): BackupPlace =>
    remotePlace(directoryStore(backups.folder), identities);

  it('are opened by the identity, and unknown without', async () => {
    await backups.encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'), identity);
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
    await backups.encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'), identity);
    const path = join(backups.folder, '20261120T000000Z');
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
    await backups.encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'), identity);
    const path = join(backups.folder, '20261120T000000Z');
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
    await backups.encrypt('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'), identity);
    const target = directoryStore(backups.folder);
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
  backups.write('20261120T000000Z', Object.fromEntries(names.map((name) => [name, name])));
  let underWay = 0;
  let begun = 0;
  const failing: Store = {
    ...directoryStore(backups.folder),
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
      ...directoryStore(backups.folder),
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
    backups.write('', { 'services.json': content });
    backups.write('notes', { 'mine.txt': 'mine' });
    const [only, ...others] = await remotePlace(directoryStore(backups.folder), []).backups(signal);
    expect(others).toEqual([]);
    expect([...(only?.files.keys() ?? [])].sort()).toEqual(['notes/mine.txt', 'services.json']);
    if (only === undefined) throw new Error('there is no backup');
    expect((await describeBackup(only, signal)).state).toBe('incomplete');
  });

  it('is none where whole backups lie in its folders', async () => {
    backups.write('', { 'services.json': '[]' });
    backups.write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const all = await described(remotePlace(directoryStore(backups.folder), []));
    expect([...all].map(([name, { state }]) => [name, state])).toEqual([['20261120T000000Z', 'whole']]);
  });
});
