import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { type JsonObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** User groups with what they may see. Who is in them stands with the users, and only there. */
export const userGroups: Kind = {
  name: 'usergroups',
  singular: 'user group',
  audited: ['11'],
  lookup: lookupBy('name', 'usergroup', 'usrgrpid'),
  travel: {
    by: 'object',
    parameters: (version) => ({
      output: 'extend',
      ...(atLeast(version, '6.2')
        ? { selectHostGroupRights: 'extend', selectTemplateGroupRights: 'extend' }
        : { selectRights: 'extend' }),
      selectTagFilters: 'extend',
    }),
    fromApi,
    update: 'changed',
    // A new host group takes the rights of the one above it (CHostGroup::inheritUserGroupsData).
    changedByOthers: true,
    together: [
      ['gui_access', 'userdirectoryid'],
      ['mfa_status', 'mfaid'],
    ],
  },
  references: [
    // What discovery makes may come long after: until then there is nothing to have a right to, and users can log in.
    { path: 'rights[].id', to: 'hostgroups', before: '6.2', deferred: true },
    { path: 'hostgroup_rights[].id', to: 'hostgroups', since: '6.2', deferred: true },
    { path: 'templategroup_rights[].id', to: 'templategroups', since: '6.2' },
    { path: 'tag_filters[].groupid', to: 'hostgroups', deferred: true },
    { path: 'userdirectoryid', to: 'userdirectories', none: '0', since: '6.4', deferred: true },
    { path: 'mfaid', to: 'mfas', none: '0', since: '7.0' },
  ],
  shownInPart: true,
  key: (content) => text(content.name),
};

/** Values of `gui_access` with which a group may have a user directory: system default and LDAP. */
const WITH_DIRECTORY = new Set(['0', '2']);
const MFA_ENABLED = '1';

function fromApi(row: JsonObject, _version: ZabbixVersion): JsonObject {
  const group = without(row, 'usrgrpid', 'users');
  if (!WITH_DIRECTORY.has(text(group.gui_access))) delete group.userdirectoryid;
  // Which method a group without one would have is not kept by Zabbix either (CUserGroup::addFieldDefaultsByType).
  if (text(group.mfa_status) !== MFA_ENABLED) delete group.mfaid;
  return group;
}
