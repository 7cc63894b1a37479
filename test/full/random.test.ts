import { beforeAll, describe, expect, it } from 'vitest';
import { compareServers, unlike } from '../../lab/compare/compare.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { readBackup } from '../../src/configuration/backup/read-backup.ts';
import { writeBackup } from '../../src/configuration/backup/write-backup.ts';
import { type Configuration, countsOf } from '../../src/configuration/configuration.ts';
import { writesThrough } from '../support/calls.ts';
import { hashes, useFolders } from '../support/folders.ts';
import { backUp, expectExit, run, settings } from '../support/program.ts';
import { drawing } from '../support/random/draw.ts';
import { drawConfiguration, seedOf } from '../support/random/estate.ts';
import { onEachVersion } from '../support/servers.ts';

const FIRST_SEED = seedOf(process.env);
const ROUNDS = Number(process.env.RANDOM_ROUNDS ?? '1');

/**
 * Configurations that nobody thought of. To see one again: `RANDOM_SEED=… npx vitest run --project full
 * test/full/random.test.ts`; with `RANDOM_ROUNDS` as many more, each with the next seed.
 */
await onEachVersion(
  'a random configuration',
  (servers) => {
    const folder = useFolders();
    const empty = folder();

    beforeAll(async () => {
      await backUp(await servers.lean(), empty);
    });

    async function restored(dir: string): Promise<LabServer> {
      const target = await servers.lean();
      const args = ['restore_config', '--prune', '--yes', '--allow-many', '--json'];
      const ended = await run(args, settings(target, dir));
      const { failed, skipped, left } = ended.json();
      expect({ failed, skipped, changes: left?.changes }).toEqual({
        failed: [],
        skipped: [],
        changes: [],
      });
      expect(ended.exitCode).toBe(0);
      return target;
    }

    for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed += 1) {
      describe(`of seed ${seed}`, () => {
        const [drawnDir, firstDir, secondDir] = [folder(), folder(), folder()];
        let drawn: Configuration;
        let first: LabServer;

        it('restores into a fresh server, which then is equal to it', async () => {
          const given = readBackup(empty).configuration;
          drawn = drawConfiguration(given, drawing(servers.version, seed));
          expect(total(drawn) - total(given)).toBeGreaterThan(50);
          await writeBackup(drawn, drawnDir, { partial: false, startedAt: new Date() });
          first = await restored(drawnDir);
          await expectExit(0, ['diff', '--prune'], settings(first, drawnDir));
        });

        it('is left alone by a second restore: not one write call', async () => {
          const gateway = await servers.gateway(first);
          await expectExit(0, ['restore_config', '--prune', '--yes'], settings(gateway, drawnDir));
          expect(writesThrough(gateway)).toEqual([]);
        });

        it('is what a backup of that server holds, object by object', async () => {
          await backUp(first, firstDir);
          const found = readBackup(firstDir).configuration;
          for (const [kind, objects] of drawn.objects) {
            const wanted = [...objects.values()].sort(byKey);
            const present = [...(found.objects.get(kind)?.values() ?? [])].sort(byKey);
            expect(present, kind).toEqual(wanted);
          }
        });

        it('comes out of that backup in a second server, by its databases and file by file', async () => {
          const second = await restored(firstDir);
          expect(unlike(await compareServers(first, second, { secrets: false }))).toEqual([]);
          await backUp(second, secondDir);
          expect(withoutIds(hashes(secondDir))).toEqual(withoutIds(hashes(firstDir)));
        });
      });
    }
  },
  ['6.0', '7.0'],
);

function total(configuration: Configuration): number {
  return Object.values(countsOf(configuration)).reduce((sum, count) => sum + count, 0);
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1;
}

/** The files that hold no times and no ids. */
function withoutIds({
  'manifest.json': _times,
  'actions_data_orig.json': _ids,
  ...files
}: Record<string, string>): Record<string, string> {
  return files;
}
