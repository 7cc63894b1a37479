import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import { byText, type JsonObject, type JsonValue, objectsIn, text } from '../json.ts';

const BY_HAND = '0';

/**
 * Hosts made by discovery that have templates, macros or tags which a person added: names, sorted. No backup holds these
 * hosts, since the server makes them again. Before 7.0 Zabbix does not say what was added by whom: none are found.
 */
export async function discoveredHostsWithMore(
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  signal?: AbortSignal,
): Promise<string[]> {
  if (!atLeast(zabbix.version, '7.0')) return [];
  const rows = await zabbix.call<JsonObject[]>(
    'host.get',
    {
      output: ['host'],
      filter: { flags: 4 },
      selectParentTemplates: ['templateid', 'link_type'],
      selectMacros: ['macro', 'automatic'],
      selectTags: ['tag', 'automatic'],
    },
    signal && { signal },
  );
  const byHand = (list: JsonValue | undefined, field: string): boolean =>
    objectsIn(list).some((element) => text(element[field]) === BY_HAND);
  return rows
    .filter(
      ({ parentTemplates, macros, tags }) =>
        byHand(parentTemplates, 'link_type') || byHand(macros, 'automatic') || byHand(tags, 'automatic'),
    )
    .map(({ host }) => text(host))
    .sort(byText);
}
