import { create, createOne, type Fields, type Filling, idOf, itemOf, remember, since } from './filling.ts';
import {
  DASHBOARDS,
  GROUPS,
  HOSTS,
  MAPS,
  MEDIA_TYPES,
  REPORTS,
  SERVICES,
  SHOWN,
  TRIGGER_ACTIONS,
  USER_GROUPS,
  USERS,
} from './names.ts';

function field(type: number, name: string, value: string | number): Fields {
  return { type, name, value };
}

/** Dashboards of users: a widget for every type of field, widgets that follow each other, sharing. */
export async function makeUserDashboards(filling: Filling): Promise<void> {
  const newest = since(filling, '7.0');
  await remember(filling, 'service', 'serviceid', 'name');
  const owner = idOf(filling, 'user', USERS.operator);
  const users = [
    { userid: idOf(filling, 'user', USERS.unicode), permission: 3 },
    { userid: idOf(filling, 'user', USERS.nobody), permission: 2 },
  ];
  const userGroups = [
    { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night), permission: 2 },
    { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.operators), permission: 3 },
  ];
  const all = widgets(filling);
  const half = Math.ceil(all.length / 2);
  await createOne(filling, 'dashboard', {
    name: DASHBOARDS.everything,
    userid: owner,
    private: 1,
    users,
    userGroups,
    ...(since(filling, '6.0')
      ? {
          display_period: 120,
          auto_start: 0,
          pages: [
            { name: 'Zweite', display_period: 1800, widgets: all.slice(half) },
            { name: 'Erste <&> "ü"', widgets: all.slice(0, half) },
            { name: 'Empty' },
          ],
        }
      : { widgets: all }),
  });
  const linked = newest ? linkedWidgets(filling) : all.slice(0, 2);
  await createOne(filling, 'dashboard', {
    name: DASHBOARDS.linked,
    ...(since(filling, '6.0') ? { pages: [{ widgets: linked }] } : { widgets: linked }),
  });
  await createOne(filling, 'dashboard', {
    name: DASHBOARDS.empty,
    userid: idOf(filling, 'user', USERS.nobody),
    private: 0,
    ...(since(filling, '6.0') ? { pages: [{}] } : {}),
  });
}

/** A widget for every type of field that this version has. */
function widgets(filling: Filling): Fields[] {
  const newest = since(filling, '7.0');
  const hostid = idOf(filling, 'host', HOSTS.shown);
  const item = (key: string): string => itemOf(filling, hostid, key);
  // 7.0 numbers the fields that may hold several ids.
  const many = (name: string, index = 0): string => (newest ? `${name}.${index}` : name);
  const width = newest ? 24 : 8;
  const kinds: [type: string, fields: Fields[]][] = [
    [
      'problems',
      [
        field(2, many('groupids'), idOf(filling, 'hostgroup', GROUPS.servers)),
        field(2, many('groupids', 1), idOf(filling, 'hostgroup', GROUPS.emoji)),
        field(3, many('hostids'), hostid),
        field(0, 'show', 3),
      ],
    ],
    [
      'plaintext',
      [field(4, many('itemids'), item(SHOWN.item)), field(4, many('itemids', 1), item(SHOWN.webItem))],
    ],
    ['graph', [field(0, 'source_type', 1), field(4, many('itemid'), item(SHOWN.otherItem))]],
    ['graph', [field(0, 'source_type', 0), field(6, many('graphid'), idOf(filling, 'graph', SHOWN.graph))]],
    [
      'graphprototype',
      [
        field(0, 'source_type', 3),
        field(5, many('itemid'), idOf(filling, 'itemprototype', `${hostid}/${SHOWN.itemPrototype}`)),
      ],
    ],
    [
      'graphprototype',
      [
        field(0, 'source_type', 2),
        field(7, many('graphid'), idOf(filling, 'graphprototype', SHOWN.graphPrototype)),
      ],
    ],
    ['map', [field(8, many('sysmapid'), idOf(filling, 'map', MAPS.middle))]],
    ['url', [field(1, 'url', 'http://127.0.0.1/?a=1&b=<"ü">')]],
  ];
  if (since(filling, '6.0')) {
    kinds.push(['slareport', [field(9, many('serviceid'), idOf(filling, 'service', SERVICES.lonely))]]);
  }
  if (newest) {
    kinds.push([
      'actionlog',
      [
        field(11, 'userids.0', idOf(filling, 'user', USERS.unicode)),
        field(12, 'actionids.0', idOf(filling, 'action', TRIGGER_ACTIONS.everything)),
        field(13, 'mediatypeids.0', idOf(filling, 'mediatype', MEDIA_TYPES.webhook)),
      ],
    ]);
  }
  return kinds.map(([type, fields], index) => ({
    type,
    name: index % 2 === 0 ? `Widget ${index} <&> "ü"` : '',
    view_mode: index % 2,
    x: (index % 3) * width,
    y: Math.floor(index / 3) * 5,
    width,
    height: 5,
    fields,
  }));
}

/** Widgets of 7.0 that follow one another: a host navigator, and one that shows what is chosen in it. */
function linkedWidgets(filling: Filling): Fields[] {
  return [
    {
      type: 'hostnavigator',
      x: 0,
      y: 0,
      width: 24,
      height: 5,
      fields: [
        field(2, 'groupids.0', idOf(filling, 'hostgroup', GROUPS.root)),
        field(1, 'reference', 'LABAB'),
      ],
    },
    {
      type: 'problems',
      x: 24,
      y: 0,
      width: 24,
      height: 5,
      fields: [field(1, 'hostids._reference', 'LABAB._hostids'), field(1, 'reference', 'LABCD')],
    },
    {
      type: 'svggraph',
      x: 48,
      y: 0,
      width: 24,
      height: 5,
      fields: [
        field(1, 'ds.0.hosts.0', '*'),
        field(1, 'ds.0.items.0', 'shown.*'),
        field(1, 'ds.0.color', 'FF465C'),
        field(1, 'override_hostid._reference', 'LABAB._hostid'),
        field(1, 'time_period._reference', 'DASHBOARD._timeperiod'),
        field(1, 'reference', 'LABEF'),
      ],
    },
  ];
}

/** Scheduled reports, from 5.4 on. */
export async function makeReports(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) {
    return;
  }
  const user = (name: string): string => idOf(filling, 'user', name);
  await create(filling, 'report', [
    {
      name: REPORTS.weekly,
      userid: user(USERS.operator),
      dashboardid: idOf(filling, 'dashboard', DASHBOARDS.everything),
      description: 'first line\nsecond <&> "ü"',
      status: 0,
      period: 2,
      cycle: 1,
      weekdays: 37,
      start_time: 3600,
      active_since: '2030-01-02',
      active_till: '2031-02-03',
      subject: 'Subject <&> "ü"',
      message: 'Message\r\nof two lines',
      users: [
        { userid: user(USERS.unicode), exclude: 0, access_userid: user(USERS.operator) },
        { userid: user(USERS.nobody), exclude: 1 },
      ],
      user_groups: [
        { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night), access_userid: user(USERS.operator) },
        { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.operators) },
      ],
    },
    {
      name: REPORTS.daily,
      dashboardid: idOf(filling, 'dashboard', DASHBOARDS.empty),
      users: [{ userid: user(USERS.operator), exclude: 0 }],
    },
  ]);
}
