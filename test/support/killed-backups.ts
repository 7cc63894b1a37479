import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { labApi } from '../../lab/api.ts';
import { HOSTS } from '../../lab/populate/names.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { hashes, useFolders } from './folders.ts';
import { faultyGateway, interrupt } from './interruption.ts';
import { backUp, run, settings } from './program.ts';
import type { Servers } from './servers.ts';

const END_WHILE_WRITING = new URL('end-while-writing.ts', import.meta.url).href;

/** Backups that are ended, or whose server fails them, before they are done. */
export function killedBackups(servers: Servers): void {
  const folder = useFolders();
  /** A backup of the server as it was, and one of how it is now. */
  const [earlier, now] = [folder(), folder()];
  let server: LabServer;

  beforeAll(async () => {
    const source = await servers.leanSource();
    await backUp(source.server, earlier);
    server = await servers.copy(source.server);
    const api = await labApi(server);
    const [host] = await api.call<{ hostid: string }[]>('host.get', { filter: { host: [HOSTS.bare] } });
    await api.call('host.update', { hostid: host?.hostid, description: 'changed since' });
    await backUp(server, now);
    expect(files(now)).not.toEqual(files(earlier));
  });

  /** A copy of the earlier backup, in the place where the next one goes. */
  function copyOfEarlier(): string {
    const dir = folder();
    cpSync(earlier, dir, { recursive: true });
    return dir;
  }

  async function expectNextBackupWhole(dir: string): Promise<void> {
    await backUp(server, dir);
    expect(files(dir)).toEqual(files(now));
    expect(readdirSync(dirname(dir))).toEqual([basename(dir)]);
  }

  describe('a backup that is killed', () => {
    it.each([1, 3])('while it reads (export %i) leaves the earlier one as it was', async (nth) => {
      const dir = copyOfEarlier();
      const { ended } = await interrupt(servers, server, {
        args: ['backup_config'],
        dir,
        at: (request) => request.method === 'configuration.export' && request.nth === nth,
        signal: 'SIGKILL',
        carriedOut: true,
      });
      expect(ended.signal).toBe('SIGKILL');
      expect(hashes(dir)).toEqual(hashes(earlier));
      await expectNextBackupWhole(dir);
    });

    // It tries to take the place of a folder, moves that aside, takes the place, and moves the former one to be deleted.
    it.each(['openSync 1', 'openSync 5', 'renameSync 1', 'renameSync 2'])(
      'while it writes (before %s) leaves the earlier one as it was',
      async (moment) => {
        const dir = copyOfEarlier();
        await killBefore(moment, dir);
        expect(siblings(dir)).toEqual([expect.stringContaining('.writing-')]);
        expect(hashes(dir)).toEqual(hashes(earlier));
        await expectNextBackupWhole(dir);
      },
    );

    it('between the two renames leaves the earlier one aside, from where it is read', async () => {
      const dir = copyOfEarlier();
      await killBefore('renameSync 3', dir);
      expect(existsSync(dir)).toBe(false);
      const aside = siblings(dir).find((name) => name.includes('.old-')) ?? '';
      expect(hashes(join(dirname(dir), aside))).toEqual(hashes(earlier));
      const { exitCode } = await run(['diff', '--exit-code'], settings(server, dir));
      expect(exitCode).toBe(2);
      await expectNextBackupWhole(dir);
    });

    it('when it has the place leaves the new one whole', async () => {
      const dir = copyOfEarlier();
      await killBefore('renameSync 4', dir);
      expect(files(dir)).toEqual(files(now));
      await expectNextBackupWhole(dir);
    });

    async function killBefore(moment: string, dir: string): Promise<void> {
      const { signal } = await run(['backup_config'], {
        ...settings(server, dir),
        NODE_OPTIONS: `--import=${END_WHILE_WRITING}`,
        END_BEFORE: moment,
      });
      expect(signal).toBe('SIGKILL');
    }

    /** What stands beside the folder. */
    function siblings(dir: string): string[] {
      return readdirSync(dirname(dir)).filter((name) => name !== basename(dir));
    }
  });

  it('a backup whose export once ends in HTTP 500 without a body is whole', async () => {
    const dir = folder();
    let failed = 0;
    const gateway = await faultyGateway(servers, server, ({ method, nth }) => {
      if (method !== 'configuration.export' || nth !== 2) return undefined;
      failed += 1;
      return { kind: 'status', status: 500 };
    });
    await backUp(gateway, dir);
    expect(failed).toBe(1);
    expect(files(dir)).toEqual(files(now));
  });

  it('a backup during which the front end is restarted is whole, or fails and says why', async () => {
    const dir = copyOfEarlier();
    let restarted: Promise<void> | undefined;
    const gateway = await faultyGateway(servers, server, ({ method, nth }) => {
      if (method === 'configuration.export' && nth === 2) restarted = server.restart();
      return undefined;
    });
    const ended = await run(['backup_config'], settings(gateway, dir));
    expect(restarted).toBeDefined();
    await restarted;
    if (ended.exitCode === 0) expect(files(dir)).toEqual(files(now));
    else {
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toMatch(/^error: .+\nwhy: .+\nto do: .+/mu);
      expect(hashes(dir)).toEqual(hashes(earlier));
    }
    rmSync(dir, { recursive: true });
    await expectNextBackupWhole(dir);
  });
}

/** The files of a backup without the one that holds its times. */
function files(dir: string): Record<string, string> {
  const { 'manifest.json': _times, ...others } = hashes(dir);
  return others;
}
