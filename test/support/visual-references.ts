import type { Query } from './references.ts';

/** A statement for the one field of an object that its id stands for. */
function named(table: string, idField: string, id: string, name = 'name'): string {
  return `(select x_.${name} from ${table} x_ where x_.${idField} = ${id})`;
}

const image = (id: string): string => named('images', 'imageid', id);
const map = (id: string): string => named('sysmaps', 'sysmapid', id);
const group = (id: string): string => named('hstgrp', 'groupid', id);
const host = (id: string): string => named('hosts', 'hostid', id, 'host');
const graph = (id: string): string => named('graphs', 'graphid', id);
const trigger = (id: string): string => named('triggers', 'triggerid', id, 'description');
const item = (id: string): string =>
  `(select h_.host || '/' || i_.key_ from items i_ join hosts h_ on h_.hostid = i_.hostid where i_.itemid = ${id})`;
/** An element of a map has no name: where it stands, what it is and says, and its icon. */
const element = (id: string): string =>
  `(select e_.x || ',' || e_.y || ' ' || e_.elementtype || ' ' || e_.label || ' ' || i_.name
    from sysmaps_elements e_ left join images i_ on i_.imageid = e_.iconid_off where e_.selementid = ${id})`;

/**
 * Every column of images, icon maps, maps, dashboards, screens and reports that is configuration, ids by names. The
 * values of secrets and what changes by itself are not among them.
 */
export function visualQueries(version: string): Record<string, Query> {
  const user = (id: string): string => named('users', 'userid', id, version === '5.0' ? 'alias' : 'username');
  const userGroup = (id: string): string => named('usrgrp', 'usrgrpid', id);
  return {
    ...pictures(),
    ...maps(version, user, userGroup),
    ...(version === '5.0' ? screens(user, userGroup) : reports(user, userGroup)),
    ...dashboards(version, user, userGroup),
  };
}

type Named = (id: string) => string;

function pictures(): Record<string, Query> {
  return {
    images: { columns: ['i.name', 'i.imagetype', 'md5(i.image)'], from: 'from images i' },
    'icon maps': { columns: ['m.name', image('m.default_iconid')], from: 'from icon_map m' },
    'mappings of icon maps': {
      columns: ['m.name', 'p.sortorder', image('p.iconid'), 'p.inventory_link', 'p.expression'],
      from: 'from icon_mapping p join icon_map m on m.iconmapid = p.iconmapid',
    },
  };
}

function maps(version: string, user: Named, userGroup: Named): Record<string, Query> {
  const own = [
    ...['width', 'height', 'label_type', 'label_location', 'highlight', 'expandproblem', 'markelements'],
    ...['show_unack', 'grid_size', 'grid_show', 'grid_align', 'label_format', 'label_type_host'],
    ...['label_type_hostgroup', 'label_type_trigger', 'label_type_map', 'label_type_image'],
    ...['label_string_host', 'label_string_hostgroup', 'label_string_trigger', 'label_string_map'],
    ...['label_string_image', 'expand_macros', 'severity_min', 'private', 'show_suppressed'],
  ].map((column) => `m.${column}`);
  const ofElement = [
    ...['elementtype', 'label', 'label_location', 'x', 'y', 'elementsubtype', 'areatype', 'width', 'height'],
    ...['viewtype', 'use_iconmap', version === '5.0' ? 'application' : 'evaltype'],
  ].map((column) => `e.${column}`);
  const ofShape = [
    ...['type', 'x', 'y', 'width', 'height', 'text', 'font', 'font_size', 'font_color', 'text_halign'],
    ...['text_valign', 'border_type', 'border_width', 'border_color', 'background_color', 'zindex'],
  ].map((column) => `s.${column}`);
  const shown = `case e.elementtype when 0 then ${host('e.elementid')} when 1 then ${map('e.elementid')}
    when 3 then ${group('e.elementid')} end`;
  const on = 'join sysmaps m on m.sysmapid =';
  return {
    maps: {
      columns: [
        'm.name',
        image('m.backgroundid'),
        named('icon_map', 'iconmapid', 'm.iconmapid'),
        user('m.userid'),
        ...own,
      ],
      from: 'from sysmaps m',
    },
    'elements of maps': {
      columns: [
        'm.name',
        shown,
        ...['off', 'on', 'disabled', 'maintenance'].map((icon) => image(`e.iconid_${icon}`)),
        ...ofElement,
      ],
      from: `from sysmaps_elements e ${on} e.sysmapid`,
    },
    'triggers of elements': {
      columns: ['m.name', element('t.selementid'), trigger('t.triggerid')],
      from: `from sysmap_element_trigger t join sysmaps_elements e on e.selementid = t.selementid ${on} e.sysmapid`,
    },
    'URLs of elements': {
      columns: ['m.name', element('u.selementid'), 'u.name', 'u.url'],
      from: `from sysmap_element_url u join sysmaps_elements e on e.selementid = u.selementid ${on} e.sysmapid`,
    },
    ...(version !== '5.0' && {
      'tags of elements': {
        columns: ['m.name', element('t.selementid'), 't.tag', 't.value', 't.operator'],
        from: `from sysmaps_element_tag t join sysmaps_elements e on e.selementid = t.selementid ${on} e.sysmapid`,
      },
    }),
    'links of maps': {
      columns: [
        'm.name',
        element('l.selementid1'),
        element('l.selementid2'),
        'l.drawtype',
        'l.color',
        'l.label',
      ],
      from: `from sysmaps_links l ${on} l.sysmapid`,
    },
    'triggers of links': {
      columns: ['m.name', 'l.color', trigger('t.triggerid'), 't.drawtype', 't.color'],
      from: `from sysmaps_link_triggers t join sysmaps_links l on l.linkid = t.linkid ${on} l.sysmapid`,
    },
    'shapes of maps': {
      columns: ['m.name', 'rank() over (partition by m.name order by s.sysmap_shapeid)', ...ofShape],
      from: `from sysmap_shape s ${on} s.sysmapid`,
    },
    'URLs of maps': {
      columns: ['m.name', 'u.name', 'u.url', 'u.elementtype'],
      from: `from sysmap_url u ${on} u.sysmapid`,
    },
    'users of maps': {
      columns: ['m.name', user('s.userid'), 's.permission'],
      from: `from sysmap_user s ${on} s.sysmapid`,
    },
    'user groups of maps': {
      columns: ['m.name', userGroup('s.usrgrpid'), 's.permission'],
      from: `from sysmap_usrgrp s ${on} s.sysmapid`,
    },
  };
}

function dashboards(version: string, user: Named, userGroup: Named): Record<string, Query> {
  const paged = version !== '5.0';
  const pages = paged
    ? `join dashboard_page p on p.dashboard_pageid = w.dashboard_pageid
       join dashboard d on d.dashboardid = p.dashboardid where d.templateid is null`
    : 'join dashboard d on d.dashboardid = w.dashboardid';
  const onPage = paged ? ['p.sortorder', 'p.name', 'p.display_period'] : [];
  const onDashboard = paged ? ['d.display_period', 'd.auto_start'] : [];
  const widget = ['d.name', ...onPage.slice(0, 1), 'w.type', 'w.name', 'w.x', 'w.y'];
  const values = [
    ...[
      'f.value_int',
      'f.value_str',
      group('f.value_groupid'),
      host('f.value_hostid'),
      item('f.value_itemid'),
    ],
    ...[graph('f.value_graphid'), map('f.value_sysmapid')],
    ...(paged
      ? [named('services', 'serviceid', 'f.value_serviceid'), named('sla', 'slaid', 'f.value_slaid')]
      : []),
    ...(version === '7.0'
      ? [
          user('f.value_userid'),
          named('actions', 'actionid', 'f.value_actionid'),
          named('media_type', 'mediatypeid', 'f.value_mediatypeid'),
        ]
      : []),
  ];
  return {
    dashboards: {
      columns: ['d.name', user('d.userid'), 'd.private', ...onDashboard],
      from: `from dashboard d ${paged ? 'where d.templateid is null' : ''}`,
    },
    ...(paged && {
      'pages of dashboards': {
        columns: ['d.name', ...onPage],
        from: `from dashboard_page p join dashboard d on d.dashboardid = p.dashboardid where d.templateid is null`,
      },
    }),
    'widgets of dashboards': {
      columns: [...widget, 'w.width', 'w.height', 'w.view_mode'],
      from: `from widget w ${pages}`,
    },
    'fields of widgets': {
      columns: [...widget, 'f.type', 'f.name', ...values],
      from: `from widget_field f join widget w on w.widgetid = f.widgetid ${pages}`,
    },
    'users of dashboards': {
      columns: ['d.name', user('s.userid'), 's.permission'],
      from: 'from dashboard_user s join dashboard d on d.dashboardid = s.dashboardid',
    },
    'user groups of dashboards': {
      columns: ['d.name', userGroup('s.usrgrpid'), 's.permission'],
      from: 'from dashboard_usrgrp s join dashboard d on d.dashboardid = s.dashboardid',
    },
  };
}

function reports(user: Named, userGroup: Named): Record<string, Query> {
  const own = [
    'description',
    'status',
    'period',
    'cycle',
    'weekdays',
    'start_time',
    'active_since',
    'active_till',
  ];
  const on = 'join report r on r.reportid = s.reportid';
  return {
    reports: {
      columns: [
        'r.name',
        user('r.userid'),
        named('dashboard', 'dashboardid', 'r.dashboardid'),
        ...own.map((column) => `r.${column}`),
      ],
      from: 'from report r',
    },
    'messages of reports': { columns: ['r.name', 's.name', 's.value'], from: `from report_param s ${on}` },
    'users of reports': {
      columns: ['r.name', user('s.userid'), 's.exclude', user('s.access_userid')],
      from: `from report_user s ${on}`,
    },
    'user groups of reports': {
      columns: ['r.name', userGroup('s.usrgrpid'), user('s.access_userid')],
      from: `from report_usrgrp s ${on}`,
    },
  };
}

function screens(user: Named, userGroup: Named): Record<string, Query> {
  const own = [
    ...['resourcetype', 'width', 'height', 'x', 'y', 'colspan', 'rowspan', 'elements', 'valign', 'halign'],
    ...['style', 'url', 'dynamic', 'sort_triggers', 'application', 'max_columns'],
  ].map((column) => `e.${column}`);
  const resource = `case when e.resourcetype in (0, 20) then ${graph('e.resourceid')}
    when e.resourcetype in (1, 3, 7, 19) then ${item('e.resourceid')} when e.resourcetype = 2 then ${map('e.resourceid')}
    when e.resourcetype in (4, 5, 9, 10, 14) then ${group('e.resourceid')}
    when e.resourcetype = 16 then ${host('e.resourceid')} end`;
  const on = 'join screens s on s.screenid = e.screenid';
  return {
    screens: {
      columns: ['s.name', 's.hsize', 's.vsize', user('s.userid'), 's.private'],
      from: 'from screens s where s.templateid is null',
    },
    'elements of screens': {
      columns: ['s.name', resource, ...own],
      from: `from screens_items e ${on} where s.templateid is null`,
    },
    'users of screens': {
      columns: ['s.name', user('e.userid'), 'e.permission'],
      from: `from screen_user e ${on}`,
    },
    'user groups of screens': {
      columns: ['s.name', userGroup('e.usrgrpid'), 'e.permission'],
      from: `from screen_usrgrp e ${on}`,
    },
  };
}
