import type { LabServer } from '../../lab/zabbix.ts';

const HOST_OF_TRIGGER =
  '(select min(h.host) from functions f join items i on i.itemid = f.itemid join hosts h on h.hostid = i.hostid where f.triggerid = c.triggerid)';

/** Inherited objects beside what they are inherited from, by table: where they are, their name, and what may differ. */
const TABLES = {
  items: {
    id: 'itemid',
    name: ['h.host', 'c.key_'],
    join: 'join hosts h on h.hostid = c.hostid',
    fields: [
      'status',
      'delay',
      'history',
      'trends',
      'discover',
      'lifetime',
      'evaltype',
      'username',
      'password',
      'params',
    ],
  },
  triggers: {
    id: 'triggerid',
    name: [HOST_OF_TRIGGER, 'c.description'],
    join: '',
    fields: ['status', 'priority', 'discover', 'comments', 'url', 'opdata'],
  },
  hosts: {
    id: 'hostid',
    name: ['o.host', 'c.host'],
    join: 'join host_discovery d on d.hostid = c.hostid join items r on r.itemid = d.parent_itemid join hosts o on o.hostid = r.hostid',
    fields: ['status', 'discover'],
  },
  graphs: { id: 'graphid', name: ['c.name'], join: '', fields: ['discover'] },
  httptest: {
    id: 'httptestid',
    name: ['h.host', 'c.name'],
    join: 'join hosts h on h.hostid = c.hostid',
    fields: ['status', 'delay', 'http_password'],
  },
} as const;

/** Every inherited object that is not as inherited, with the fields that may differ, by the server's tables. */
export async function changedInherited(server: LabServer): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [table, { id, name, join, fields }] of Object.entries(TABLES)) {
    const of = (side: string): string => fields.map((field) => `${side}.${field}`).join(', ');
    const rows = await server.sql(
      `select ${name.map((part, index) => `${part} as name${index}`).join(', ')}, ${of('c')}
       from ${table} c join ${table} p on p.${id} = c.templateid ${join}
       where (${of('c')}) is distinct from (${of('p')})`,
    );
    found[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}
