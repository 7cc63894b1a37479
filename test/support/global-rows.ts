import type { LabServer } from '../../lab/zabbix.ts';

/** Every row of these tables as text, with names for ids; the ids of the rows themselves are left out. */
export type Rows = Readonly<Record<string, readonly string[]>>;

type Row = Record<string, string | null>;

/** Columns of the table of settings that no API sets: they say what this installation is, or how it runs. */
const OF_THE_INSTALLATION = [
  'configid',
  'instanceid',
  'session_key',
  'dbversion_status',
  'db_extension',
  'compression_availability',
  'ha_failover_delay',
  'server_status',
  'software_update_checkid',
  'software_update_check_data',
];

const NAMES: Readonly<Record<string, string>> = {
  alert_usrgrpid: 'select name from usrgrp where usrgrpid = ',
  disabled_usrgrpid: 'select name from usrgrp where usrgrpid = ',
  discovery_groupid: 'select name from hstgrp where groupid = ',
  ldap_userdirectoryid: 'select name from userdirectory where userdirectoryid = ',
  mfaid: 'select name from mfa where mfaid = ',
};

/** What the API of 5.0 reaches of the settings. */
const REACHED_BY_5_0 = ['autoreg_tls_accept'];

/** Settings, maintenances, event correlations, connectors and modules, read from the tables. */
export async function globalRows(server: LabServer): Promise<Rows> {
  const rows = async (query: string): Promise<string[]> =>
    (await server.sql<Row>(query)).map((row) => JSON.stringify(row)).sort();
  const of = (table: string, columns: string): Promise<string[]> =>
    rows(`select m.name, ${columns} from maintenances m join ${table} on x.maintenanceid = m.maintenanceid`);
  return {
    settings: await settings(server),
    maintenances: await rows(
      'select name, maintenance_type, description, active_since, active_till, tags_evaltype from maintenances',
    ),
    'hosts of maintenances': await of('maintenances_hosts x join hosts h using (hostid)', 'h.host'),
    'groups of maintenances': await of('maintenances_groups x join hstgrp g using (groupid)', 'g.name as g'),
    'tags of maintenances': await of('maintenance_tag x', 'x.tag, x.operator, x.value'),
    'time periods of maintenances': await of(
      'maintenances_windows x join timeperiods t using (timeperiodid)',
      't.timeperiod_type, t.every, t.month, t.dayofweek, t.day, t.start_time, t.period, t.start_date',
    ),
    ...(await correlations(server)),
    modules: await rows('select id, relative_path, status, config from module'),
    ...(server.version === '7.0' ? await connectors(server) : {}),
  };
}

async function settings(server: LabServer): Promise<string[]> {
  const [config = {}] = await server.sql<Row>('select * from config');
  const found: string[] = [];
  for (const [column, value] of Object.entries(config)) {
    if (OF_THE_INSTALLATION.includes(column)) continue;
    if (server.version === '5.0' && !REACHED_BY_5_0.includes(column)) continue;
    const query = NAMES[column];
    const [named] = query === undefined || value === null ? [] : await server.sql<Row>(query + value);
    found.push(`${column}: ${named === undefined ? value : named.name}`);
  }
  return found.sort();
}

/** Formulas hold the ids of conditions: written out. */
async function correlations(server: LabServer): Promise<Rows> {
  const conditions = await server.sql<Row>(
    `select c.name, d.corr_conditionid as id, d.type, t.tag, g.operator, h.name as g, p.oldtag, p.newtag,
       v.tag as vtag, v.operator as voperator, v.value
     from corr_condition d join correlation c using (correlationid)
     left join corr_condition_tag t using (corr_conditionid)
     left join corr_condition_group g using (corr_conditionid) left join hstgrp h on h.groupid = g.groupid
     left join corr_condition_tagpair p using (corr_conditionid)
     left join corr_condition_tagvalue v using (corr_conditionid)`,
  );
  const named = new Map(conditions.map(({ id, ...row }) => [String(id), JSON.stringify(row)]));
  const all = await server.sql<Row>('select name, description, evaltype, status, formula from correlation');
  const operations = await server.sql<Row>(
    'select c.name, o.type from corr_operation o join correlation c using (correlationid)',
  );
  return {
    correlations: all
      .map(({ formula, ...row }) =>
        JSON.stringify({
          ...row,
          formula: (formula ?? '').replace(/\{(\d+)\}/gu, (whole, id: string) => named.get(id) ?? whole),
        }),
      )
      .sort(),
    'conditions of correlations': [...named.values()].sort(),
    'operations of correlations': operations.map((row) => JSON.stringify(row)).sort(),
  };
}

async function connectors(server: LabServer): Promise<Rows> {
  const all = await server.sql<Row>('select * from connector');
  const tags = await server.sql<Row>(
    'select c.name, t.tag, t.operator, t.value from connector_tag t join connector c using (connectorid)',
  );
  return {
    connectors: all.map(({ connectorid: _id, ...row }) => JSON.stringify(row)).sort(),
    'tags of connectors': tags.map((row) => JSON.stringify(row)).sort(),
  };
}
