import type { Zabbix } from '../../zabbix/connection.ts';
import { byText, type JsonObject, objectsIn, text } from '../json.ts';

/** Classes of what a person can put into a host, whoever made the host. */
const CLASSES = ['item', 'discoveryrule', 'trigger', 'graph', 'httptest'];
const BY_HAND = { flags: '0' };

/**
 * Hosts made by discovery into which a person has put items, triggers, graphs, discovery rules or web scenarios: names,
 * sorted. No import and no export reaches into these hosts, so that no backup holds it.
 */
export async function discoveredHostsWithMore(
  zabbix: Pick<Zabbix, 'call'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const get = async (api: string, parameters: JsonObject): Promise<JsonObject[]> =>
    await zabbix.call<JsonObject[]>(`${api}.get`, parameters, signal && { signal });
  const hosts = await get('host', { output: ['host'], filter: { flags: '4' } });
  if (hosts.length === 0) return [];
  const hostids = hosts.map(({ hostid = '' }) => hostid);
  const rows = await Promise.all(
    CLASSES.map((api) =>
      get(api, {
        output: ['flags'],
        hostids,
        inherited: false,
        // Web scenarios are made by nobody else, and have no flags.
        ...(api !== 'httptest' && { filter: BY_HAND }),
        selectHosts: ['hostid'],
      }),
    ),
  );
  const touched = new Set(
    rows.flat().flatMap((row) => objectsIn(row.hosts).map(({ hostid }) => text(hostid))),
  );
  return hosts
    .filter(({ hostid }) => touched.has(text(hostid)))
    .map(({ host }) => text(host))
    .sort(byText);
}
