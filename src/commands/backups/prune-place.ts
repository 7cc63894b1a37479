import { isTimestamped } from '../../configuration/backup/timestamped.ts';
import { lessThanEverything } from '../../configuration/backup/wholeness.ts';
import { decideRetention, type RetentionRules } from '../../storage/retention.ts';
import type { Paint } from '../../terminal/paint.ts';
import { renderTable } from '../../terminal/table.ts';
import { type Description, describeBackup } from './describe.ts';
import type { BackupPlace } from './place.ts';
import { backupDocument, newestFirst, sizeText, timeText } from './render.ts';

/** What is to become of a backup, and why. */
export interface PruneDecision {
  readonly description: Description;
  readonly keep: boolean;
  readonly reasons: readonly string[];
}

/**
 * Decides what is kept of a place. Only backups that are named for a time are a series: of those with a name of their own
 * each is the only one. A partial one and one of a selection never take the place of one that holds everything: they are
 * series of their own.
 * @returns a decision on each backup, the newest first.
 */
export async function decidePrune(
  place: BackupPlace,
  rules: RetentionRules,
  now: Date,
  signal: AbortSignal,
): Promise<PruneDecision[]> {
  const found = await place.backups(signal);
  const descriptions = newestFirst(await Promise.all(found.map((backup) => describeBackup(backup, signal))));
  const series = descriptions.flatMap((description) => {
    const { backup, state, time, manifest } = description;
    if (time === undefined || state === 'unknown' || !isTimestamped(backup.name)) return [];
    const lesser = manifest && lessThanEverything(manifest);
    const among = lesser && `${lesser} ones`;
    return [{ name: backup.name, time, whole: state === 'whole', among, description }];
  });
  const verdicts = new Map(
    decideRetention(series, rules, now).map((verdict) => [verdict.backup.description, verdict]),
  );
  return descriptions.map((description) => {
    const verdict = verdicts.get(description);
    if (verdict !== undefined) return { description, keep: verdict.keep, reasons: verdict.reasons };
    return { description, keep: true, reasons: [whyNotOfSeries(description)] };
  });
}

function whyNotOfSeries({ backup, state, problems }: Description): string {
  if (state === 'unknown') return problems[0] ?? 'it cannot be judged';
  return isTimestamped(backup.name) ? 'its time is not known' : 'not named for a time';
}

/** What `prune --json` prints: the backups that are kept and those that go, each with the reasons. */
export function pruneDocument(decided: readonly PruneDecision[]): object {
  const documents = (keep: boolean): object[] =>
    decided
      .filter((each) => each.keep === keep)
      .map(({ description, reasons }) => ({ ...backupDocument(description), reasons }));
  return { kept: documents(true), deleted: documents(false) };
}

/** A line per backup: kept or deleted, its name, time (UTC) and size, and why; then how many, and what that frees. */
export function pruneText(location: string, decided: readonly PruneDecision[], paint: Paint): string {
  if (decided.length === 0) return `${location}: no backups`;
  const rows = decided.map(({ description, keep, reasons }) => [
    keep ? 'keep' : paint.red('delete'),
    description.backup.name,
    timeText(description.time),
    sizeText(description.backup.size),
    reasons.join(', '),
  ]);
  const freed = decided
    .filter(({ keep }) => !keep)
    .reduce((sum, each) => sum + each.description.backup.size, 0);
  const deleted = decided.filter(({ keep }) => !keep).length;
  const summary = `${decided.length - deleted} kept, ${deleted} to delete (${sizeText(freed)})`;
  return [`${location}:`, renderTable(rows, { right: [3], indent: '  ' }), summary].join('\n');
}
