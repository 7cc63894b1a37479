import type { LabServer } from '../../lab/zabbix.ts';

/** Tables that hold what happened, not what is configured. */
const RUN_TIME =
  '^(sessions|auditlog.*|ids|changelog|housekeeper|history.*|trends.*|events?|.*_rtdata|item_rtname|problem.*|alerts|acknowledges|profiles)$';

/** How many rows each table of the configuration holds: whatever was made twice, under whatever name, shows in it. */
export async function rowCounts(server: LabServer): Promise<Record<string, number>> {
  const rows = await server.sql<{ name: string; count: string }>(
    `select table_name as name, (xpath('//c/text()',
       query_to_xml(format('select count(*) as c from %I', table_name), false, true, '')))[1]::text as count
     from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name !~ '${RUN_TIME}' order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
}

/** Sessions that nobody has logged out of. */
export async function openSessions(server: LabServer): Promise<string[]> {
  const rows = await server.sql<{ sessionid: string }>('select sessionid from sessions where status = 0');
  return rows.map(({ sessionid }) => sessionid).sort();
}
