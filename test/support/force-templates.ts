import { labApi } from '../../lab/api.ts';
import type { LabServer } from '../../lab/zabbix.ts';

export const REGISTRATION = 'Links on registration';
export const DISCOVERY = 'Links on discovery';
export const INTERNAL = 'Reports what a template brings';
export const TRIGGERS = 'Reports two templates';

/** Stock templates that both Debian's 5.0 and later ones bring along, under their names there. */
function stockNames(server: LabServer): [string, string] {
  return server.version === '5.0'
    ? ['Template OS Linux by Zabbix agent', 'Template App Zabbix Server']
    : ['Linux by Zabbix agent', 'Zabbix server health'];
}

/**
 * Adds actions that are on and name two templates in every way there is: those of a stock server are off, and only
 * one of them names any.
 */
export async function addActionsOfTemplates(server: LabServer, names = stockNames(server)): Promise<void> {
  const api = await labApi(server);
  const found = await api.call<{ templateid: string; host: string }[]>('template.get', {
    output: ['host'],
    filter: { host: names },
  });
  const [first, second] = names.map((name) => found.find(({ host }) => host === name)?.templateid);
  const [group] = await api.call<{ groupid: string }[]>('hostgroup.get', { output: ['groupid'], limit: 1 });
  const names2 = [{ templateid: first }, { templateid: second }];
  const tell = {
    operationtype: 0,
    opmessage: { default_msg: 1, mediatypeid: '0' },
    opmessage_grp: [{ usrgrpid: '7' }],
  };
  await api.call('action.create', [
    {
      name: REGISTRATION,
      eventsource: 2,
      filter: { evaltype: 0, conditions: [{ conditiontype: 24, operator: 2, value: 'linux' }] },
      operations: [
        { operationtype: 6, optemplate: names2 },
        { operationtype: 4, opgroup: [group] },
      ],
    },
    {
      name: DISCOVERY,
      eventsource: 1,
      filter: {
        evaltype: 3,
        formula: 'A and not B',
        conditions: [
          { formulaid: 'A', conditiontype: 10, operator: 0, value: '0' },
          { formulaid: 'B', conditiontype: 7, operator: 0, value: '127.0.0.1' },
        ],
      },
      operations: [{ operationtype: 6, optemplate: names2 }],
    },
    {
      name: INTERNAL,
      eventsource: 3,
      esc_period: '1h',
      filter: {
        evaltype: 3,
        formula: 'A and (B or C)',
        conditions: [
          { formulaid: 'A', conditiontype: 23, operator: 0, value: '0' },
          { formulaid: 'B', conditiontype: 13, operator: 0, value: first },
          { formulaid: 'C', conditiontype: 13, operator: 0, value: second },
        ],
      },
      operations: [tell],
    },
    {
      name: TRIGGERS,
      eventsource: 0,
      esc_period: '1h',
      filter: {
        evaltype: 2,
        conditions: [
          { conditiontype: 13, operator: 0, value: first },
          { conditiontype: 13, operator: 1, value: second },
        ],
      },
      operations: [tell],
    },
  ]);
}

/** What --force-templates costs: templates, items that hosts have of them, values of secret macros. */
export interface CostInTables {
  readonly templates: number;
  readonly items: number;
  readonly secretMacros: number;
}

export async function costInTables(server: LabServer): Promise<CostInTables> {
  const [row] = await server.sql(
    `select (select count(*) from hosts where status = 3) as templates,
            (select count(*) from items i join hosts h on h.hostid = i.hostid
             where h.status in (0, 1) and h.flags = 0 and i.flags = 0 and i.templateid is not null) as items,
            (select count(*) from hostmacro m join hosts h on h.hostid = m.hostid
             where h.status = 3 and m.type = 1) as macros`,
  );
  return {
    templates: Number(row?.templates),
    items: Number(row?.items),
    secretMacros: Number(row?.macros),
  };
}

/** Templates by technical name → id. */
export async function templateIds(server: LabServer): Promise<Map<string, string>> {
  const rows = await server.sql('select host, hostid from hosts where status = 3');
  return new Map(rows.map(({ host = '', hostid = '' }) => [host, hostid]));
}
