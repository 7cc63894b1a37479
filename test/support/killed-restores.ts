import { cpSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { graphIds, hostIds, itemIds, triggerIds } from '../../lab/census.ts';
import { populateActionNeeds } from '../../lab/populate.ts';
import { waitFor } from '../../lab/processes.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { actionsInTables } from './actions-census.ts';
import { writesThrough } from './calls.ts';
import { useFolders } from './folders.ts';
import { faultyGateway, interrupt, type Moment } from './interruption.ts';
import { backUp, expectEqual, expectExit, run, settings, start } from './program.ts';
import { openSessions, rowCounts } from './rows.ts';
import type { Servers, Source } from './servers.ts';

const KILLS = 10;

/** Restores of the sample that are ended before they are done, and what comes after. */
export function killedRestores(servers: Servers): void {
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  /** A server that takes the whole backup. Every test works on a copy. */
  let prepared: LabServer;
  /** What the backup comes to where nothing interrupts. */
  let whole: Awaited<ReturnType<typeof contentOf>>;
  let writes: string[];

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    prepared = await servers.lean();
    await populateActionNeeds(prepared);
    const target = await servers.copy(prepared);
    const gateway = await servers.gateway(target);
    await expectExit(0, ['restore_config'], settings(gateway, backup()));
    writes = writesThrough(gateway);
    whole = await contentOf(target);
    await target.stop();
  });

  /** A copy of the backup in a folder of its own: a restore leaves things beside it. */
  function backup(): string {
    const copy = folder();
    cpSync(dir, copy, { recursive: true });
    return copy;
  }

  describe('a restore that is killed', () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The server carries out every other one of the calls that nobody waits for any more.
      const carriedOut = kill % 2 === 0;
      it(`at moment ${kill + 1} of ${KILLS}, the call under way ${carriedOut ? 'carried out' : 'lost'}, is completed by a second run`, async () => {
        const moment = 1 + Math.floor((kill * (writes.length - 1)) / (KILLS - 1));
        const target = await servers.copy(prepared);
        const own = backup();
        const { ended, gateway } = await interrupt(servers, target, {
          args: ['restore_config'],
          dir: own,
          at: (_request, count) => count === moment,
          signal: 'SIGKILL',
          carriedOut,
        });
        expect(ended.signal).toBe('SIGKILL');
        const second = await expectExit(0, ['restore_config', '--json'], settings(gateway, own));
        expect(second.json().done.length, 'something was left to do').toBeGreaterThan(0);
        await expectEqual(target, own);
        expect(await contentOf(target)).toEqual(whole);
        await target.stop();
      });
    }

    it('is killed at ten different moments', () => {
      expect(writes.length).toBeGreaterThanOrEqual(KILLS);
    });
  });

  it('a second restore into a server is refused while the first is at work, and says who is', async () => {
    const target = await servers.copy(prepared);
    let late = false;
    const gateway = await faultyGateway(servers, target, (_request, count) => {
      if (late || count === 0) return undefined;
      late = true;
      return { kind: 'delay', milliseconds: 10_000 };
    });
    const first = start(['restore_config'], settings(gateway, backup()));
    await waitFor(async () => late, 60);
    const second = await expectExit(4, ['restore_config', '--json'], settings(gateway, backup()));
    expect(second.json().error).toMatchObject({
      message: expect.stringMatching(/^Another restore into .+ is under way$/u),
      why: expect.stringContaining(`process ${first.child.pid} `),
    });
    expect((await run(['restore_config', '--dry-run'], settings(gateway, backup()))).exitCode).toBe(3);
    expect((await first.ended).exitCode).toBe(0);
    await expectExit(0, ['restore_config'], settings(gateway, backup()));
    await target.stop();
  });

  it('a restore that gets SIGTERM halfway says so once and what was done, logs out, and ends with 143', async () => {
    const target = await servers.copy(prepared);
    const own = backup();
    const sessions = await openSessions(target);
    const { ended, gateway } = await interrupt(servers, target, {
      args: ['restore_config'],
      dir: own,
      at: (_request, count) => count === Math.ceil(writes.length / 2),
      signal: 'SIGTERM',
      carriedOut: true,
    });
    expect(ended).toMatchObject({ exitCode: 143, signal: null, stdout: '' });
    expect(ended.stderr.match(/^error: /gmu)).toHaveLength(1);
    expect(ended.stderr).toMatch(/^error: .+ended before it was done\nwhy: .+SIGTERM/mu);
    expect(ended.stderr).toMatch(/^Done:\n {2}hostgroups: \d+ created$/mu);
    expect(ended.stderr).toMatch(/^to do: .+Run the same command again.+pre-restore-/mu);
    expect(gateway.requests.at(-1)?.method).toBe('user.logout');
    expect(await openSessions(target)).toEqual(sessions);

    await expectExit(0, ['restore_config'], settings(gateway, own));
    await expectEqual(target, own);
    expect(await contentOf(target)).toEqual(whole);
    await target.stop();
  });

  it('a restore whose server goes away halfway says what was done, where its copy is and how to go on, to programs too', async () => {
    const target = await servers.copy(prepared);
    const own = backup();
    let away = false;
    const gateway = await faultyGateway(servers, target, (_request, count) => {
      away ||= count === Math.ceil(writes.length / 2);
      return away ? { kind: 'cut', when: 'before' } : undefined;
    });
    const args = ['restore_config', '--json', '--quiet'];
    const ended = await expectExit(1, args, settings(gateway, own));
    const { error, before, done } = ended.json();
    expect(error.message).not.toContain('defect');
    expect(error.remedy).toMatch(/Run the same command again.+--undo.+pre-restore-/u);
    expect(error.remedy).toContain(before);
    expect(done).toContainEqual({ kind: 'hostgroups', key: expect.any(String), what: 'created' });
    expect(ended.stderr).toContain(before);

    away = false;
    await expectExit(0, ['restore_config'], settings(target, own));
    expect(await contentOf(target)).toEqual(whole);
    await target.stop();
  });

  describe('a restore with --force-templates that is killed', () => {
    const moments: [string, Moment][] = [
      [
        'in the middle of stripping the actions',
        ({ method, nth }) => method === 'action.update' && nth === 2,
      ],
      ['when they are stripped', ({ method }) => method === 'template.delete'],
      ['when the templates are gone', ({ method }) => method === 'configuration.import'],
    ];
    it.each(moments)('%s leaves it to the next restore to put the actions back', async (_when, at) => {
      const target = await servers.copy(source.server);
      const own = backup();
      const before = await actionsInTables(target);
      const { ended, gateway } = await interrupt(servers, target, {
        args: ['restore_config', '--force-templates', '--yes'],
        dir: own,
        at,
        signal: 'SIGKILL',
        carriedOut: false,
      });
      expect(ended.signal).toBe('SIGKILL');
      expect(await actionsInTables(target)).not.toEqual(before);
      await expectExit(0, ['restore_config'], settings(gateway, own));
      expect(await actionsInTables(target)).toEqual(before);
      await expectEqual(target, own);
      await target.stop();
    });
  });
}

/** What the tables hold of a configuration: everything by name, and how much there is of it. */
async function contentOf(server: LabServer) {
  const names = async (census: typeof itemIds): Promise<string[]> =>
    [...(await census(server)).keys()].sort();
  return {
    hosts: await names(hostIds),
    items: await names(itemIds),
    triggers: await names(triggerIds),
    graphs: await names(graphIds),
    rows: await rowCounts(server),
  };
}
