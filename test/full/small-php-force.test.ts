import { beforeAll, expect, it } from 'vitest';
import type { Gateway } from '../../lab/gateway.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { writesThrough } from '../support/calls.ts';
import { useFolders } from '../support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from '../support/program.ts';
import { onEachVersion } from '../support/servers.ts';
import { boundedGateway, LARGEST_BODY, SMALLEST } from '../support/small-php.ts';

/** All stock templates deleted and made anew through a front end that has the least that Zabbix's requirements state. */
await onEachVersion(
  'PHP at memory_limit=128M and post_max_size=16M',
  (servers) => {
    const dir = useFolders()();
    let server: LabServer;
    let gateway: Gateway;

    beforeAll(async () => {
      server = await servers.fresh(SMALLEST);
      gateway = await boundedGateway(servers, server);
    });

    it('is too little for an export of all stock templates in one call', async () => {
      const login = await call(gateway, 'user.login', { username: 'Admin', password: 'zabbix' });
      const auth = JSON.parse(login.text).result;
      const rows = await server.sql('select hostid from hosts where status = 3');
      const templates = rows.map(({ hostid }) => hostid);
      const whole = await call(
        gateway,
        'configuration.export',
        { format: 'json', options: { templates } },
        auth,
      );
      expect(whole).toEqual({ status: 500, text: '' });
      const padded = await call(gateway, 'apiinfo.version', { padding: 'x'.repeat(LARGEST_BODY) });
      expect(padded.status).toBe(413);
    });

    it('is enough for a backup of all stock templates, and for a restore that makes all of them anew', async () => {
      const before = await stockOf(server);
      expect(before.templates).toBeGreaterThan(300);
      await backUp(gateway, dir);
      const said = await expectExit(
        0,
        ['restore_config', '--force-templates', '--yes'],
        settings(gateway, dir),
      );
      expect(said.stderr).toContain(`deletes all ${before.templates} templates`);
      expect(writesThrough(gateway)).toContain('template.delete');
      expect(await stockOf(server)).toEqual(before);
      await expectEqual(gateway, dir);
    });
  },
  ['7.0'],
);

async function stockOf(server: LabServer): Promise<Record<string, number>> {
  const [row] = await server.sql(
    `select (select count(*) from hosts where status = 3) as templates, (select count(*) from items) as items,
            (select count(*) from triggers) as triggers, (select count(*) from graphs) as graphs,
            (select count(*) from hosts_templates) as links`,
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]));
}

async function call(
  { url }: Gateway,
  method: string,
  params: unknown,
  auth?: string,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/api_jsonrpc.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/json-rpc' },
    body: JSON.stringify({ jsonrpc: '2.0', method, params, id: 1, ...(auth === undefined ? {} : { auth }) }),
  });
  return { status: response.status, text: await response.text() };
}
