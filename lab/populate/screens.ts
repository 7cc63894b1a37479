import { createOne, type Fields, type Filling, idOf, itemOf, since } from './filling.ts';
import { GROUPS, HOSTS, MAPS, SCREENS, SHOWN, USER_GROUPS, USERS } from './names.ts';

/** Screens of users, which 5.0 has beside its dashboards: an element for every type of resource. */
export async function makeScreensOfUsers(filling: Filling): Promise<void> {
  if (since(filling, '6.0')) {
    return;
  }
  const hostid = idOf(filling, 'host', HOSTS.shown);
  const group = idOf(filling, 'hostgroup', GROUPS.servers);
  const resources: [resourcetype: number, resourceid: string, more?: Fields][] = [
    [0, idOf(filling, 'graph', SHOWN.graph), { width: 500, height: 100 }],
    [1, itemOf(filling, hostid, SHOWN.item), { width: 500, height: 100 }],
    [2, idOf(filling, 'map', MAPS.middle)],
    [3, itemOf(filling, hostid, SHOWN.otherItem), { elements: 20 }],
    [4, group, { style: 1 }],
    [5, '0', { style: 0 }],
    [6, '0'],
    [7, itemOf(filling, hostid, SHOWN.item), { style: 2 }],
    [7, '0', { style: 1 }],
    [9, group, { style: 0 }],
    [10, group, { style: 1, application: 'Lab <&> "ü"' }],
    [11, '0', { url: 'http://127.0.0.1/?a=1&b=<"ü">' }],
    [12, '0', { elements: 10, sort_triggers: 4 }],
    [13, '0', { elements: 30 }],
    [14, group, { elements: 5, sort_triggers: 1 }],
    [15, '0'],
    [16, hostid, { elements: 7 }],
    [19, idOf(filling, 'itemprototype', `${hostid}/${SHOWN.itemPrototype}`), { max_columns: 2 }],
    [20, idOf(filling, 'graphprototype', SHOWN.graphPrototype), { max_columns: 4, dynamic: 1 }],
  ];
  await createOne(filling, 'screen', {
    name: SCREENS.everything,
    hsize: 4,
    vsize: 5,
    userid: idOf(filling, 'user', USERS.operator),
    private: 1,
    screenitems: resources.map(([resourcetype, resourceid, more], index) => ({
      resourcetype,
      resourceid,
      rowspan: 1,
      colspan: 1,
      x: index % 4,
      y: Math.floor(index / 4),
      ...more,
    })),
    users: [
      { userid: idOf(filling, 'user', USERS.unicode), permission: 2 },
      { userid: idOf(filling, 'user', USERS.nobody), permission: 3 },
    ],
    userGroups: [{ usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night), permission: 2 }],
  });
  await createOne(filling, 'screen', { name: SCREENS.plain, hsize: 1, vsize: 1, private: 0 });
}
