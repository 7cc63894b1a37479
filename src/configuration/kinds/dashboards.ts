import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { Kind, Reference } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { OWNER_AND_SHARING } from './sharing.ts';
import { without } from './without.ts';

/** Fields of widgets by their type, which says what their value is an id of (CDashboardGeneral). */
const SHOWN = { '2': 'hostgroups', '3': 'hosts', '8': 'maps' };
const SHOWN_SINCE_6_0 = { '9': 'services', '10': 'slas' };
const SHOWN_SINCE_7_0 = { '11': 'users', '12': 'actions', '13': 'mediatypes' };
const INSIDE_HOSTS = { '4': 'items', '5': 'itemprototypes', '6': 'graphs', '7': 'graphprototypes' };

function shownBy(widgets: string, where: { since?: string; before?: string }): Reference[] {
  const path = `${widgets}.fields[].value`;
  return [
    { path, to: { by: 'type', kinds: SHOWN }, ...where },
    // What discovery makes may come long after: the dashboard is there without that widget until then.
    { path, to: { by: 'type', kinds: INSIDE_HOSTS }, deferred: widgets, ...where },
  ];
}

/** Dashboards of users: pages with widgets from 5.4 on, widgets before. Those of templates travel inside templates. */
export const dashboards: Kind = {
  name: 'dashboards',
  singular: 'dashboard',
  audited: ['33'],
  lookup: lookupBy('name', 'dashboard', 'dashboardid'),
  travel: {
    by: 'object',
    parameters: (version) => ({
      output: 'extend',
      selectUsers: 'extend',
      selectUserGroups: 'extend',
      ...(atLeast(version, '5.4') ? { selectPages: 'extend' } : { selectWidgets: 'extend' }),
    }),
    fromApi,
    ordered: ['pages'],
    update: 'changed',
    together: [['private', 'users', 'userGroups']],
  },
  references: [
    ...OWNER_AND_SHARING,
    ...shownBy('widgets[]', { before: '5.4' }),
    ...shownBy('pages[].widgets[]', { since: '5.4' }),
    { path: 'pages[].widgets[].fields[].value', to: { by: 'type', kinds: SHOWN_SINCE_6_0 }, since: '6.0' },
    { path: 'pages[].widgets[].fields[].value', to: { by: 'type', kinds: SHOWN_SINCE_7_0 }, since: '7.0' },
  ],
  key: (content) => text(content.name),
};

function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const dashboard = without(row, 'dashboardid', 'uuid', 'templateid');
  if (!atLeast(version, '5.4')) return { ...dashboard, widgets: widgetsOf(row) };
  return {
    ...dashboard,
    pages: objectsIn(row.pages).map((page) => ({
      ...without(page, 'dashboard_pageid', 'dashboardid'),
      widgets: widgetsOf(page),
    })),
  };
}

function widgetsOf(holder: JsonObject): JsonObject[] {
  return objectsIn(holder.widgets).map((widget) => without(widget, 'widgetid', 'dashboard_pageid'));
}
