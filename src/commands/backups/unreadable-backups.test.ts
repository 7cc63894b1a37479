import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { directoryStore } from '../../storage/stores/directory.ts';
import { localPlace } from './local.ts';
import { decidePrune } from './prune-place.ts';
import { remotePlace } from './remote.ts';
import { backupsOfEachTest, described, filesOf, signal } from './testing/backups.ts';

const identity = await generateIdentity();
const backups = backupsOfEachTest();

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
        backups.write(`202611${day}T000000Z`, filesOf(`2026-11-${day}T00:00:00.000Z`));
      backups.write(name, filesOf('2026-11-19T00:00:00.000Z'));
      backups.write('20261121T000000Z', filesOf('2026-11-21T00:00:00.000Z'));
      chmodSync(backups.folder, 0o755);
      chmodSync(join(backups.folder, name), 0o000);
      chmodSync(join(backups.folder, '20261121T000000Z', 'manifest.json'), 0o000);
      await asAnyone(async () => {
        const all = await described(localPlace(backups.folder));
        expect([...all.values()].filter(({ state }) => state === 'whole')).toHaveLength(3);
        expect(all.get(name)).toMatchObject({
          state: 'unknown',
          problems: [`${join(backups.folder, name)} cannot be read: this user may not read it`],
        });
        expect(all.get('20261121T000000Z')).toMatchObject({
          state: 'unknown',
          problems: ['manifest.json cannot be read: this user may not read it'],
        });
        const decided = await decidePrune(
          localPlace(backups.folder),
          { last: 1 },
          new Date('2026-11-30'),
          signal,
        );
        expect(decided.filter(({ keep }) => !keep).map(({ description }) => description.backup.name)).toEqual(
          ['20261118T000000Z', '20261117T000000Z'],
        );
        const kept = decided.find(({ description }) => description.backup.name === name);
        expect(kept?.reasons[0]).toContain('this user may not read it');
      });
      chmodSync(join(backups.folder, name), 0o700);
    },
  );
});

describe('what cannot be told', () => {
  it('is told with what makes it known', async () => {
    const { 'manifest.json': manifest = '' } = filesOf('2026-11-20T00:00:00.000Z');
    backups.write('20261120T000000Z', { 'manifest.json': manifest.replace('"format":1', '"format":99') });
    backups.write('20261121T000000Z', { 'id_map_backup.json': '{}' });
    await backups.encrypt('20261122T000000Z', filesOf('2026-11-22T00:00:00.000Z'), identity);
    const all = await described(remotePlace(directoryStore(backups.folder), []));
    expect(all.get('20261120T000000Z')?.remedy).toContain('or a newer one');
    expect(all.get('20261121T000000Z')?.remedy).toContain('cannot be checked');
    expect(all.get('20261122T000000Z')?.remedy).toContain('--identity');
  });
});
