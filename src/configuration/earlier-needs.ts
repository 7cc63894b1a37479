import type { Zabbix } from '../zabbix/connection.ts';
import type { ZabbixVersion } from '../zabbix/version.ts';
import { findNeeds, forgetNeeds } from './backup/needs-set-out.ts';
import type { Comparison } from './compare-with-server.ts';
import { type Identity, markOf } from './configuration.ts';
import { isStillNeeded, needsOf } from './needs.ts';
import type { Plan } from './plan.ts';
import type { NeedEntry, ReportBuilder } from './report.ts';

/** What a person must put in place when a plan is carried out: noted beforehand, so that a restore that is killed leaves it. */
export function needsOfPlan({ changes }: Plan, version: ZabbixVersion): NeedEntry[] {
  return changes.flatMap((change) =>
    needsOf(change, version).map((needs) => ({ kind: change.kind, key: change.key, needs })),
  );
}

/**
 * Adds to the report what restores that did not come to their ends have left for a person to set, and have not said; of
 * what this restore does it says so itself.
 * @param dir the folder of the backup
 * @param deleted what this restore deletes
 */
export async function tellEarlierNeeds(
  { url, version }: Pick<Zabbix, 'url' | 'version'>,
  { desired, live: { names }, plan }: Pick<Comparison, 'desired' | 'live' | 'plan'>,
  {
    dir,
    deleted,
    signal,
  }: {
    readonly dir: string;
    readonly deleted: readonly Identity[];
    readonly signal?: AbortSignal | undefined;
  },
  report: ReportBuilder,
): Promise<void> {
  const kept = findNeeds(dir, url);
  const created = plan.changes.filter(({ type }) => type === 'create');
  const gone = new Set([...deleted, ...created].map(markOf));
  const said = new Set(report.needs.map((entry) => `${markOf(entry)} ${entry.needs}`));
  for (const entry of kept.flatMap(({ needs }) => needs)) {
    const { kind, key, needs } = entry;
    const wanted = desired.objects.get(kind)?.get(key);
    const given = wanted && !isStillNeeded({ type: 'create', kind, key, desired: wanted }, needs, version);
    if (given || gone.has(markOf(entry)) || said.has(`${markOf(entry)} ${needs}`)) continue;
    said.add(`${markOf(entry)} ${needs}`);
    await names.findIds(kind, [key], signal);
    if (names.idOf(kind, key) !== undefined) report.need(entry, `${needs}${BY_EARLIER}`);
  }
  forgetNeeds(kept);
}

/** Whether somebody has set it meanwhile nobody can read. */
const BY_EARLIER = ', by a restore before this one that was ended';
