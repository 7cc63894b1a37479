import type { Census } from '../../lab/census.ts';
import type { LabServer } from '../../lab/zabbix.ts';

/** An action as it stands in the tables, every id that it holds replaced by the name of what it points to. */
export interface ActionInTables {
  readonly source: string;
  readonly status: string;
  readonly conditions: readonly string[];
  /** How conditions are joined: a custom formula with the conditions written out. */
  readonly joined: string;
  readonly operations: readonly string[];
}

/**
 * All actions by name, of all event sources. Conditions and operations are sets; a discovery check goes by its rule and
 * all that it is, a service by its name and its parents'.
 */
export async function actionsInTables(server: LabServer): Promise<Census<ActionInTables>> {
  const actions = await server.sql(
    'select actionid, name, eventsource, status, evaltype, formula from actions',
  );
  const conditions = await server.sql(conditionQuery(server));
  const operations = await server.sql(operationQuery(server));
  const parts = await server.sql(partQueries(server).join(' union all '));
  return new Map(
    actions.map((action): [string, ActionInTables] => {
      const own = conditions.filter(({ actionid }) => actionid === action.actionid);
      const written = new Map(own.map(({ conditionid, text }) => [conditionid, text]));
      const formula = (action.formula ?? '').replace(
        /\{(\d+)\}/gu,
        (_, id: string) => `{${written.get(id)}}`,
      );
      return [
        action.name ?? '',
        {
          source: action.eventsource ?? '',
          status: action.status ?? '',
          conditions: own.map(({ text = '' }) => text).sort(),
          joined: `${action.evaltype}: ${formula}`,
          operations: operations
            .filter(({ actionid }) => actionid === action.actionid)
            .map(({ operationid, text }) => {
              const of = parts.filter((part) => part.operationid === operationid);
              return [text, ...of.map((part) => part.text ?? '').sort()].join('; ');
            })
            .sort(),
        },
      ];
    }),
  );
}

const CHECK = `concat_ws(' ', r.name, d.type, d.ports, d.key_, d.snmp_community, d.snmpv3_securityname)`;

/** Weight and sort order tell those apart that have one name. */
const SERVICE = `select concat_ws(' ', s.name, s.weight, s.sortorder, 'in',
    (select string_agg(u.name, ', ' order by u.name) from services_links l join services u on u.serviceid = l.serviceupid
     where l.servicedownid = s.serviceid)) from services s where s.serviceid`;

function conditionQuery(server: LabServer): string {
  const proxies =
    server.version === '7.0' ? 'select name from proxy where proxyid' : 'select host from hosts where hostid';
  const name = (table: string): string =>
    `(${table} = case when c.value ~ '^[0-9]+$' then c.value::bigint end)`;
  return `select actionid, conditionid, conditiontype || ' ' || operator || ' ' || coalesce(case conditiontype
    when 0 then ${name('select name from hstgrp where groupid')}
    when 1 then ${name('select host from hosts where hostid')}
    when 13 then ${name('select host from hosts where hostid')}
    when 2 then ${name('select description from triggers where triggerid')}
    when 20 then ${name(proxies)}
    when 18 then ${name('select name from drules where druleid')}
    when 19 then ${name(`select ${CHECK} from dchecks d join drules r on r.druleid = d.druleid where d.dcheckid`)}
    ${server.version === '5.0' ? '' : `when 27 then ${name(SERVICE)}`}
    else c.value end, 'nothing: ' || c.value) || ' ' || c.value2 as text from conditions c`;
}

function operationQuery(server: LabServer): string {
  // 5.0 stores the steps of operations that have none as they came; they mean nothing there.
  return `select o.actionid, o.operationid, o.recovery || ' type ' || o.operationtype || ' ' || o.evaltype || case
    when a.eventsource in (${server.version === '5.0' ? '0, 3' : '0, 3, 4'}) and o.recovery = 0
    then ' ' || o.esc_period || ' ' || o.esc_step_from || '-' || o.esc_step_to else '' end as text
    from operations o join actions a on a.actionid = o.actionid`;
}

/**
 * Where an operation sends the text of the media type its own means nothing: Zabbix keeps what stood in the row before,
 * and the API neither shows nor takes it.
 */
const OWN_TEXT = "case when p.default_msg = 1 then '' else ': ' || p.subject || ': ' || p.message end";

/** Everything that belongs to an operation, by the tables of this version. */
function partQueries({ version }: LabServer): string[] {
  const user = version === '5.0' ? 'alias' : 'username';
  const inline = version === '5.0' ? "|| ' ' || p.type || ' ' || p.command" : '';
  const part = (table: string, text: string, join = ''): string =>
    `select p.operationid, ${text} as text from ${table} p ${join}`;
  return [
    part('optemplate', "'template ' || h.host", 'join hosts h on h.hostid = p.templateid'),
    part('opgroup', "'group ' || g.name", 'join hstgrp g on g.groupid = p.groupid'),
    part(
      'opmessage',
      `'message ' || p.default_msg || ' by ' || coalesce(m.name, 'all') || ${OWN_TEXT}`,
      'left join media_type m on m.mediatypeid = p.mediatypeid',
    ),
    part('opmessage_grp', "'to group ' || g.name", 'join usrgrp g on g.usrgrpid = p.usrgrpid'),
    part('opmessage_usr', `'to user ' || u.${user}`, 'join users u on u.userid = p.userid'),
    part(
      'opcommand',
      `'runs ' || coalesce(s.name, 'no script') ${inline}`,
      'left join scripts s on s.scriptid = p.scriptid',
    ),
    part('opcommand_grp', "'on group ' || g.name", 'join hstgrp g on g.groupid = p.groupid'),
    part(
      'opcommand_hst',
      "'on ' || coalesce(h.host, 'the host itself')",
      'left join hosts h on h.hostid = p.hostid',
    ),
    part('opinventory', "'inventory ' || p.inventory_mode"),
    part('opconditions', "'if ' || p.conditiontype || ' ' || p.operator || ' ' || p.value"),
    ...(version === '7.0' ? [part('optag', "'tag ' || p.tag || ' ' || p.value")] : []),
  ];
}
