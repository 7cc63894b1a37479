import { type Fields, type Filling, from, idOf, since } from './filling.ts';
import { DIRECTORIES, GROUPS, USER_GROUPS } from './names.ts';
import { fakePsk } from './secrets.ts';

/** The classes of which every server has exactly one object, each field as no fresh server has it. */
export async function makeGlobalSettings(filling: Filling): Promise<void> {
  const { identity, psk } = fakePsk('autoregistration');
  await filling.api.call('autoregistration.update', {
    tls_accept: 3,
    tls_psk_identity: identity,
    tls_psk: psk,
  });
  if (!since(filling, '6.0')) {
    return; // The API of 5.0 does not reach the others.
  }
  await filling.api.call('settings.update', settings(filling));
  await filling.api.call('housekeeping.update', HOUSEKEEPING);
  await filling.api.call('authentication.update', authentication(filling));
}

/**
 * Settings that other tests look at are left: limits of searches, attempts to log in, the audit log, and which vault it is,
 * since the sample's macros are written for the default one.
 */
function settings(filling: Filling): Fields {
  return {
    discovery_groupid: idOf(filling, 'hostgroup', GROUPS.discovered),
    alert_usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night),
    default_theme: 'dark-theme',
    max_in_table: 51,
    server_check_interval: 0,
    work_period: '1-5,08:00-17:30;{$LAB.WORK}',
    history_period: '2d',
    period_default: '3h',
    max_period: '3y',
    severity_color_2: 'FFC860',
    severity_name_0: 'Lab <&> "severity"',
    severity_name_5: 'Kritisch – 障害',
    custom_color: 1,
    ok_period: '7m',
    blink_period: '90s',
    problem_unack_color: 'CC0001',
    problem_ack_style: 0,
    default_inventory_mode: 1,
    snmptrap_logging: 0,
    default_timezone: 'Europe/Zurich',
    login_block: '31s',
    validate_uri_schemes: 0,
    uri_valid_schemes: 'http,https,lab',
    x_frame_options: "'self' 127.0.0.1",
    iframe_sandboxing_exceptions: 'allow-scripts',
    max_overview_table_size: 52,
    connect_timeout: '4s',
    socket_timeout: '5s',
    media_type_test_timeout: '66s',
    script_timeout: '67s',
    item_test_timeout: '68s',
    url: 'http://127.0.0.1/zabbix?a=1&b=2',
    report_test_timeout: '69s',
    geomaps_tile_provider: '',
    geomaps_tile_url: 'https://127.0.0.1/{z}/{x}/{y}.png',
    geomaps_max_zoom: 17,
    geomaps_attribution: '© <a href="#">Lab</a>',
    ...from(filling, '7.0', {
      timeout_zabbix_agent: '11s',
      timeout_browser: '{$LAB.TIMEOUT}',
    }),
  };
}

const HOUSEKEEPING: Fields = {
  hk_events_trigger: '364d',
  hk_events_service: '2d',
  hk_events_autoreg: '3d',
  hk_services_mode: 0,
  hk_audit: '32d',
  hk_sessions: '33d',
  hk_history_global: 1,
  hk_history: '91d',
  hk_trends_mode: 0,
  hk_trends: '366d',
  compress_older: '8d',
};

/** Nothing by which a user of the sample, or the one who restores, would log in otherwise than before. */
function authentication(filling: Filling): Fields {
  const both = { passwd_min_length: 7, passwd_check_rules: 9, saml_case_sensitive: 1 };
  if (since(filling, '7.0')) {
    return {
      ...both,
      ldap_case_sensitive: 0,
      jit_provision_interval: '2h',
      ldap_auth_enabled: 1,
      ldap_jit_status: 1,
      ldap_userdirectoryid: idOf(filling, 'userdirectory', DIRECTORIES.ldap),
      mfa_status: 1,
      mfaid: idOf(filling, 'mfa', DIRECTORIES.duo),
      disabled_usrgrpid: idOf(filling, 'usergroup', 'Disabled'),
    };
  }
  return {
    ...both,
    http_strip_domains: 'lab,example',
    http_case_sensitive: 0,
    ldap_configured: 1,
    ldap_host: 'ldap://127.0.0.1',
    ldap_port: 9,
    ldap_base_dn: 'ou=Lab,dc=example',
    ldap_search_attribute: 'uid',
    ldap_bind_dn: 'cn="Zürich & co"',
    ldap_bind_password: 'fake-ldap-password',
    saml_idp_entityid: 'lab-idp',
    saml_sso_url: 'https://127.0.0.1/sso',
    saml_username_attribute: 'uid',
    saml_sp_entityid: 'lab-sp',
    saml_sign_assertions: 1,
  };
}
