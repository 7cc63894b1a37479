import { idOf, remember, since } from '../populate/filling.ts';
import { DASHBOARDS, ICON_MAPS, IMAGES, MAPS, REPORTS, SCREENS } from '../populate/names.ts';
import { GIF } from '../populate/pictures.ts';
import type { Change, Drifting } from './drifting.ts';

export const alterImage: Change = async (drifting) => {
  await remember(drifting, 'image', 'imageid', 'name');
  await drifting.api.call('image.update', { imageid: idOf(drifting, 'image', IMAGES.icon), image: GIF });
  return `content of image "${IMAGES.icon}" altered`;
};

export const alterIconMap: Change = async (drifting) => {
  await remember(drifting, 'image', 'imageid', 'name');
  await remember(drifting, 'iconmap', 'iconmapid', 'name');
  await drifting.api.call('iconmap.update', {
    iconmapid: idOf(drifting, 'iconmap', ICON_MAPS.main),
    mappings: [{ iconid: idOf(drifting, 'image', IMAGES.icon), inventory_link: 1, expression: 'only' }],
  });
  return `mappings of icon map "${ICON_MAPS.main}" altered`;
};

/** Takes an element out of one map, with its links, and the sharing off another. */
export const alterMaps: Change = async (drifting) => {
  await remember(drifting, 'map', 'sysmapid', 'name');
  const sysmapid = idOf(drifting, 'map', MAPS.middle);
  const [map] = await drifting.api.call<{ selements: { selementid: string }[] }[]>('map.get', {
    sysmapids: [sysmapid],
    selectSelements: 'extend',
  });
  await drifting.api.call('map.update', [
    { sysmapid, selements: map?.selements.slice(1), links: [], shapes: [], severity_min: 0 },
    { sysmapid: idOf(drifting, 'map', MAPS.above), private: 0, users: [], userGroups: [] },
  ]);
  return `maps "${MAPS.middle}" and "${MAPS.above}" altered`;
};

export const alterDashboard: Change = async (drifting) => {
  await remember(drifting, 'dashboard', 'dashboardid', 'name');
  const widgets = [{ type: 'clock', x: 0, y: 0, width: 4, height: 4 }];
  await drifting.api.call('dashboard.update', {
    dashboardid: idOf(drifting, 'dashboard', DASHBOARDS.everything),
    private: 0,
    users: [],
    ...(since(drifting, '6.0') ? { pages: [{ widgets }] } : { widgets }),
  });
  return `widgets and sharing of dashboard "${DASHBOARDS.everything}" altered`;
};

/** Screens are of 5.0. */
export const alterScreen: Change = async (drifting) => {
  if (since(drifting, '6.0')) {
    return undefined;
  }
  await remember(drifting, 'screen', 'screenid', 'name');
  await drifting.api.call('screen.update', {
    screenid: idOf(drifting, 'screen', SCREENS.everything),
    hsize: 1,
    vsize: 1,
    screenitems: [],
  });
  return `elements of screen "${SCREENS.everything}" taken away`;
};

/** Reports came with 5.4. */
export const alterReport: Change = async (drifting) => {
  if (!since(drifting, '6.0')) {
    return undefined;
  }
  await remember(drifting, 'report', 'reportid', 'name');
  await drifting.api.call('report.update', {
    reportid: idOf(drifting, 'report', REPORTS.weekly),
    cycle: 0,
    weekdays: 0,
    active_till: '',
    user_groups: [],
  });
  return `report "${REPORTS.weekly}" altered`;
};

export const deleteVisual: Change = async (drifting) => {
  await remember(drifting, 'image', 'imageid', 'name');
  const deleted = [
    await remove(drifting, 'image', 'imageid', IMAGES.unused),
    await remove(drifting, 'iconmap', 'iconmapid', ICON_MAPS.plain),
    await remove(drifting, 'map', 'sysmapid', MAPS.plain),
    ...(since(drifting, '6.0')
      ? [await remove(drifting, 'report', 'reportid', REPORTS.daily)]
      : [await remove(drifting, 'screen', 'screenid', SCREENS.plain)]),
    await remove(drifting, 'dashboard', 'dashboardid', DASHBOARDS.linked),
  ];
  return `deleted: ${deleted.join(', ')}`;
};

async function remove(drifting: Drifting, kind: string, idField: string, name: string): Promise<string> {
  await remember(drifting, kind, idField, 'name');
  await drifting.api.call(`${kind}.delete`, [idOf(drifting, kind, name)]);
  return `${kind} "${name}"`;
}
