import { beforeAll, describe, expect, it } from 'vitest';
import { drift } from '../../lab/drift.ts';
import type { GatewayRequest } from '../../lab/gateway.ts';
import { populateActionNeeds } from '../../lab/populate.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { useFolders } from './folders.ts';
import { faultyGateway, untilIdle } from './interruption.ts';
import { backUp, expectEqual, expectExit, run, settings } from './program.ts';
import { rowCounts } from './rows.ts';
import type { Servers, Source } from './servers.ts';

const CREATIONS: Readonly<Record<string, (request: GatewayRequest) => boolean>> = {
  'configuration.import of hosts': importsHosts,
  'action.create': ({ method }) => method === 'action.create',
  'service.create': ({ method }) => method === 'service.create',
  'proxy.create': ({ method }) => method === 'proxy.create',
  'host.create': ({ method }) => method === 'host.create',
};

/** What `npm test` has time for. */
const MOST_TELLING = ['configuration.import of hosts', 'action.create', 'service.create'];

/** Restores to which the server's answer to a write never comes, although it carried the write out. */
export function lostConnections(servers: Servers, which: 'all' | 'most telling'): void {
  const folder = useFolders();
  let source: Source;
  let prepared: LabServer;
  let wholeRows: Record<string, number>;

  beforeAll(async () => {
    source = await servers.leanSource();
    prepared = await servers.lean();
    await populateActionNeeds(prepared);
    const dir = folder();
    await backUp(source.server, dir);
    const target = await servers.copy(prepared);
    await expectExit(0, ['restore_config'], settings(target, dir));
    wholeRows = await rowCounts(target);
    await target.stop();
  });

  describe('a connection that is cut after Zabbix has carried out', () => {
    // 5.0 has the encryption of a host in its import.
    const here = Object.entries(CREATIONS)
      .filter(([what]) => which === 'all' || MOST_TELLING.includes(what))
      .filter(([what]) => what !== 'host.create' || servers.version !== '5.0');
    it.each(here)(
      '%s: nothing is there twice, and a second restore has at most the rest to do',
      async (_what, at) => {
        const target = await servers.copy(prepared);
        await restoreThroughCut(target, at);
        expect(await rowCounts(target)).toEqual(wholeRows);
        await target.stop();
      },
    );

    it('host.update: the same, with an interface that it adds', async () => {
      const target = await servers.copy(source.server);
      await drift(target, { only: ['alterHost', 'removeInterface', 'deleteMacro'] });
      await restoreThroughCut(target, ({ method }) => method === 'host.update');
      expect(await rowCounts(target)).toEqual(await rowCounts(source.server));
      await target.stop();
    });
  });

  async function restoreThroughCut(
    target: LabServer,
    at: (request: GatewayRequest) => boolean,
  ): Promise<void> {
    const dir = folder();
    await backUp(source.server, dir);
    let cut = 0;
    const gateway = await faultyGateway(servers, target, (request) => {
      if (cut > 0 || !at(request)) return undefined;
      cut += 1;
      return { kind: 'cut', when: 'after' };
    });
    const first = await run(['restore_config'], settings(gateway, dir));
    expect(cut).toBe(1);
    const said = `${first.stderr}\n${first.stdout}`;
    expect([0, 1], said).toContain(first.exitCode);
    if (first.exitCode === 1) expect(said).toMatch(/outcome of \w+\.\w+ is unknown/u);
    await untilIdle(target);
    await expectExit(0, ['restore_config'], settings(gateway, dir));
    await expectEqual(target, dir);
  }
}

function importsHosts({ method, body }: GatewayRequest): boolean {
  if (method !== 'configuration.import') return false;
  const { source } = (body as { params: { source: string } }).params;
  return JSON.parse(source).zabbix_export.hosts !== undefined;
}
