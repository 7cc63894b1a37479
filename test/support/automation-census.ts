import type { LabServer } from '../../lab/zabbix.ts';

/** Rows by table, each as one text without ids, sorted. */
export type Tables = Readonly<Record<string, readonly string[]>>;

/** All columns of scripts, network discovery, SLAs and actions that are configuration, read from the tables. */
export async function automationInTables(server: LabServer): Promise<Tables> {
  const tables: Record<string, string[]> = {};
  for (const [table, query] of Object.entries(queries(server.version))) {
    const rows = await server.sql<Record<string, string | null>>(query);
    tables[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return tables;
}

function queries(version: string): Record<string, string> {
  const proxy =
    version === '7.0'
      ? '(select name from proxy p where p.proxyid = r.proxyid)'
      : '(select host from hosts p where p.hostid = r.proxy_hostid)';
  return {
    scripts: `select (select name from usrgrp u where u.usrgrpid = s.usrgrpid) as usrgrp,
      (select name from hstgrp g where g.groupid = s.groupid) as hstgrp, ${columns('s', SCRIPT[version])}
      from scripts s`,
    drules: `select ${proxy} as proxy, r.name, r.iprange, r.delay, r.status ${version === '7.0' ? ', r.concurrency_max' : ''}
      from drules r`,
    dchecks: `select r.name, ${columns('d', CHECK)} ${version === '7.0' ? ', d.allow_redirect' : ''}
      from dchecks d join drules r on r.druleid = d.druleid`,
    actions: `select ${columns('a', ['name', 'eventsource', 'status', 'evaltype'])},
      case when a.eventsource in (0, 3, 4) then a.esc_period end as esc_period,
      case when a.eventsource = 0 then a.pause_suppressed end as pause_suppressed
      ${version === '5.0' ? '' : ', case when a.eventsource = 0 then a.notify_if_canceled end as notify_if_canceled'}
      ${version === '7.0' ? ', case when a.eventsource = 0 then a.pause_symptoms end as pause_symptoms' : ''}
      from actions a`,
    ...(version === '5.0' ? {} : MODERN),
  };
}

function columns(alias: string, names: readonly string[] = []): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

const SCRIPT_50 = ['name', 'command', 'host_access', 'description', 'confirmation', 'type', 'execute_on'];
const SCRIPT_60 = [
  ...SCRIPT_50,
  'timeout',
  'scope',
  'port',
  'authtype',
  'username',
  'password',
  'publickey',
  'privatekey',
  'menu_path',
];
const SCRIPT: Readonly<Record<string, readonly string[]>> = {
  '5.0': SCRIPT_50,
  '6.0': SCRIPT_60,
  '7.0': [
    ...SCRIPT_60,
    'url',
    'new_window',
    'manualinput',
    'manualinput_prompt',
    'manualinput_validator',
    'manualinput_validator_type',
    'manualinput_default_value',
  ],
};
const CHECK = [
  'type',
  'key_',
  'snmp_community',
  'ports',
  'snmpv3_securityname',
  'snmpv3_securitylevel',
  'snmpv3_authpassphrase',
  'snmpv3_privpassphrase',
  'uniq',
  'snmpv3_authprotocol',
  'snmpv3_privprotocol',
  'snmpv3_contextname',
  'host_source',
  'name_source',
];
const MODERN: Readonly<Record<string, string>> = {
  script_param: `select s.menu_path, s.name as script, p.name, p.value
    from script_param p join scripts s on s.scriptid = p.scriptid`,
  sla: 'select name, period, slo, effective_date, timezone, status, description from sla',
  sla_schedule: `select a.name, s.period_from, s.period_to from sla_schedule s join sla a on a.slaid = s.slaid`,
  sla_excluded_downtime: `select a.name, d.name as downtime, d.period_from, d.period_to
    from sla_excluded_downtime d join sla a on a.slaid = d.slaid`,
  sla_service_tag: `select a.name, t.tag, t.operator, t.value from sla_service_tag t join sla a on a.slaid = t.slaid`,
};
