import { create, type Filling, idOf, since } from './filling.ts';
import { ACCESS, DIRECTORIES, MEDIA_TYPES, ROLES, USER_GROUPS } from './names.ts';

const NOWHERE = { port: '9', base_dn: 'ou=Lab,dc=example', search_attribute: 'uid' };

/** User directories, MFA methods and API tokens, and the groups that name them. Made after users. */
export async function makeDirectories(filling: Filling): Promise<void> {
  if (since(filling, '7.0')) {
    await makeMfas(filling);
    await makeUserDirectories(filling);
  }
  if (since(filling, '6.0')) await makeTokens(filling);
}

async function makeMfas(filling: Filling): Promise<void> {
  await create(filling, 'mfa', [
    { name: DIRECTORIES.totp, type: 1, hash_function: 3, code_length: 8 },
    {
      name: DIRECTORIES.duo,
      type: 2,
      api_hostname: 'duo.example.invalid',
      clientid: 'fake-client',
      client_secret: 'fake-client-secret',
    },
  ]);
  await create(filling, 'usergroup', [
    { name: DIRECTORIES.mfaGroup, mfa_status: 1, mfaid: idOf(filling, 'mfa', DIRECTORIES.totp) },
    { name: DIRECTORIES.defaultMfaGroup, mfa_status: 1, mfaid: 0 },
  ]);
}

/** A directory provides the group that names it. */
async function makeUserDirectories(filling: Filling): Promise<void> {
  const group = (name: string): { usrgrpid: string } => ({ usrgrpid: idOf(filling, 'usergroup', name) });
  const role = (name: string): { roleid: string } => ({ roleid: idOf(filling, 'role', name) });
  const medium = (name: string): { mediatypeid: string } => ({
    mediatypeid: idOf(filling, 'mediatype', name),
  });
  await create(filling, 'usergroup', [{ name: DIRECTORIES.group, gui_access: 2 }]);
  await create(filling, 'userdirectory', [
    { name: DIRECTORIES.other, idp_type: 1, host: 'ldap://127.0.0.1', ...NOWHERE },
    {
      name: DIRECTORIES.ldap,
      idp_type: 1,
      description: 'two\nlines',
      host: 'ldaps://127.0.0.1',
      ...NOWHERE,
      bind_dn: 'cn="Zürich & co"',
      bind_password: 'fake-bind-password',
      start_tls: 1,
      search_filter: '(&(objectClass=person)(%{attr}=%{user}))',
      provision_status: 1,
      group_basedn: 'ou=Groups,dc=example',
      group_name: 'cn',
      group_member: 'member',
      group_filter: '(member=%{ref})',
      group_membership: 'memberOf',
      user_username: 'givenName',
      user_lastname: 'sn',
      user_ref_attr: 'uid',
      provision_groups: [
        {
          name: 'zabbix-*',
          ...role(ROLES.reader),
          user_groups: [group(DIRECTORIES.group), group(USER_GROUPS.night)],
        },
        { name: 'ops "&" <more>', ...role(ACCESS.role), user_groups: [group(ACCESS.group)] },
      ],
      provision_media: [
        { name: 'Mail', ...medium(MEDIA_TYPES.email), attribute: 'mail' },
        {
          name: 'Mail',
          ...medium(MEDIA_TYPES.email),
          attribute: 'otherMail',
          active: 1,
          severity: 48,
          period: '1-5,09:00-18:00',
        },
      ],
    },
    {
      name: '',
      idp_type: 2,
      idp_entityid: 'lab-idp',
      sso_url: 'https://127.0.0.1/sso',
      slo_url: 'https://127.0.0.1/slo',
      username_attribute: 'uid',
      sp_entityid: 'lab-sp',
      nameid_format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      sign_assertions: 1,
      encrypt_nameid: 1,
      scim_status: 1,
      provision_status: 1,
      group_name: 'groups',
      user_username: 'first',
      user_lastname: 'last',
      provision_groups: [{ name: '*', ...role(ROLES.reader), user_groups: [group(USER_GROUPS.night)] }],
    },
  ]);
  await filling.api.call('usergroup.update', {
    ...group(DIRECTORIES.group),
    userdirectoryid: idOf(filling, 'userdirectory', DIRECTORIES.ldap),
  });
}

/** A name is unique for its user only. */
async function makeTokens(filling: Filling): Promise<void> {
  const user = idOf(filling, 'user', ACCESS.user);
  const plain = idOf(filling, 'user', ACCESS.plainUser);
  const far = 2_147_400_000;
  await filling.api.call('token.create', [
    { name: DIRECTORIES.token, userid: user, description: 'two\nlines <&>', status: 1, expires_at: far },
    { name: DIRECTORIES.sameToken, userid: user, expires_at: 1 },
    { name: DIRECTORIES.sameToken, userid: plain, expires_at: 0 },
  ]);
}
