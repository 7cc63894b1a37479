import type { Zabbix } from '../../zabbix/connection.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { Names } from '../server/names.ts';

/**
 * The names of a server that has these objects and no others: whatever else is looked up is not there. Ids are made of
 * kind and key, so that a wrong one is seen.
 */
export function knownNames(
  known: Readonly<Record<string, readonly string[]>>,
  version: ZabbixVersion,
): Names {
  const server: Pick<Zabbix, 'version' | 'call'> = { version, call: async <T>() => [] as T };
  const names = new Names(server as Zabbix);
  for (const [kind, keys] of Object.entries(known)) {
    for (const key of keys) names.learn(kind, idFor(kind, key), key);
  }
  return names;
}

export function idFor(kind: string, key: string): string {
  return `id of ${kind} ${key}`;
}
