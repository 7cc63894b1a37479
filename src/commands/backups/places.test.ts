import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryStore } from '../../storage/stores/directory.ts';
import { localPlace } from './local.ts';
import type { BackupPlace } from './place.ts';
import { decidePrune } from './prune-place.ts';
import { remotePlace } from './remote.ts';
import { backupsOfEachTest, described, filesOf, problemsOf, signal } from './testing/backups.ts';

const backups = backupsOfEachTest();

const PLACES: readonly (readonly [string, () => BackupPlace])[] = [
  ['a folder', () => localPlace(backups.folder)],
  ['a store', () => remotePlace(directoryStore(backups.folder), [])],
];

describe.each(PLACES)('the backups of %s', (_, place) => {
  it('are whole, incomplete or unknown, with what is known of them', async () => {
    backups.write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    const { 'manifest.json': manifest = '', ...rest } = filesOf('2026-11-21T00:00:00.000Z');
    backups.write('20261121T000000Z', rest);
    backups.write('20261122T000000Z', { 'manifest.json': manifest });
    backups.write('20261123T000000Z', {
      'manifest.json': manifest.replace('"format":1', '"format":3'),
      ...rest,
    });
    backups.write('20261124T000000Z', { 'manifest.json': '{"cut', ...rest });
    backups.write('20261125T000000Z', { 'id_map_backup.json': '{}' });
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
    backups.write('', filesOf('2026-11-20T00:00:00.000Z'));
    expect((await described(place())).size).toBe(1);
  });

  it('are none where there is nothing', async () => {
    backups.write('other things', { 'notes.txt': 'mine' });
    const all = await described(place());
    expect([...all.values()].filter(({ state }) => state === 'whole')).toEqual([]);
  });

  it('are checked by every hash', async () => {
    backups.write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z'));
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([]);
    const path = join(backups.folder, '20261120T000000Z', 'services.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('2', '3'));
    expect((await described(place())).get('20261120T000000Z')?.state).toBe('whole');
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([
      'services.json is not as it was written: its sha256 is another',
    ]);
  });

  it('are incomplete where the manifest counts what it does not name, as a restore has it', async () => {
    const { 'manifest.json': manifest = '' } = filesOf('2026-11-20T00:00:00.000Z', { files: {} });
    backups.write('20261120T000000Z', { 'manifest.json': manifest });
    const problem = 'manifest.json counts objects of services.json and does not name that file';
    expect((await described(place())).get('20261120T000000Z')?.state).toBe('incomplete');
    expect(await problemsOf(place(), '20261120T000000Z')).toEqual([problem]);
  });

  it('are pruned as a series where they are named for a time, and only there', async () => {
    for (const day of ['18', '19', '20'])
      backups.write(`202611${day}T000000Z`, filesOf(`2026-11-${day}T00:00:00.000Z`));
    backups.write('production', filesOf('2026-11-01T00:00:00.000Z'));
    backups.write('20261101T000000Z', { 'id_map_backup.json': '{}' });
    backups.write('20261102T000000Z', { 'services.json': 'left by a killed run' });
    const old = new Date('2026-11-02T00:00:00Z');
    utimesSync(join(backups.folder, '20261102T000000Z', 'services.json'), old, old);
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
    backups.write('20261118T000000Z', filesOf('2026-11-18T00:00:00.000Z'));
    backups.write('20261119T000000Z', filesOf('2026-11-19T00:00:00.000Z', { partial: true }));
    backups.write('20261120T000000Z', filesOf('2026-11-20T00:00:00.000Z', { partial: true }));
    const selection = { only: ['hosts'], skip: [] };
    backups.write('20261121T000000Z', filesOf('2026-11-21T00:00:00.000Z', { selection }));
    const decided = await decidePrune(place(), { last: 1 }, new Date('2026-11-22T00:00:00Z'), signal);
    expect(decided.map(({ keep, reasons }) => [keep, ...reasons])).toEqual([
      [true, 'last of the selected (--only hosts) ones'],
      [true, 'last of the partial ones'],
      [false, 'no rule keeps it among the partial ones'],
      [true, 'last'],
    ]);
  });
});
