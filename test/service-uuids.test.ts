import { expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/*
 * The upgrade from 5.0 makes the uuids of services of their names, and so leaves several with one uuid, which no API
 * creates twice.
 */

const UUID = '6c3a6944a80847c0bbb6788dbec54a9f';
const NEXT = '6c3a6944a80847c0bbb6788dbec54aa0';
const ROLE = 'Lab: sees the second twin';

/** Twins, told apart by a tag, each with a child. A role names the second. */
async function makeTwins(server: LabServer): Promise<void> {
  const api = await labApi(server);
  const make = async (name: string, fields: object): Promise<string> => {
    const { serviceids } = await api.call<{ serviceids: string[] }>('service.create', {
      name,
      algorithm: 1,
      sortorder: 0,
      ...fields,
    });
    return serviceids[0] ?? '';
  };
  // The second is made first: ids and the order in which they were made say nothing.
  const second = await make('Lab twin', { tags: [{ tag: 'twin', value: 'second' }] });
  const first = await make('Lab twin', { tags: [{ tag: 'twin', value: 'first' }] });
  await make('Lab child of the second', { parents: [{ serviceid: second }] });
  await make('Lab child of the first', { parents: [{ serviceid: first }] });
  await server.sql(`update services set uuid = '${UUID}' where name = 'Lab twin'`);
  await api.call('role.create', {
    name: ROLE,
    type: 1,
    rules: { 'services.read.mode': 0, 'services.read.list': [{ serviceid: second }] },
  });
}

/** The twins, what is below them, and whether the role names them. */
async function twinsOf(server: LabServer): Promise<Record<string, string>[]> {
  return await server.sql(
    `select t.value as twin, s.uuid, c.name as child,
       (select count(*)::text from role_rule r join role on role.roleid = r.roleid
        where r.value_serviceid = s.serviceid and role.name = '${ROLE}') as named
     from services s
     join service_tag t on t.serviceid = s.serviceid
     join services_links l on l.serviceupid = s.serviceid
     join services c on c.serviceid = l.servicedownid
     where s.name = 'Lab twin' order by t.value`,
  );
}

const BOTH = [
  { twin: 'first', uuid: UUID, child: 'Lab child of the first', named: '0' },
  { twin: 'second', uuid: NEXT, child: 'Lab child of the second', named: '1' },
];

const folder = useFolders();
const dirs = new Map<string, string>();

await onEachVersion(
  'services that share a uuid',
  (servers) => {
    it('are no difference between a server and its own backup', async () => {
      const server = await servers.lean();
      await makeTwins(server);
      const dir = folder();
      dirs.set(servers.version, dir);
      await backUp(server, dir);
      await expectEqual(server, dir);
      // PostgreSQL gives a row that was written again last.
      await server.sql(`update services set sortorder = sortorder where name = 'Lab twin' and serviceid in
        (select serviceid from service_tag where value = 'second')`);
      await expectEqual(server, dir);
    });

    for (const from of servers.version === '7.0' ? ['6.0', '7.0'] : ['6.0']) {
      it(`come from a ${from} to a fresh server, each with what is its own, and only once`, async () => {
        const dir = dirs.get(from) ?? '';
        const target = await servers.lean();
        await expectExit(0, ['restore_config'], settings(target, dir));
        expect(await twinsOf(target)).toEqual(BOTH);
        const gateway = await servers.gateway(target);
        await expectExit(0, ['restore_config'], settings(gateway, dir));
        expect(writesThrough(gateway)).toEqual([]);
      });
    }
  },
  ['6.0', '7.0'],
);
