import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { OWNER_AND_SHARING } from './sharing.ts';
import { without } from './without.ts';

/** What an element shows, by its resource type (include/defines.inc.php, SCREEN_RESOURCE_*). */
const SHOWN = {
  '2': 'maps',
  '4': 'hostgroups',
  '5': 'hostgroups',
  '9': 'hostgroups',
  '10': 'hostgroups',
  '14': 'hostgroups',
  '16': 'hosts',
};
const INSIDE_HOSTS = {
  '0': 'graphs',
  '1': 'items',
  '3': 'items',
  '7': 'items',
  '19': 'itemprototypes',
  '20': 'graphprototypes',
};

/** Screens of 5.0; those of templates travel inside templates. From 5.4 on dashboards took their place. */
export const screens: Kind = {
  name: 'screens',
  singular: 'screen',
  before: '5.4',
  lookup: lookupBy('name', 'screen', 'screenid'),
  travel: {
    by: 'object',
    parameters: () => ({
      output: 'extend',
      selectScreenItems: 'extend',
      selectUsers: 'extend',
      selectUserGroups: 'extend',
    }),
    fromApi: (row) => ({
      ...without(row, 'screenid', 'templateid'),
      screenitems: objectsIn(row.screenitems).map((item) => without(item, 'screenitemid', 'screenid')),
      users: objectsIn(row.users).map((share) => without(share, 'screenuserid', 'screenid')),
      userGroups: objectsIn(row.userGroups).map((share) => without(share, 'screenusrgrpid', 'screenid')),
    }),
    update: 'changed',
    together: [
      ['hsize', 'vsize', 'screenitems'],
      ['private', 'users', 'userGroups'],
    ],
  },
  references: [
    ...OWNER_AND_SHARING,
    { path: 'screenitems[].resourceid', to: { by: 'resourcetype', kinds: SHOWN }, none: '0' },
    {
      path: 'screenitems[].resourceid',
      to: { by: 'resourcetype', kinds: INSIDE_HOSTS },
      none: '0',
      deferred: true,
    },
  ],
  key: (content: JsonObject) => text(content.name),
};
