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

/** What stayed of the backups that were deleted: names in the folder of each, none where it is gone. */
export type Deleted = ReadonlyMap<Description, readonly string[]>;

/**
 * What `prune --json` prints: the backups that are kept and those that go, each with the reasons.
 * @param done what was deleted; absent before the deed. Of what is in `stayed` the backup is deleted, and the folder is there
 * still, with what `left` names.
 */
export function pruneDocument(decided: readonly PruneDecision[], done?: Deleted): object {
  const documents = (chosen: readonly PruneDecision[]): object[] =>
    chosen.map(({ description, reasons }) => ({ ...backupDocument(description), reasons }));
  const goes = decided.filter(({ keep }) => !keep);
  const kept = documents(decided.filter(({ keep }) => keep));
  if (done === undefined) return { kept, deleted: documents(goes) };
  const stayed = goes.filter(({ description }) => leftOf(description, done).length > 0);
  return {
    kept,
    deleted: documents(goes.filter((each) => !stayed.includes(each))),
    stayed: stayed.map(({ description, reasons }) => ({
      ...backupDocument(description),
      reasons,
      left: leftOf(description, done),
    })),
  };
}

/**
 * A line per backup: kept or deleted, its name, time (UTC) and size, and why; then how many, and what that frees.
 * @param done what was deleted; absent before the deed.
 */
export function pruneText(
  location: string,
  decided: readonly PruneDecision[],
  paint: Paint,
  done?: Deleted,
): string {
  if (decided.length === 0) return `${location}: no backups`;
  const goes = decided.filter(({ keep }) => !keep).map(({ description }) => description);
  const stayed = goes.filter((each) => leftOf(each, done).length > 0);
  const word = (description: Description): string => {
    if (!goes.includes(description)) return 'keep';
    if (done === undefined) return paint.red('delete');
    return stayed.includes(description) ? paint.yellow('stayed') : paint.red('deleted');
  };
  const rows = decided.map(({ description, reasons }) => [
    word(description),
    description.backup.name,
    timeText(description.time),
    sizeText(description.backup.size),
    reasons.join(', '),
  ]);
  const freed = sizeText(goes.reduce((sum, each) => sum + each.backup.size - sizeLeft(each, done), 0));
  const summary = [
    `${decided.length - goes.length} kept`,
    `${goes.length - stayed.length} ${done === undefined ? 'to delete' : 'deleted'}`,
    ...(stayed.length > 0 ? [`${stayed.length} of which the folder stayed`] : []),
  ].join(', ');
  const why = stayed.map(
    (each) =>
      `${each.backup.name}: the backup is deleted, and its folder stays with what is none of a backup's: ${leftOf(each, done).join(', ')}`,
  );
  const table = renderTable(rows, { right: [3], indent: '  ' });
  return [`${location}:`, table, ...why, `${summary} (${freed})`].join('\n');
}

function leftOf(description: Description, done: Deleted | undefined): readonly string[] {
  return done?.get(description) ?? [];
}

/** Bytes of the files that stayed in the backup's own folder. */
function sizeLeft(description: Description, done: Deleted | undefined): number {
  const { files } = description.backup;
  return leftOf(description, done).reduce((sum, name) => sum + (files.get(name)?.size ?? 0), 0);
}
