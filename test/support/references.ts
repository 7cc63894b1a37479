import type { LabServer } from '../../lab/zabbix.ts';
import { visualQueries } from './visual-references.ts';

/** What points to what, every row by names alone; read from the tables, with no part of the program. */
export type References = Readonly<Record<string, readonly string[]>>;

/** Expressions that name both ends, and the rest of the statement. */
export interface Query {
  readonly columns: readonly string[];
  readonly from: string;
}

/**
 * Reads every reference of a server that a restore has to map. Rows in which something is called "other …" belong to
 * what the server was filled with beforehand, and are left out.
 */
export async function referencesOf(server: LabServer): Promise<References> {
  const found: Record<string, string[]> = {};
  for (const [name, { columns, from }] of Object.entries(queries(server.version))) {
    const named = columns.map((column, index) => `${column} as column_${index}`);
    const rows = await server.sql<Record<string, string | null>>(`select ${named.join(', ')} ${from}`);
    found[name] = rows
      .map((row) => Object.values(row).map((value) => (value ?? '-').replaceAll('\r\n', '\n')))
      .filter((parts) => !parts.some((part) => /^other/iu.test(part)))
      .map((parts) => parts.join(' » '))
      .sort();
  }
  return found;
}

const host = (id: string): string => `(select host from hosts where hostid = ${id})`;
const group = (id: string): string => `(select name from hstgrp where groupid = ${id})`;
const graph = (id: string): string => `(select name from graphs where graphid = ${id})`;

function item(id: string): string {
  return `(select h_.host || '/' || i_.key_ from items i_ join hosts h_ on h_.hostid = i_.hostid where i_.itemid = ${id})`;
}

/** A trigger by its name and the hosts in it. */
function trigger(id: string): string {
  return `(select t_.description || ' on ' || string_agg(distinct h_.host, ' and ' order by h_.host)
    from triggers t_ join functions f_ on f_.triggerid = t_.triggerid join items i_ on i_.itemid = f_.itemid
    join hosts h_ on h_.hostid = i_.hostid where t_.triggerid = ${id} group by t_.triggerid, t_.description)`;
}

/** The name of what has a row `h` in the table of hosts; of a host prototype with its rule. */
const OWNER = `coalesce((select o_.host || '/' || r_.key_ || '/' from host_discovery d_
  join items r_ on r_.itemid = d_.parent_itemid join hosts o_ on o_.hostid = r_.hostid where d_.hostid = h.hostid), '') || h.host`;

const OF_ITEMS = 'from items i join hosts h on h.hostid = i.hostid';
const NOT_DISCOVERED = 'i.flags in (0, 1, 2)';

function queries(version: string): Record<string, Query> {
  const newest = version === '7.0';
  const proxy = (id: string): string =>
    newest ? `(select name from proxy where proxyid = ${id})` : host(id);
  return {
    ...ofActions(version, proxy),
    ...ofHosts(newest, proxy),
    ...ofServices(version),
    ...ofEventHandling(version),
    ...insideHosts(version),
    ...(version === '5.0' ? ofScreens() : ofDashboards()),
    ...visualQueries(version),
  };
}

function ofActions(version: string, proxy: (id: string) => string): Record<string, Query> {
  const operation = ['a.name', 'o.recovery', 'o.operationtype', 'o.esc_step_from', 'o.esc_step_to'];
  const of = (table: string): string =>
    `from ${table} p join operations o on o.operationid = p.operationid join actions a on a.actionid = o.actionid
     where a.eventsource in (0, 2)`;
  const named = (table: string, ...columns: string[]): Query => ({
    columns: [...operation, ...columns],
    from: of(table),
  });
  const username = version === '5.0' ? 'alias' : 'username';
  const value = `case c.conditiontype
    when 0 then ${group('c.value::bigint')} when 1 then ${host('c.value::bigint')}
    when 2 then ${trigger('c.value::bigint')} when 13 then ${host('c.value::bigint')}
    when 20 then ${proxy('c.value::bigint')} else c.value end`;
  return {
    'conditions of actions': {
      columns: ['a.name', 'c.conditiontype', 'c.operator', value, 'c.value2'],
      from: 'from conditions c join actions a on a.actionid = c.actionid where a.eventsource in (0, 2)',
    },
    'messages of operations': named(
      'opmessage',
      '(select name from media_type where mediatypeid = p.mediatypeid)',
      'p.subject',
    ),
    'user groups of operations': named(
      'opmessage_grp',
      '(select name from usrgrp where usrgrpid = p.usrgrpid)',
    ),
    'users of operations': named('opmessage_usr', `(select ${username} from users where userid = p.userid)`),
    'scripts of operations': named('opcommand', '(select name from scripts where scriptid = p.scriptid)'),
    'groups of commands': named('opcommand_grp', group('p.groupid')),
    'hosts of commands': named('opcommand_hst', host('p.hostid')),
    'groups of operations': named('opgroup', group('p.groupid')),
    'templates of operations': named('optemplate', host('p.templateid')),
  };
}

function ofHosts(newest: boolean, proxy: (id: string) => string): Record<string, Query> {
  return {
    'proxies of hosts': {
      columns: newest
        ? [OWNER, proxy('h.proxyid'), '(select name from proxy_group where proxy_groupid = h.proxy_groupid)']
        : [OWNER, proxy('h.proxy_hostid')],
      from: 'from hosts h where h.status in (0, 1)',
    },
    ...(newest && {
      'groups of proxies': {
        columns: ['p.name', 'g.name'],
        from: 'from proxy p join proxy_group g on g.proxy_groupid = p.proxy_groupid',
      },
    }),
    'templates of hosts, templates and host prototypes': {
      columns: [OWNER, host('l.templateid')],
      from: 'from hosts_templates l join hosts h on h.hostid = l.hostid',
    },
    'groups of hosts and templates': {
      columns: ['h.host', group('l.groupid')],
      from: 'from hosts_groups l join hosts h on h.hostid = l.hostid where h.flags = 0',
    },
    'groups of host prototypes': {
      columns: [OWNER, group('p.groupid'), 'p.name'],
      from: 'from group_prototype p join hosts h on h.hostid = p.hostid',
    },
  };
}

/** Names of services are not unique: what they hold beside helps to tell them apart. */
function ofServices(version: string): Record<string, Query> {
  const more = version === '5.0' ? 'goodsla' : 'weight';
  const service = (id: string): string =>
    `(select name || ' ' || algorithm || ' ' || ${more} from services where serviceid = ${id})`;
  const ends = [service('l.serviceupid'), service('l.servicedownid')];
  return {
    'links of services': {
      columns: version === '5.0' ? [...ends, 'l.soft'] : ends,
      from: 'from services_links l',
    },
    ...(version === '5.0' && {
      'triggers of services': {
        columns: ['s.name', trigger('s.triggerid')],
        from: 'from services s where s.triggerid is not null',
      },
    }),
  };
}

function insideHosts(version: string): Record<string, Query> {
  const owned = ['h.host', 'i.key_'];
  return {
    'interfaces of items': {
      columns: [...owned, 'f.type', 'f.port'],
      from: `${OF_ITEMS} join interface f on f.interfaceid = i.interfaceid where ${NOT_DISCOVERED}`,
    },
    'master items': {
      columns: [...owned, item('i.master_itemid')],
      from: `${OF_ITEMS} where i.master_itemid is not null and ${NOT_DISCOVERED}`,
    },
    'value maps of items': {
      columns: [...owned, 'v.name'],
      from: `${OF_ITEMS} join ${version === '5.0' ? 'valuemaps' : 'valuemap'} v on v.valuemapid = i.valuemapid where ${NOT_DISCOVERED}`,
    },
    'inventory fields of items': {
      columns: [...owned, 'i.inventory_link'],
      from: `${OF_ITEMS} where i.inventory_link <> 0 and ${NOT_DISCOVERED}`,
    },
    'dependencies of triggers': {
      columns: [trigger('d.triggerid_down'), trigger('d.triggerid_up')],
      from: 'from trigger_depends d join triggers t on t.triggerid = d.triggerid_down',
    },
    'items of graphs': {
      columns: [
        'g.name',
        'p.sortorder',
        'p.color',
        item('p.itemid'),
        item('g.ymin_itemid'),
        item('g.ymax_itemid'),
      ],
      from: 'from graphs_items p join graphs g on g.graphid = p.graphid where g.flags in (0, 2)',
    },
    'templates of overrides': {
      columns: [...owned, 'l.name', host('t.templateid')],
      from: `from lld_override_optemplate t
        join lld_override_operation p on p.lld_override_operationid = t.lld_override_operationid
        join lld_override l on l.lld_overrideid = p.lld_overrideid join items i on i.itemid = l.itemid
        join hosts h on h.hostid = i.hostid`,
    },
  };
}

function ofEventHandling(version: string): Record<string, Query> {
  return {
    'hosts of maintenances': {
      columns: ['m.name', host('x.hostid')],
      from: 'from maintenances_hosts x join maintenances m on m.maintenanceid = x.maintenanceid',
    },
    'groups of maintenances': {
      columns: ['m.name', group('x.groupid')],
      from: 'from maintenances_groups x join maintenances m on m.maintenanceid = x.maintenanceid',
    },
    'groups of event correlations': {
      columns: ['c.name', 'x.operator', group('x.groupid')],
      from: `from corr_condition_group x join corr_condition d on d.corr_conditionid = x.corr_conditionid
        join correlation c on c.correlationid = d.correlationid`,
    },
    ...(version === '5.0'
      ? {}
      : {
          'groups of the settings': {
            columns: [
              group('c.discovery_groupid'),
              '(select name from usrgrp where usrgrpid = c.alert_usrgrpid)',
            ],
            from: 'from config c',
          },
        }),
  };
}

function ofDashboards(): Record<string, Query> {
  return {
    'widgets of template dashboards': {
      columns: [
        host('d.templateid'),
        'd.name',
        'w.type',
        'f.name',
        item('f.value_itemid'),
        graph('f.value_graphid'),
      ],
      from: `from widget_field f join widget w on w.widgetid = f.widgetid
        join dashboard_page p on p.dashboard_pageid = w.dashboard_pageid
        join dashboard d on d.dashboardid = p.dashboardid where d.templateid is not null`,
    },
  };
}

/** Resources 0 and 1 are a graph and an item: those that point to something of the template. */
function ofScreens(): Record<string, Query> {
  const resource = `case e.resourcetype when 0 then ${graph('e.resourceid')} else ${item('e.resourceid')} end`;
  return {
    'template screens': {
      columns: [host('s.templateid'), 's.name', 'e.resourcetype', resource],
      from: `from screens_items e join screens s on s.screenid = e.screenid
        where s.templateid is not null and e.resourcetype in (0, 1)`,
    },
  };
}
