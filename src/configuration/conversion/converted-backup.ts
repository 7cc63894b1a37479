import { parseVersion, type ZabbixVersion } from '../../zabbix/version.ts';
import type { Backup } from '../backup/backup.ts';
import type { Plan } from '../plan.ts';
import { convertTo } from './convert.ts';
import type { Loss } from './draft.ts';

/**
 * A backup as one of the server's version: itself where it is of that version.
 * @throws RefusedError where it cannot be converted
 */
export function convertedBackup(
  backup: Backup,
  version: ZabbixVersion,
): { backup: Backup; losses: readonly Loss[] } {
  const { configuration, notRecorded, recorded, losses } = convertTo(backup.configuration, version);
  if (configuration === backup.configuration) return { backup, losses };
  const fields = new Map(
    [...backup.notRecorded].map(([kind, all]) => [kind, all.filter((field) => !recorded.has(field))]),
  );
  for (const [kind, more] of notRecorded) fields.set(kind, [...(fields.get(kind) ?? []), ...more]);
  return { backup: { ...backup, configuration, notRecorded: fields }, losses };
}

/** The plan with what has no counterpart in the server's version among what is left alone: said before the first write. */
export function withLosses(losses: readonly Loss[], plan: Plan): Plan {
  const needs = losses.map(({ kind, key, what }) => ({ kind, key, needs: what }));
  return losses.length === 0 ? plan : { ...plan, leftAlone: [...plan.leftAlone, ...needs] };
}

/** Whether a backup is of another version than the server. */
export function isConverted({ configuration }: Backup, version: ZabbixVersion): boolean {
  return parseVersion(configuration.zabbixVersion).series !== version.series;
}
