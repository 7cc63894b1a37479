import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { graphIds, hostIds, itemIds, triggerIds } from '../lab/census.ts';
import { drift } from '../lab/drift.ts';
import { HOSTS } from '../lab/populate/names.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { isWrite } from './support/calls.ts';
import { hashes, useFolders } from './support/folders.ts';
import { faultyGateway, untilIdle } from './support/interruption.ts';
import { backUp, expectEqual, expectExit, type Running, settings, start } from './support/program.ts';
import { onEachVersion, type Source } from './support/servers.ts';

const UNDO = ['restore_config', '--undo', '--allow-many', '--yes'];

/** What a restore did is undone: the former state by the copy that it made, without what it created. */
await onEachVersion(
  'an undone restore',
  (servers) => {
    const folder = useFolders();
    const dir = folder();
    let source: Source;
    let prepared: LabServer;

    beforeAll(async () => {
      source = await servers.leanSource();
      await backUp(source.server, dir);
      prepared = await servers.lean();
      await populateActionNeeds(prepared);
    });

    /** The backup in a folder of its own: a restore leaves things beside it. */
    function backup(): string {
      const copy = folder();
      cpSync(dir, copy, { recursive: true });
      return copy;
    }

    it('leaves a fresh server as it was: what the restore created is gone, and comes back by an undo of the undo', async () => {
      const target = await servers.copy(prepared);
      const own = backup();
      const [before, after] = [await stateOf(target), folder()];
      await backUp(target, after);
      const nothing = await expectExit(2, UNDO, settings(target, own));
      expect(nothing.stderr).toContain('There is no restore to undo');
      await expectExit(0, ['restore_config'], settings(target, own));
      const restored = await stateOf(target);

      const dry = await expectExit(3, [...UNDO, '--dry-run', '--json'], settings(target, own));
      expect(dry.json().undo.deletes).toContainEqual({ kind: 'hosts', key: HOSTS.main });
      const refused = await expectExit(4, ['restore_config', '--undo', '--yes'], settings(target, own));
      expect(refused.stderr).toMatch(/\d+ of \d+ hosts/u);
      expect(await stateOf(target)).toEqual(restored);
      const undone = await expectExit(0, [...UNDO, '--json'], settings(target, own));
      expect(undone.json()).toMatchObject({ failed: [], skipped: [], left: { changes: [] } });
      expect(await stateOf(target)).toEqual(before);
      const again = folder();
      await backUp(target, again);
      expect(withoutTimes(again)).toEqual(withoutTimes(after));

      await expectExit(0, UNDO, settings(target, own));
      expect(await stateOf(target)).toEqual(restored);
      await expectEqual(target, own);
    });

    it('leaves a server that was in use as it was, by its tables, and what people have made since', async () => {
      const target = await servers.copy(source.server);
      await drift(target);
      const own = backup();
      const before = await namesOf(target);
      await expectExit(0, ['restore_config', '--allow-many', '--yes'], settings(target, own));
      expect(await namesOf(target)).not.toEqual(before);
      const api = await labApi(target);
      const [group] = await api.call<{ groupid: string }[]>('hostgroup.get', {
        output: ['groupid'],
        limit: 1,
      });
      // 5.0 makes no host without an interface.
      const interfaces = [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }];
      const groups = [{ groupid: group?.groupid }];
      await api.call('host.create', { host: 'made-since', status: 1, groups, interfaces });
      const undone = await expectExit(0, [...UNDO, '--json'], settings(target, own));
      expect(undone.json()).toMatchObject({ failed: [], left: { changes: [] } });
      const after = await namesOf(target);
      expect(after.hosts).toContain('made-since');
      expect({ ...after, hosts: after.hosts.filter((name) => name !== 'made-since') }).toEqual(before);
    });

    it('that was killed goes on where it is run again; a killed restore is undone too', async () => {
      const target = await servers.copy(prepared);
      const own = backup();
      const before = await stateOf(target);
      let running: Running | undefined;
      let end = 0;
      // One address for all of them: that is how a target is known again.
      const gateway = await faultyGateway(servers, target, (request) => {
        if (isWrite(request) && --end === 0) running?.child.kill('SIGKILL');
        return undefined;
      });
      for (const [args, writes] of [
        [['restore_config'], 8],
        [UNDO, 2],
      ] as const) {
        end = writes;
        running = start(args, settings(gateway, own));
        const { signal, stderr } = await running.ended;
        expect(signal, stderr).toBe('SIGKILL');
        await untilIdle(target);
      }
      const undone = await expectExit(0, [...UNDO, '--json'], settings(gateway, own));
      expect(undone.json()).toMatchObject({ failed: [], left: { changes: [] } });
      expect(await stateOf(target)).toEqual(before);
    });

    it('deletes nothing that has taken the name of what the restore created', async () => {
      const target = await servers.copy(prepared);
      const own = backup();
      await expectExit(0, ['restore_config', '--only', `hostgroups,mediatypes`], settings(target, own));
      const api = await labApi(target);
      const created = JSON.parse(readFileSync(join(copyBeside(own), 'undo.json'), 'utf8')).created;
      const media = created.find(({ kind }: { kind: string }) => kind === 'mediatypes');
      await api.call('mediatype.delete', [media.id]);
      await api.call('mediatype.create', { name: media.key, type: 1, exec_path: 'by-hand.sh' });
      const undone = await expectExit(0, [...UNDO, '--json'], settings(target, own));
      const deleted = undone.json().done.filter(({ what }: { what: string }) => what === 'deleted');
      expect(deleted.length).toBe(created.length - 1);
      expect(deleted).not.toContainEqual(expect.objectContaining({ key: media.key }));
      expect(await api.call('mediatype.get', { filter: { name: media.key } })).toHaveLength(1);
    });

    it('is refused for another server, without a copy, and with what does not go together', async () => {
      const own = backup();
      const target = await servers.copy(prepared);
      await expectExit(0, ['restore_config', '--only', 'mediatypes'], settings(target, own));
      const other = await expectExit(2, UNDO, settings(prepared, own));
      expect(other.stderr).toContain('There is no restore to undo');
      expect(other.stderr).toContain(copyBeside(own));
      await expectExit(2, [...UNDO, '--force-templates'], settings(target, own));
      await expectExit(2, [...UNDO, '--from', 'gs://a/b'], settings(target, own));
      const asleep = await expectExit(2, [...UNDO, '--rehearsal'], settings(target, own));
      expect(asleep.stderr).toContain('--undo and --rehearsal do not go together');
      const hash = hashes(own);
      appendFileSync(join(copyBeside(own), 'hosts.json'), ' ');
      const edited = await expectExit(2, [...UNDO, '--dry-run'], settings(target, own));
      expect(edited.stderr).toContain('--accept-edited');
      const accepted = await expectExit(3, [...UNDO, '--dry-run', '--accept-edited'], settings(target, own));
      expect(accepted.stderr).toContain('was changed after the backup was made');
      rmSync(join(copyBeside(own), 'mediatypes.json'));
      await expectExit(2, UNDO, settings(target, own));
      expect(hashes(own)).toEqual(hash);
    });
  },
  ['7.0', '5.0'],
);

function copyBeside(dir: string): string {
  const name = readdirSync(dirname(dir)).find((each) => each.startsWith('pre-restore-'));
  if (name === undefined) throw new Error('no copy');
  return join(dirname(dir), name);
}

/** Names of what there is, and the ids of what was there before anything was restored. */
async function stateOf(server: LabServer): Promise<Record<string, string[]>> {
  const names = async (query: string): Promise<string[]> =>
    (await server.sql<{ name: string }>(query)).map(({ name }) => name).sort();
  return {
    hosts: [...(await hostIds(server)).keys()].sort(),
    items: [...(await itemIds(server)).keys()].sort(),
    triggers: [...(await triggerIds(server)).keys()].sort(),
    graphs: [...(await graphIds(server)).keys()].sort(),
    ...(await tablesOf(names)),
  };
}

async function namesOf(server: LabServer): Promise<{ hosts: string[] } & Record<string, string[]>> {
  const { hosts = [], ...rest } = await stateOf(server);
  return { hosts, ...rest };
}

async function tablesOf(names: (query: string) => Promise<string[]>): Promise<Record<string, string[]>> {
  return {
    groups: await names('select name from hstgrp'),
    media: await names('select name from media_type'),
    actions: await names("select name || ' ' || status || ' ' || esc_period as name from actions"),
    services: await names('select name from services'),
    serviceLinks: await names('select count(*)::text as name from services_links'),
    templateLinks: await names('select count(*)::text as name from hosts_templates'),
    macros: await names("select macro || ' ' || type as name from hostmacro"),
  };
}

function withoutTimes(dir: string): Record<string, string> {
  const { 'manifest.json': _, 'actions_data_orig.json': _ids, ...rest } = hashes(dir);
  return rest;
}
