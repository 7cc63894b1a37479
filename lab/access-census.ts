import type { LabServer } from './zabbix.ts';

/** Rows of tables with names in place of ids, by table: what the tests of a restore compare. */
export type TableRows = Readonly<Record<string, readonly string[]>>;

const name = (table: string, id: string, value: string, column = 'name'): string =>
  `(select ${column} from ${table} where ${id} = ${value})`;

/**
 * All that a server keeps of its users, user groups, roles, global macros and regular expressions, save passwords, of
 * which it only says whether there are any.
 */
export async function accessRows(server: LabServer): Promise<TableRows> {
  const since60 = server.version !== '5.0';
  const since70 = server.version === '7.0';
  const login = since60 ? 'username' : 'alias';
  const user = (value: string): string => name('users', 'userid', value, login);
  const queries: Record<string, string> = {
    globalmacro:
      'select macro, description, type, case when type = 1 then null else value end as value from globalmacro',
    regexps: 'select name, test_string from regexps',
    expressions: `select ${name('regexps', 'regexpid', 'e.regexpid')} as regexp, expression, expression_type, exp_delimiter, case_sensitive from expressions e`,
    usrgrp: `select name, gui_access, users_status, debug_mode ${since70 ? `, mfa_status, ${name('mfa', 'mfaid', 'g.mfaid')} as mfa, ${name('userdirectory', 'userdirectoryid', 'g.userdirectoryid')} as directory` : ''} from usrgrp g`,
    rights: `select ${name('usrgrp', 'usrgrpid', 'r.groupid')} as user_group, permission, ${name('hstgrp', 'groupid', 'r.id')} as "group" ${since70 ? `, ${name('hstgrp', 'groupid', 'r.id', 'type')} as type` : ''} from rights r`,
    tag_filter: `select ${name('usrgrp', 'usrgrpid', 't.usrgrpid')} as user_group, ${name('hstgrp', 'groupid', 't.groupid')} as "group", tag, value from tag_filter t`,
    users: `select ${login}, name, surname, url, autologin, autologout, lang, refresh, theme, rows_per_page, passwd <> '' as has_password, ${since60 ? `timezone, ${name('role', 'roleid', 'u.roleid')} as role` : 'type'} ${since70 ? `, ${name('userdirectory', 'userdirectoryid', 'u.userdirectoryid')} as directory` : ''} from users u`,
    users_groups: `select ${name('usrgrp', 'usrgrpid', 'g.usrgrpid')} as user_group, ${user('g.userid')} as "user" from users_groups g`,
    media: `select ${user('m.userid')} as "user", ${name('media_type', 'mediatypeid', 'm.mediatypeid')} as mediatype, sendto, active, severity, period from media m`,
    ...(since60
      ? {
          role: 'select name, type, readonly from role',
          role_rule: `select ${name('role', 'roleid', 'r.roleid')} as role, type, name, value_int, value_str,
            ${name('module', 'moduleid', 'r.value_moduleid', 'relative_path')} as module,
            ${name('services', 'serviceid', 'r.value_serviceid')} as service from role_rule r
            where name not like '%.id.%' and name not like 'modules.module.%' and name not like 'api.method.%'
            union all select ${name('role', 'roleid', 'r.roleid')}, type, regexp_replace(name, '\\.\\d+$', ''), value_int, value_str,
            ${name('module', 'moduleid', 'r.value_moduleid', 'relative_path')},
            ${name('services', 'serviceid', 'r.value_serviceid')} from role_rule r
            where name like '%.id.%' or name like 'modules.module.%' or name like 'api.method.%'`,
          token: `select ${user('t.userid')} as "user", name, description, status, expires_at from token t`,
        }
      : {}),
    ...(since70 ? directoryQueries() : {}),
  };
  const rows: Record<string, string[]> = {};
  for (const [table, query] of Object.entries(queries)) {
    rows[table] = (await server.sql<Record<string, string>>(query)).map((row) => JSON.stringify(row)).sort();
  }
  return rows;
}

function directoryQueries(): Record<string, string> {
  const directory = name('userdirectory', 'userdirectoryid', 'x.userdirectoryid');
  const role = name('role', 'roleid', 'x.roleid');
  return {
    mfa: "select type, name, hash_function, code_length, api_hostname, clientid, client_secret <> '' as has_secret from mfa",
    userdirectory: 'select name, description, idp_type, provision_status from userdirectory',
    userdirectory_ldap: `select ${directory} as directory, host, port, base_dn, search_attribute, bind_dn,
      bind_password <> '' as has_password, start_tls, search_filter, group_basedn, group_name, group_member, user_ref_attr,
      group_filter, group_membership, user_username, user_lastname from userdirectory_ldap x`,
    userdirectory_saml: `select ${directory} as directory, idp_entityid, sso_url, slo_url, username_attribute, sp_entityid,
      nameid_format, sign_messages, sign_assertions, sign_authn_requests, sign_logout_requests, sign_logout_responses,
      encrypt_nameid, encrypt_assertions, group_name, user_username, user_lastname, scim_status from userdirectory_saml x`,
    userdirectory_idpgroup: `select ${directory} as directory, ${role} as role, name from userdirectory_idpgroup x`,
    userdirectory_usrgrp: `select ${directory} as directory, x.name, ${name('usrgrp', 'usrgrpid', 'u.usrgrpid')} as user_group
      from userdirectory_usrgrp u join userdirectory_idpgroup x using (userdirectory_idpgroupid)`,
    userdirectory_media: `select ${directory} as directory, ${name('media_type', 'mediatypeid', 'x.mediatypeid')} as mediatype,
      name, attribute, active, severity, period from userdirectory_media x`,
    authentication: `select ${name('userdirectory', 'userdirectoryid', 'x.ldap_userdirectoryid')} as directory,
      ${name('mfa', 'mfaid', 'x.mfaid')} as mfa, mfa_status, ldap_auth_enabled, ldap_jit_status from config x`,
  };
}
