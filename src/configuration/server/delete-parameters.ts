import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kind.ts';

/** What the method of a kind that deletes is given: ids, or where it only empties the fields to set. */
export async function deleteParameters(
  { lookup, travel }: Kind,
  ids: readonly string[],
  zabbix: Zabbix,
): Promise<string[] | JsonObject[]> {
  if (travel.by !== 'object' || travel.emptied === undefined) return [...ids];
  const parameters: JsonObject[] = [];
  for (const id of ids) parameters.push({ ...(await travel.emptied(id, zabbix)), [lookup.idField]: id });
  return parameters;
}
