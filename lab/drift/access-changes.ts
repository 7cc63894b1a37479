import { from, idOf, since } from '../populate/filling.ts';
import { ACCESS, MEDIA_TYPES } from '../populate/names.ts';
import type { Change } from './drifting.ts';

export const alterGlobalMacros: Change = async (drifting) => {
  const id = (macro: string): { globalmacroid: string } => ({
    globalmacroid: idOf(drifting, 'globalmacro', macro),
  });
  await drifting.api.call('usermacro.updateglobal', [
    { ...id(ACCESS.macro), value: 'other', description: '' },
  ]);
  await drifting.api.call('usermacro.updateglobal', [
    { ...id(ACCESS.secretMacro), value: 'fake-other-secret' },
  ]);
  await drifting.api.call('usermacro.deleteglobal', [idOf(drifting, 'globalmacro', ACCESS.contextMacro)]);
  return 'global macros altered and deleted';
};

export const alterRegularExpressions: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  await drifting.api.call('regexp.update', {
    regexpid: idOf(drifting, 'regexp', ACCESS.regexp),
    test_string: 'other',
    expressions: [{ expression: 'other', expression_type: 0 }],
  });
  await drifting.api.call('regexp.delete', [idOf(drifting, 'regexp', ACCESS.otherRegexp)]);
  return 'regular expressions altered and deleted';
};

export const alterUserGroups: Change = async (drifting) => {
  const none = since(drifting, '7.0') ? { hostgroup_rights: [], templategroup_rights: [] } : { rights: [] };
  await drifting.api.call('usergroup.update', {
    usrgrpid: idOf(drifting, 'usergroup', ACCESS.group),
    gui_access: 0,
    debug_mode: 0,
    tag_filters: [],
    ...none,
  });
  return `user group "${ACCESS.group}" altered`;
};

export const deleteUserGroup: Change = async (drifting) => {
  await drifting.api.call('usergroup.delete', [idOf(drifting, 'usergroup', ACCESS.closedGroup)]);
  return `user group "${ACCESS.closedGroup}" deleted`;
};

export const alterUser: Change = async (drifting) => {
  await drifting.api.call('user.update', {
    userid: idOf(drifting, 'user', ACCESS.user),
    name: 'Other',
    theme: 'blue-theme',
    usrgrps: [{ usrgrpid: idOf(drifting, 'usergroup', ACCESS.group) }],
    [since(drifting, '6.0') ? 'medias' : 'user_medias']: [
      { mediatypeid: idOf(drifting, 'mediatype', MEDIA_TYPES.sms), sendto: 'other' },
    ],
    ...from(drifting, '6.0', { timezone: 'Europe/Riga' }),
  });
  return `user "${ACCESS.user}" altered`;
};

export const deleteUser: Change = async (drifting) => {
  await drifting.api.call('user.delete', [idOf(drifting, 'user', ACCESS.plainUser)]);
  return `user "${ACCESS.plainUser}" deleted`;
};

/** 5.0 has types of users in their place. */
export const alterRoles: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  await drifting.api.call('role.update', {
    roleid: idOf(drifting, 'role', ACCESS.role),
    type: 3,
    rules: {
      ui: [{ name: 'monitoring.maps', status: 1 }],
      'services.read.mode': 1,
      'services.read.list': [],
      'services.read.tag': { tag: '', value: '' },
      'modules.default_access': 1,
      'api.mode': 0,
      api: [],
    },
  });
  return `role "${ACCESS.role}" altered`;
};

/** After the deletion of the user who has it. */
export const deleteRole: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  await drifting.api.call('role.delete', [idOf(drifting, 'role', ACCESS.otherRole)]);
  return `role "${ACCESS.otherRole}" deleted`;
};
