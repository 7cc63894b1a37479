import { beforeAll, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { compareServers, unlike } from '../lab/compare/compare.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { writesThrough } from './support/calls.ts';
import { useFolders } from './support/folders.ts';
import { backUp, expectEqual, expectExit, run, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

const TEMPLATE = 'shows what comes later';
const DASHBOARD = 'later';

/**
 * Dashboards of templates show maps, services, SLAs, users, actions and media types from 7.0 on. A map shows a host that links
 * the template: in no order of whole objects is everything there that the next one names.
 */
await onEachVersion(
  'a dashboard of a template that shows what comes after templates',
  (servers) => {
    const folder = useFolders();
    const dir = folder();
    let source: LabServer;
    let target: LabServer;

    beforeAll(async () => {
      source = await servers.lean();
      target = await servers.lean();
      await fill(source);
      await backUp(source, dir);
    });

    it('comes to a fresh server in one restore, row by row', async () => {
      const said = await expectExit(0, ['restore_config', '--json'], settings(target, dir));
      expect(said.json().done).toContainEqual(expect.objectContaining({ kind: 'templates', key: TEMPLATE }));
      expect(unlike(await compareServers(source, target, { secrets: false }))).toEqual([]);
    });

    it('is left alone after that: not one write call', async () => {
      const gateway = await servers.gateway(target);
      await expectExit(0, ['restore_config'], settings(gateway, dir));
      expect(writesThrough(gateway)).toEqual([]);
    });

    it('keeps its id where what it shows is there, and follows a service of another name', async () => {
      const ids = `select dashboardid from dashboard where name = '${DASHBOARD}'`;
      const before = await target.sql(ids);
      await target.sql("update widget set name = 'other' where type = 'map'");
      await expectExit(0, ['restore_config'], settings(target, dir));
      await expectEqual(target, dir);
      expect(await target.sql(ids)).toEqual(before);
      const api = await labApi(target);
      const [service] = await api.call<{ serviceid: string }[]>('service.get', { filter: { name: 'Below' } });
      await api.call('service.update', { serviceid: service?.serviceid, name: 'Renamed' });
      const { stdout } = await expectExit(3, ['diff'], settings(target, dir));
      expect(stdout).not.toContain('templates:');
      await expectExit(0, ['restore_config'], settings(target, dir));
      await expectEqual(target, dir);
      expect(await target.sql(ids)).toEqual(before);
    });

    it('is missing where what it shows is not restored; the template is there, and the report says what it lacks', async () => {
      const other = await servers.lean();
      const only = ['--only', `templates:${TEMPLATE},templategroups`];
      const said = await run(['restore_config', ...only, '--json'], settings(other, dir));
      expect(said.exitCode).toBe(1);
      expect(said.json().failed).toEqual([
        {
          kind: 'templates',
          key: TEMPLATE,
          reason: expect.stringMatching(
            /^it was created without a part of it: it needs .*the map "later".* which are not on the target$/u,
          ),
        },
      ]);
      expect(await other.sql(`select host from hosts where host = '${TEMPLATE}'`)).toHaveLength(1);
    });

    it('stays as it is where what it is to show is not restored along, and has its id when it is', async () => {
      const other = await servers.copy(target);
      const api = await labApi(other);
      const maps = await api.call<{ sysmapid: string }[]>('map.get', { filter: { name: 'later' } });
      const ids = 'select dashboardid, name from dashboard where templateid is not null order by dashboardid';
      await api.call('templatedashboard.create', {
        templateid: (
          await api.call<{ templateid: string }[]>('template.get', { filter: { host: TEMPLATE } })
        )[0]?.templateid,
        name: 'surplus',
        pages: [{}],
      });
      const before = await other.sql(ids);
      await api.call(
        'map.delete',
        maps.map(({ sysmapid }) => sysmapid),
      );
      const said = await run(
        ['restore_config', '--only', `templates:${TEMPLATE}`, '--json'],
        settings(other, dir),
      );
      expect(said.exitCode, said.stderr).toBe(1);
      expect(said.json().failed).toEqual([
        expect.objectContaining({ reason: expect.stringContaining('it was updated without a part of it') }),
      ]);
      expect(await other.sql(ids)).toEqual(before);
      await expectExit(0, ['restore_config'], settings(other, dir));
      await expectEqual(other, dir);
      expect(await other.sql(ids)).toEqual(before.filter(({ name }) => name !== 'surplus'));
    });

    it('brings what it shows with --with-dependencies', async () => {
      const other = await servers.lean();
      const only = ['--only', `templates:${TEMPLATE}`, '--with-dependencies'];
      await expectExit(0, ['restore_config', ...only], settings(other, dir));
      const shown = await other.sql(
        `select f.name from widget_field f join widget w on w.widgetid = f.widgetid
           join dashboard_page p on p.dashboard_pageid = w.dashboard_pageid
           join dashboard d on d.dashboardid = p.dashboardid
         where d.name = '${DASHBOARD}' order by f.name`,
      );
      expect(shown.map(({ name }) => name)).toEqual([
        'actionids.0',
        'mediatypeids.0',
        'serviceid.0',
        'slaid.0',
        'sysmapid.0',
        'url',
        'userids.0',
      ]);
    });
  },
  ['7.0'],
);

/** A template with such a dashboard, a host that links it, and all that it shows. */
async function fill(server: LabServer): Promise<void> {
  const api = await labApi(server);
  const made = async (kind: string, fields: object): Promise<string> => {
    const [ids = []] = Object.values(await api.call<Record<string, string[]>>(`${kind}.create`, fields));
    return ids[0] ?? '';
  };
  const groupid = await made('hostgroup', { name: 'later' });
  const templategroupid = await made('templategroup', { name: 'later' });
  const templateid = await made('template', { host: TEMPLATE, groups: [{ groupid: templategroupid }] });
  const hostid = await made('host', {
    host: 'shown',
    groups: [{ groupid }],
    templates: [{ templateid }],
  });
  const sysmapid = await made('map', {
    name: 'later',
    width: 100,
    height: 100,
    selements: [
      {
        elementtype: 0,
        elements: [{ hostid }],
        iconid_off: await firstImage(server),
        label: 'h',
        x: 1,
        y: 1,
      },
    ],
  });
  const above = await made('service', { name: 'Above', algorithm: 1, sortorder: 0 });
  const serviceid = await made('service', {
    name: 'Below',
    algorithm: 1,
    sortorder: 0,
    parents: [{ serviceid: above }],
  });
  const slaid = await made('sla', {
    name: 'later',
    period: 0,
    slo: 99,
    timezone: 'UTC',
    effective_date: 1_700_006_400,
    service_tags: [{ tag: 'a', value: 'b' }],
  });
  const mediatypeid = await made('mediatype', { name: 'later', type: 4, script: 'return 1;' });
  const [role] = await api.call<{ roleid: string }[]>('role.get', { filter: { name: 'User role' } });
  const userid = await made('user', {
    username: 'later',
    passwd: 'Fake-passw0rd',
    roleid: role?.roleid,
    usrgrps: [{ usrgrpid: await made('usergroup', { name: 'later' }) }],
  });
  const actionid = await made('action', {
    name: 'later',
    eventsource: 0,
    operations: [{ operationtype: 0, opmessage: { mediatypeid }, opmessage_usr: [{ userid }] }],
  });
  const widget = (type: string, x: number, fields: object[]): object => ({
    ...{ type, name: type, x, y: 0, width: 18, height: 5 },
    fields,
  });
  await made('templatedashboard', { templateid, name: 'plain', pages: [{}] });
  await made('templatedashboard', {
    templateid,
    name: DASHBOARD,
    pages: [
      {
        widgets: [
          widget('map', 0, [{ type: 8, name: 'sysmapid.0', value: sysmapid }]),
          widget('slareport', 18, [
            { type: 9, name: 'serviceid.0', value: serviceid },
            { type: 10, name: 'slaid.0', value: slaid },
          ]),
          widget('actionlog', 36, [
            { type: 11, name: 'userids.0', value: userid },
            { type: 12, name: 'actionids.0', value: actionid },
            { type: 13, name: 'mediatypeids.0', value: mediatypeid },
          ]),
          // An import makes CRLF of the line end: what comes later is set right too.
          widget('url', 54, [{ type: 1, name: 'url', value: 'https://127.0.0.1/\n' }]),
        ],
      },
    ],
  });
}

async function firstImage(server: LabServer): Promise<string> {
  const [image] = await server.sql<{ id: string }>('select min(imageid)::text as id from images');
  return image?.id ?? '';
}
