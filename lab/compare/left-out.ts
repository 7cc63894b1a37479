const EVENTS = 'events and what came of them';
const HISTORY = 'collected values';
const FOUND = 'what discovery found, which the server finds again';
const WORK = 'work that the server has still to do, or did';
const RUNNING = 'how something runs now';
const RIGHTS_CACHE = 'rights worked out from the groups of users and hosts';

/** Tables that are no configuration, each with the reason. A table that is neither here nor in tables.ts is an error. */
export const LEFT_OUT_TABLES: Readonly<Record<string, string>> = {
  acknowledges: EVENTS,
  alerts: EVENTS,
  application_discovery: FOUND,
  auditlog: 'the audit log',
  auditlog_details: 'the audit log',
  autoreg_host: 'hosts that have announced themselves',
  changelog: 'what the server has to read again',
  dbversion: 'the version of the schema',
  dhosts: FOUND,
  dservices: FOUND,
  escalations: EVENTS,
  event_recovery: EVENTS,
  event_suppress: EVENTS,
  event_symptom: EVENTS,
  event_tag: EVENTS,
  events: EVENTS,
  globalvars: RUNNING,
  graph_discovery: FOUND,
  group_discovery: FOUND,
  ha_node: RUNNING,
  hgset: RIGHTS_CACHE,
  hgset_group: RIGHTS_CACHE,
  history: HISTORY,
  history_bin: HISTORY,
  history_log: HISTORY,
  history_str: HISTORY,
  history_text: HISTORY,
  history_uint: HISTORY,
  host_hgset: RIGHTS_CACHE,
  host_proxy: 'which proxy of a group has a host now',
  host_rtdata: RUNNING,
  housekeeper: WORK,
  ids: 'the next ids',
  interface_discovery: FOUND,
  item_rtdata: RUNNING,
  item_rtname: 'names of items with their macros resolved',
  mfa_totp_secret: 'what a user enrolled with; the API does not reach it',
  permission: RIGHTS_CACHE,
  problem: EVENTS,
  problem_tag: EVENTS,
  profiles: 'what each user last chose on the pages of the front end; the API does not reach it',
  proxy_autoreg_host: 'the buffer of a proxy',
  proxy_dhistory: 'the buffer of a proxy',
  proxy_group_rtdata: RUNNING,
  proxy_history: 'the buffer of a proxy',
  proxy_rtdata: RUNNING,
  scim_group: 'what an identity provider has sent',
  service_alarms: EVENTS,
  service_problem: EVENTS,
  sessions: 'who is logged in',
  task: WORK,
  task_acknowledge: WORK,
  task_check_now: WORK,
  task_close_problem: WORK,
  task_data: WORK,
  task_remote_command: WORK,
  task_remote_command_result: WORK,
  task_result: WORK,
  trends: HISTORY,
  trends_uint: HISTORY,
  trigger_discovery: FOUND,
  trigger_queue: WORK,
  ugset: RIGHTS_CACHE,
  ugset_group: RIGHTS_CACHE,
  user_scim_group: 'what an identity provider has sent',
  user_ugset: RIGHTS_CACHE,
};

const AVAILABILITY = 'whether it can be reached now';
const IN_MAINTENANCE = 'whether it is in maintenance now';
const UPPER_CASE = 'the name in capital letters';
const LAST_SEEN = 'when discovery last saw it';
const LOGIN_ATTEMPTS = 'failed logins';

/** Columns that are no configuration in tables that are, each with the reason. */
export const LEFT_OUT_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  config: {
    compression_availability: 'what the database can do',
    db_extension: 'what the database can do',
    dbversion_status: 'what the server found out about its database',
    instanceid: 'the identity of the installation',
    server_status: RUNNING,
    session_key: 'made by each installation for itself',
    software_update_check_data: 'what the search for updates found',
    software_update_checkid: 'the identity of the installation',
  },
  drules: { nextcheck: 'when it is next due', error: RUNNING },
  host_discovery: {
    host: 'the prototype that a discovered host was made from',
    lastcheck: LAST_SEEN,
    ts_delete: LAST_SEEN,
    status: LAST_SEEN,
    disable_source: LAST_SEEN,
    ts_disable: LAST_SEEN,
  },
  hosts: {
    available: AVAILABILITY,
    disable_until: AVAILABILITY,
    error: AVAILABILITY,
    errors_from: AVAILABILITY,
    ipmi_available: AVAILABILITY,
    ipmi_disable_until: AVAILABILITY,
    ipmi_error: AVAILABILITY,
    ipmi_errors_from: AVAILABILITY,
    jmx_available: AVAILABILITY,
    jmx_disable_until: AVAILABILITY,
    jmx_error: AVAILABILITY,
    jmx_errors_from: AVAILABILITY,
    lastaccess: AVAILABILITY,
    snmp_available: AVAILABILITY,
    snmp_disable_until: AVAILABILITY,
    snmp_error: AVAILABILITY,
    snmp_errors_from: AVAILABILITY,
    maintenanceid: IN_MAINTENANCE,
    maintenance_from: IN_MAINTENANCE,
    maintenance_status: IN_MAINTENANCE,
    maintenance_type: IN_MAINTENANCE,
    name_upper: UPPER_CASE,
  },
  httptest: { nextcheck: 'when it is next due' },
  interface: {
    available: AVAILABILITY,
    disable_until: AVAILABILITY,
    error: AVAILABILITY,
    errors_from: AVAILABILITY,
  },
  item_discovery: {
    key_: 'the prototype that a discovered item was made from',
    lastcheck: LAST_SEEN,
    ts_delete: LAST_SEEN,
    status: LAST_SEEN,
    disable_source: LAST_SEEN,
    ts_disable: LAST_SEEN,
  },
  items: { name_upper: UPPER_CASE },
  report: { info: RUNNING, lastsent: RUNNING, state: RUNNING },
  services: { created_at: 'when it was made', status: RUNNING },
  token: { created_at: 'when it was made', lastaccess: 'when it was last used' },
  triggers: {
    error: RUNNING,
    lastchange: RUNNING,
    state: RUNNING,
    value: RUNNING,
  },
  users: {
    attempt_clock: LOGIN_ATTEMPTS,
    attempt_failed: LOGIN_ATTEMPTS,
    attempt_ip: LOGIN_ATTEMPTS,
    ts_provisioned: 'when an identity provider last sent the user',
  },
};

const OF_RULES = {
  column: 'flags',
  value: '1',
  reason: 'for discovery rules only; items hold what the default was when they were made',
};

/** Columns that mean something only in rows that say so in another column. */
export const ONLY_WHERE: Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly column: string; readonly value: string; readonly reason: string }>>
  >
> = {
  items: {
    lifetime: OF_RULES,
    lifetime_type: OF_RULES,
    enabled_lifetime: OF_RULES,
    enabled_lifetime_type: OF_RULES,
  },
};

const DISCOVERED = {
  column: 'flags',
  value: '4',
  reason: FOUND,
};

/**
 * Rows that the server makes in tables that hold configuration. With all that belongs to them they are left out where only
 * one of the servers has made them yet; where both have, they are compared, since people set things on them.
 */
export const LEFT_OUT_ROWS: Readonly<
  Record<string, { readonly column: string; readonly value: string; readonly reason: string }>
> = {
  applications: DISCOVERED,
  graphs: DISCOVERED,
  hosts: DISCOVERED,
  hstgrp: DISCOVERED,
  items: DISCOVERED,
  triggers: DISCOVERED,
};

const HASH = 'a hash; the API takes the password and gives back neither';
const WRITE_ONLY = 'the API takes it and never gives it back';

/** Columns whose values the API of some version never returns: a backup over the API cannot hold them. */
export const SECRET_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  config: { ldap_bind_password: WRITE_ONLY },
  config_autoreg_tls: { tls_psk: WRITE_ONLY, tls_psk_identity: WRITE_ONLY },
  globalmacro: { value: WRITE_ONLY },
  hostmacro: { value: WRITE_ONLY },
  hosts: { tls_psk: WRITE_ONLY, tls_psk_identity: WRITE_ONLY },
  mfa: { client_secret: WRITE_ONLY },
  proxy: { tls_psk: WRITE_ONLY, tls_psk_identity: WRITE_ONLY },
  token: { token: HASH },
  userdirectory_ldap: { bind_password: WRITE_ONLY },
  users: { passwd: HASH },
};

/** In these tables a value is a secret only where the row says so. */
export const SECRET_WHERE: Readonly<Record<string, { readonly column: string; readonly value: string }>> = {
  globalmacro: { column: 'type', value: '1' },
  hostmacro: { column: 'type', value: '1' },
};
