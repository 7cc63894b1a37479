import type { Zabbix } from '../zabbix/connection.ts';
import type { Backup } from './backup/backup.ts';
import { findSetOut } from './backup/set-out.ts';
import type { Comparison } from './compare-with-server.ts';
import { type Identity, markOf } from './configuration.ts';
import { isConverted } from './conversion/converted-backup.ts';
import { withoutSecretsOnly } from './secrets/fill.ts';
import { type KindShare, kindsOverThreshold } from './threshold.ts';
import type { Undo } from './undo.ts';

/** What a restore is told to do although it changes much. */
export interface Permissions {
  readonly allowMany: boolean;
  readonly prune?: unknown;
  readonly force?: unknown;
  readonly undo?: Undo | undefined;
  /** The folder beside which earlier restores left what they set out to make. */
  readonly dir: string;
}

/** Of which kinds a restore changes a large share. */
export interface LargeShares {
  readonly shares: readonly KindShare[];
  /** What says that this is meant, for a sentence; undefined where nothing does, and it is refused. */
  readonly meant?: string;
}

/** The safety threshold, for `restore` and for those who say beforehand what it would do. Nothing is written. */
export function largeShares(
  zabbix: Pick<Zabbix, 'url' | 'version'>,
  backup: Backup,
  { plan, filled }: Pick<Comparison, 'plan' | 'filled'>,
  { allowMany, prune, force, undo, dir }: Permissions,
): LargeShares {
  const begun = new Set(findSetOut(dir, zabbix.url).flatMap(({ objects }) => objects.map(markOf)));
  const isBegun = (object: Identity): boolean => begun.has(markOf(object));
  const shares = kindsOverThreshold(withoutSecretsOnly(plan, filled), isBegun, undo?.deletions);
  if (allowMany) return { shares, meant: '--allow-many' };
  if (force) return { shares, meant: '--force-templates' };
  // Between versions nearly everything differs.
  if (isConverted(backup, zabbix.version) && !prune)
    return { shares, meant: 'a restore from another version' };
  return { shares };
}
