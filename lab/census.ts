import type { LabServer } from './zabbix.ts';

/**
 * What the tables of a server hold, read by SQL and named without ids: an independent witness of what a restore did
 * and of what the API never shows. Keys are names joined by ` » `; hosts and templates go by technical name.
 */
export type Census<T = string> = Map<string, T>;

const BETWEEN = ' » ';

/** SQL for a key made of these expressions. */
function key(...expressions: string[]): string {
  return expressions.join(` || '${BETWEEN}' || `);
}

/** The name under which tests look for something: `censusKey('lab-main', 'base.load')`. */
export function censusKey(...parts: string[]): string {
  return parts.join(BETWEEN);
}

/** Whoever owns a row: a host or template by name, a host prototype by its rule's owner, its rule and its name. */
const OWNERS = `(
  select h.hostid, case when p.parent_itemid is null then h.host else ${key('o.host', 'r.key_', 'h.host')} end as owner
  from hosts h
  left join host_discovery p on p.hostid = h.hostid and p.parent_itemid is not null
  left join items r on r.itemid = p.parent_itemid
  left join hosts o on o.hostid = r.hostid
)`;

/** Items, discovery rules and item prototypes (not what discovery made): owner and key → itemid. */
export function itemIds(server: LabServer): Promise<Census> {
  return idsBy(
    server,
    `select ${key('h.host', 'i.key_')} as name, i.itemid as id from items i join hosts h on h.hostid = i.hostid
     where i.flags in (0, 1, 2)`,
  );
}

/** Triggers and their prototypes: name and expression, its items written out → triggerid. */
export async function triggerIds(server: LabServer): Promise<Census> {
  const functions = new Map<string, string>();
  for (const row of await server.sql<{ functionid: string; call: string }>(
    `select f.functionid, f.name || '(/' || h.host || '/' || i.key_ || ',' || f.parameter || ')' as call
     from functions f join items i on i.itemid = f.itemid join hosts h on h.hostid = i.hostid`,
  )) {
    functions.set(String(row.functionid), row.call);
  }
  const expand = (expression: string): string =>
    expression
      .replace(/\{(\d+)\}/g, (whole, id: string) => functions.get(id) ?? whole)
      .replace(/\r\n/g, '\n');
  const triggers = await server.sql<
    Record<'triggerid' | 'description' | 'expression' | 'recovery_expression', string>
  >('select triggerid, description, expression, recovery_expression from triggers where flags in (0, 2)');
  return new Map(
    triggers.map((trigger): [string, string] => [
      censusKey(trigger.description, expand(trigger.expression), expand(trigger.recovery_expression)),
      String(trigger.triggerid),
    ]),
  );
}

/** Graphs and their prototypes: name and the owners of their items → graphid. */
export function graphIds(server: LabServer): Promise<Census> {
  return idsBy(
    server,
    `select ${key('g.name', "string_agg(distinct h.host, ', ' order by h.host)")} as name, g.graphid as id
     from graphs g join graphs_items gi on gi.graphid = g.graphid join items i on i.itemid = gi.itemid
     join hosts h on h.hostid = i.hostid where g.flags in (0, 2) group by g.graphid, g.name`,
  );
}

/** Hosts and templates by technical name → hostid. */
export function hostIds(server: LabServer): Promise<Census> {
  return idsBy(
    server,
    'select host as name, hostid as id from hosts where status in (0, 1, 3) and flags = 0',
  );
}

/** Values of secret macros of hosts, templates and host prototypes: owner and macro → value. */
export async function secretMacroValues(server: LabServer): Promise<Census> {
  const rows = await server.sql<{ name: string; value: string }>(
    `select ${key('o.owner', 'm.macro')} as name, m.value from hostmacro m join ${OWNERS} o on o.hostid = m.hostid
     where m.type = 1 order by 1`,
  );
  return new Map(rows.map(({ name, value }): [string, string] => [name, value]));
}

/** Encryption as it stands in the tables, the pre-shared key included. */
export interface Encryption {
  readonly connect: string;
  readonly accept: string;
  readonly issuer: string;
  readonly subject: string;
  readonly identity: string;
  readonly psk: string;
}

const ENCRYPTION =
  'tls_connect as connect, tls_accept as accept, tls_issuer as issuer, tls_subject as subject, tls_psk_identity as identity, tls_psk as psk';

/** Encryption of hosts by technical name. */
export function hostEncryption(server: LabServer): Promise<Census<Encryption>> {
  return objects(
    server,
    `select host as name, ${ENCRYPTION} from hosts where status in (0, 1) and flags = 0 order by 1`,
  );
}

/** Encryption of proxies by name: a table of their own in 7.0, rows of hosts before. */
export function proxyEncryption(server: LabServer): Promise<Census<Encryption>> {
  const rows = server.version === '7.0' ? 'name, ' : 'host as name, ';
  const table = server.version === '7.0' ? 'proxy' : 'hosts where status in (5, 6)';
  return objects(server, `select ${rows}${ENCRYPTION} from ${table} order by 1`);
}

const ITEM_CREDENTIALS = [
  'username',
  'password',
  'publickey',
  'privatekey',
  'ssl_cert_file',
  'ssl_key_file',
  'ssl_key_password',
];
const WEB_CREDENTIALS = ['http_user', 'http_password', 'ssl_cert_file', 'ssl_key_file', 'ssl_key_password'];
const SNMP_CREDENTIALS = ['community', 'securityname', 'authpassphrase', 'privpassphrase', 'contextname'];

/** Credentials of everything that has any, by what holds them: `item » owner » key`, `host`, `interface`, … */
export async function credentials(server: LabServer): Promise<Census<Record<string, string>>> {
  const owned = (kind: string, table: string, name: string, fields: readonly string[], alias = 't'): string =>
    `select ${key(`'${kind}'`, 'o.owner', name)} as name, ${fields.map((field) => `${alias}.${field}`).join(', ')}
     from ${table} join ${OWNERS} o on o.hostid = t.hostid`;
  const queries = [
    `${owned('item', 'items t', 't.key_', ITEM_CREDENTIALS)} where t.flags in (0, 1, 2)`,
    owned('web scenario', 'httptest t', 't.name', WEB_CREDENTIALS),
    owned(
      'interface',
      'interface t join interface_snmp s on s.interfaceid = t.interfaceid',
      't.port',
      SNMP_CREDENTIALS,
      's',
    ),
    "select 'media type' || ' » ' || name as name, username, passwd from media_type",
    "select 'host' || ' » ' || host as name, ipmi_username, ipmi_password from hosts where status in (0, 1) and flags = 0",
  ];
  const all: Census<Record<string, string>> = new Map();
  for (const query of queries) {
    for (const [name, fields] of await objects<Record<string, string>>(server, `${query} order by 1`)) {
      if (Object.values(fields).some((value) => value !== '')) {
        all.set(name, fields);
      }
    }
  }
  return all;
}

async function idsBy(server: LabServer, query: string): Promise<Census> {
  const rows = await server.sql<{ name: string; id: string }>(query);
  return new Map(rows.map(({ name, id }): [string, string] => [name, String(id)]));
}

async function objects<T>(server: LabServer, query: string): Promise<Census<T>> {
  const rows = await server.sql<Record<string, string>>(query);
  return new Map(rows.map(({ name = '', ...fields }): [string, T] => [name, fields as T]));
}

/** The names that are in both and whose values differ: for what should have been kept. */
export function changed(before: Census, after: Census): string[] {
  return [...before].filter(([name, id]) => after.has(name) && after.get(name) !== id).map(([name]) => name);
}
