import { type JsonObject, text } from '../../json.ts';
import { type ConversionStep, type Draft, draftsOf } from '../draft.ts';

/** As Zabbix's own upgrade names it (6.2). */
const LDAP_NAME = 'Default LDAP server';

/** The one of SAML has no name, see kinds/userdirectories.ts. */
const SAML_KEY = '(SAML)';

const PROVIDES_NOTHING = {
  description: '',
  provision_status: '0',
  provision_groups: [],
  provision_media: [],
};

/** 6.2 and 6.4: the LDAP server and the SAML identity provider are user directories, which the authentication names. */
export const directories: ConversionStep = {
  name: 'LDAP server and SAML identity provider',
  kinds: ['authentication', 'userdirectories'],
  convert(draft) {
    for (const [, { content }] of draftsOf(draft, 'authentication')) {
      // By default LDAP was used before it could be turned off.
      const byLdap = text(content.authentication_type) === '1';
      const hasLdap = text(content.ldap_configured) === '1' || byLdap;
      if (hasLdap) add(draft, LDAP_NAME, ldap(content));
      const hasSaml = text(content.saml_idp_entityid) !== '';
      if (hasSaml) add(draft, SAML_KEY, saml(content));
      for (const field of Object.keys(content)) if (!IN_BOTH.includes(field)) delete content[field];
      Object.assign(content, {
        disabled_usrgrpid: null,
        jit_provision_interval: '1h',
        ldap_auth_enabled: hasLdap ? '1' : '0',
        ldap_jit_status: '0',
        ldap_userdirectoryid: hasLdap ? LDAP_NAME : null,
        mfa_status: '0',
        mfaid: null,
        saml_jit_status: '0',
      });
    }
  },
};

function add(draft: Draft, key: string, content: JsonObject): void {
  const all = draft.objects.get('userdirectories') ?? new Map();
  draft.objects.set('userdirectories', all.set(key, { content }));
}

function ldap(content: JsonObject): JsonObject {
  return {
    ...PROVIDES_NOTHING,
    name: LDAP_NAME,
    idp_type: '1',
    host: text(content.ldap_host),
    port: text(content.ldap_port),
    base_dn: text(content.ldap_base_dn),
    bind_dn: text(content.ldap_bind_dn),
    // The API of 6.0 gives it back, that of 7.0 does not.
    ...(text(content.ldap_bind_password) !== '' && { bind_password: text(content.ldap_bind_password) }),
    search_attribute: text(content.ldap_search_attribute),
    search_filter: '',
    start_tls: '0',
    group_basedn: '',
    group_filter: '',
    group_member: '',
    group_membership: '',
    group_name: '',
    user_lastname: '',
    user_ref_attr: '',
    user_username: '',
  };
}

function saml(content: JsonObject): JsonObject {
  const own = Object.entries(content).filter(
    ([field]) => field.startsWith('saml_') && !IN_BOTH.includes(field),
  );
  return {
    ...PROVIDES_NOTHING,
    name: '',
    idp_type: '2',
    group_name: '',
    user_lastname: '',
    user_username: '',
    scim_status: '0',
    ...Object.fromEntries(own.map(([field, value]) => [field.slice('saml_'.length), value])),
  };
}

const IN_BOTH = [
  'authentication_type',
  'http_auth_enabled',
  'http_case_sensitive',
  'http_login_form',
  'http_strip_domains',
  'ldap_case_sensitive',
  'passwd_check_rules',
  'passwd_min_length',
  'saml_auth_enabled',
  'saml_case_sensitive',
];
