import type { Backup } from '../configuration/backup/backup.ts';
import { findSetOut } from '../configuration/backup/set-out.ts';
import type { Comparison } from '../configuration/compare-with-server.ts';
import type { Identity } from '../configuration/configuration.ts';
import { isConverted } from '../configuration/conversion/converted-backup.ts';
import { withoutSecretsOnly } from '../configuration/secrets/fill.ts';
import { type KindShare, kindsOverThreshold } from '../configuration/threshold.ts';
import type { Undo } from '../configuration/undo.ts';
import type { Zabbix } from '../zabbix/connection.ts';

interface Permissions {
  readonly allowMany: boolean;
  readonly prune: boolean;
  readonly force?: unknown;
  readonly undo?: Undo | undefined;
  /** The folder beside which earlier restores left what they set out to make. */
  readonly dir: string;
}

/**
 * For --dry-run: the kinds for the sake of which the same restore would be refused, by the rule of `restore`
 * (configuration/restore.ts). Nothing is written.
 */
export function sharesRefused(
  zabbix: Pick<Zabbix, 'url' | 'version'>,
  backup: Backup,
  { plan, filled }: Pick<Comparison, 'plan' | 'filled'>,
  { allowMany, prune, force, undo, dir }: Permissions,
): readonly KindShare[] {
  if (allowMany || force || (isConverted(backup, zabbix.version) && !prune)) return [];
  const mark = ({ kind, key }: Identity): string => `${kind}\n${key}`;
  const begun = new Set(findSetOut(dir, zabbix.url).flatMap(({ objects }) => objects.map(mark)));
  const counted = withoutSecretsOnly(plan, filled);
  return kindsOverThreshold(counted, (object) => begun.has(mark(object)), undo?.deletions);
}
