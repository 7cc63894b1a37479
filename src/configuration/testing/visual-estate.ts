import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';

const SHARING = {
  userid: 'operator',
  users: [{ userid: 'operator', permission: '2' }],
  userGroups: [{ usrgrpid: 'Operators', permission: '3' }],
};

/** Images, icon maps, maps, dashboards, screens and reports of the estate: every place of theirs that names another. */
export function visualOf(
  version: ZabbixVersion,
  name: (object: string) => string,
  trigger: string,
): Record<string, Record<string, JsonObject>> {
  const shown = [
    { type: '2', value: name('linux') },
    { type: '3', value: name('web') },
    { type: '4', value: `${name('web')}/k` },
    { type: '5', value: `${name('web')}/p` },
    { type: '6', value: `${name('web')}/g` },
    { type: '7', value: `${name('web')}/g` },
    { type: '8', value: 'overview' },
    // No id, though an object is called the same.
    { type: '1', value: 'overview' },
    ...(atLeast(version, '6.0')
      ? [
          { type: '9', value: name('shop') },
          { type: '10', value: 'gold' },
        ]
      : []),
    ...(atLeast(version, '7.0')
      ? [
          { type: '11', value: 'operator' },
          { type: '12', value: 'report' },
          { type: '13', value: 'mail' },
        ]
      : []),
  ];
  const widgets = [{ type: 'any', fields: shown }];
  return {
    images: { icon: { name: 'icon', imagetype: '1', image: 'AAAA' } },
    iconmaps: { byos: { name: 'byos', default_iconid: 'icon', mappings: [{ iconid: 'icon' }] } },
    maps: {
      detail: { name: 'detail', ...SHARING, backgroundid: null, iconmapid: null, selements: [], links: [] },
      overview: mapOf(name, trigger),
    },
    dashboards: {
      noc: {
        name: 'noc',
        ...SHARING,
        ...(atLeast(version, '5.4') ? { pages: [{ widgets }] } : { widgets }),
      },
    },
    ...(atLeast(version, '5.4')
      ? {
          reports: {
            weekly: {
              name: 'weekly',
              userid: 'operator',
              dashboardid: 'noc',
              users: [{ userid: 'operator', access_userid: 'operator' }],
              user_groups: [{ usrgrpid: 'Operators', access_userid: 'operator' }],
            },
          },
        }
      : { screens: { wall: screenOf(name) } }),
  };
}

function mapOf(name: (object: string) => string, trigger: string): JsonObject {
  const icons = {
    iconid_off: 'icon',
    iconid_on: 'icon',
    iconid_disabled: 'icon',
    iconid_maintenance: 'icon',
  };
  const elements = [
    { hostid: name('web') },
    { groupid: name('linux') },
    { triggerid: trigger },
    { sysmapid: 'detail' },
  ];
  return {
    name: 'overview',
    ...SHARING,
    backgroundid: 'icon',
    iconmapid: 'byos',
    selements: elements.map((element, index) => ({ place: `${index},0`, elements: [element], ...icons })),
    links: [{ from: '0,0', to: '1,0', linktriggers: [{ triggerid: trigger }] }],
  };
}

function screenOf(name: (object: string) => string): JsonObject {
  const inside = (object: string): string => `${name('web')}/${object}`;
  const resources: Record<string, string | null> = {
    '0': inside('g'),
    '1': inside('k'),
    '2': 'overview',
    '3': inside('k'),
    '4': name('linux'),
    '5': name('linux'),
    '7': inside('k'),
    '9': name('linux'),
    '10': name('linux'),
    '14': name('linux'),
    '15': null,
    '16': name('web'),
    '19': inside('p'),
    '20': inside('g'),
  };
  return {
    name: 'wall',
    ...SHARING,
    screenitems: Object.entries(resources).map(([resourcetype, resourceid]) => ({
      resourcetype,
      resourceid,
    })),
  };
}
