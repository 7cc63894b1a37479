import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import type { GatewayRequest, WholeAnswer } from '../lab/gateway.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { callsIn } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { type Ended, expectEqual, expectExit, run, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** Changes that somebody makes in the middle of a backup, when the object was read already. */
await onEachVersion('what is changed while a backup runs', (servers) => {
  const folder = useFolders();
  let server: LabServer;
  let api: LabApi;

  beforeAll(async () => {
    server = await servers.lean();
    api = await labApi(server);
  });

  const idOf = async (table: string, id: string, where: string): Promise<string> => {
    const [row] = await server.sql<{ id: string }>(
      `select ${id}::text as id from ${table} where ${where} limit 1`,
    );
    return row?.id ?? '';
  };
  const exported =
    (what: 'hosts' | 'templates') =>
    (request: GatewayRequest): boolean => {
      const { params } = request.body as { params?: { options?: Record<string, unknown> } };
      return request.method === 'configuration.export' && params?.options?.[what] !== undefined;
    };

  /** Backs up, and makes the change behind the answers to these requests: once, or each time. */
  async function backUpDuring(
    dir: string,
    isBehind: (request: GatewayRequest) => boolean,
    change: () => Promise<unknown>,
    times = 1,
  ): Promise<Ended> {
    let done = 0;
    const gateway = await servers.gateway(server, {
      onRequest: (request) => {
        if (done >= times || !isBehind(request)) return undefined;
        done += 1;
        return {
          kind: 'alter',
          async alter(answer: WholeAnswer): Promise<WholeAnswer> {
            await change();
            return answer;
          },
        };
      },
    });
    const ended = await expectExit(0, ['backup_config'], settings(gateway, dir));
    expect(done).toBeGreaterThan(0);
    return ended;
  }

  it('is nothing: nothing is said and read again', async () => {
    const dir = folder();
    const gateway = await servers.gateway(server);
    const { stderr } = await expectExit(0, ['backup_config'], settings(gateway, dir));
    expect(stderr).not.toContain('Changed while');
    const exports = gateway.requests.filter(exported('hosts'));
    expect(exports).toHaveLength(1);
    expect(readFileSync(join(dir, 'manifest.json'), 'utf8')).not.toContain('changedWhileRead');
  });

  it('is a host: as it is then', async () => {
    const dir = folder();
    const hostid = await idOf('hosts', 'hostid', 'status = 0 and flags = 0');
    const { stderr } = await backUpDuring(dir, exported('hosts'), () =>
      api.call('host.update', { hostid, name: 'Renamed meanwhile', description: 'changed' }),
    );
    expect(stderr).toMatch(/Changed while it was read, and read again: .*hosts/u);
    await expectEqual(server, dir);
  });

  it('is a template that others are linked to: renamed in these as well', async () => {
    const dir = folder();
    const templateid = await idOf(
      'hosts_templates',
      'templateid',
      'hostid in (select hostid from hosts where status = 0 and flags = 0)',
    );
    const { stderr } = await backUpDuring(dir, exported('templates'), () =>
      api.call('template.update', { templateid, host: 'Renamed template', description: 'changed' }),
    );
    expect(stderr).toMatch(/Changed while it was read, and read again: .*templates/u);
    await expectEqual(server, dir);
    expect(readFileSync(join(dir, 'hosts.json'), 'utf8')).toContain('Renamed template');
  });

  it('is an action that is deleted: not in the backup', async () => {
    const dir = folder();
    const actionid = await idOf('actions', 'actionid', 'eventsource = 0');
    const name = await idOf('actions', 'name', `actionid = ${actionid}`);
    const sources = (request: GatewayRequest): boolean =>
      callsIn(request).some(({ method, params }) => {
        const { filter } = params as { filter?: { eventsource?: unknown } };
        return method === 'action.get' && String(filter?.eventsource) === '0';
      });
    const { stderr } = await backUpDuring(dir, sources, () => api.call('action.delete', [actionid]));
    expect(stderr).toMatch(/Changed while it was read, and read again: .*trigger_actions/u);
    expect(readFileSync(join(dir, 'trigger_actions.json'), 'utf8')).not.toContain(name);
    await expectEqual(server, dir);
  });

  it('and again each time it is read: said, in the backup too', async () => {
    const dir = folder();
    const templateid = await idOf('hosts', 'hostid', 'status = 3');
    let number = 0;
    const change = (): Promise<unknown> => {
      number += 1;
      return api.call('template.update', { templateid, description: `changed ${number}` });
    };
    const { stderr } = await backUpDuring(dir, exported('templates'), change, 99);
    expect(stderr).toContain('templates changed each time they were read');
    expect(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')).changedWhileRead).toEqual([
      'templates',
    ]);
    const { stderr: reading } = await run(['diff'], settings(server, dir));
    expect(reading).toContain('templates were being changed');
  });

  it('is seen where no audit log tells of it', async () => {
    if (servers.version !== '5.0') await api.call('settings.update', { auditlog_enabled: 0 });
    const dir = folder();
    const hostid = await idOf('hosts', 'hostid', 'status = 0 and flags = 0');
    const { stderr } = await backUpDuring(dir, exported('hosts'), () =>
      api.call('host.update', { hostid, description: 'changed unseen' }),
    );
    expect(stderr).toMatch(/Changed while it was read, and read again: hosts/u);
    await expectEqual(server, dir);
  });
});
