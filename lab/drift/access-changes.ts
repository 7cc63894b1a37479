import { from, idOf, remember, since } from '../populate/filling.ts';
import { ACCESS, DIRECTORIES, MEDIA_TYPES } from '../populate/names.ts';
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

/** The directory keeps its host: another one is taken along with the bind password only. */
export const alterUserDirectories: Change = async (drifting) => {
  if (!since(drifting, '7.0')) return undefined;
  await remember(drifting, 'userdirectory', 'userdirectoryid', 'name');
  const id = (name: string): { userdirectoryid: string } => ({
    userdirectoryid: idOf(drifting, 'userdirectory', name),
  });
  await drifting.api.call('userdirectory.update', [
    { ...id(DIRECTORIES.ldap), description: '', provision_status: 0, search_filter: 'other' },
    { ...id(''), name: 'SAML', provision_status: 0, sp_entityid: 'other' },
  ]);
  await drifting.api.call('authentication.update', { ldap_auth_enabled: 0, ldap_jit_status: 0 });
  await drifting.api.call('userdirectory.delete', [idOf(drifting, 'userdirectory', DIRECTORIES.other)]);
  return 'user directories altered and deleted';
};

export const alterMfaMethods: Change = async (drifting) => {
  if (!since(drifting, '7.0')) return undefined;
  await remember(drifting, 'mfa', 'mfaid', 'name');
  await drifting.api.call('authentication.update', { mfa_status: 0, mfaid: 0 });
  await drifting.api.call('usergroup.update', {
    usrgrpid: idOf(drifting, 'usergroup', DIRECTORIES.mfaGroup),
    mfa_status: 0,
  });
  await drifting.api.call('mfa.update', {
    mfaid: idOf(drifting, 'mfa', DIRECTORIES.totp),
    hash_function: 1,
    code_length: 6,
  });
  await drifting.api.call('mfa.delete', [idOf(drifting, 'mfa', DIRECTORIES.duo)]);
  return 'MFA methods altered and deleted';
};

export const alterTokens: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  const tokens = await drifting.api.call<{ tokenid: string; name: string }[]>('token.get', {
    output: ['tokenid', 'name'],
    userids: [idOf(drifting, 'user', ACCESS.user)],
  });
  const id = (name: string): string | undefined => tokens.find((token) => token.name === name)?.tokenid;
  await drifting.api.call('token.update', {
    tokenid: id(DIRECTORIES.token),
    description: '',
    status: 0,
    expires_at: 0,
  });
  await drifting.api.call('token.delete', [id(DIRECTORIES.sameToken)]);
  return 'API tokens altered and deleted';
};
