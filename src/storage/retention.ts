/** A backup as far as keeping it is concerned. */
export interface Aged {
  readonly name: string;
  /** When it was made. */
  readonly time: Date;
  /** Everything that its manifest names is there. */
  readonly whole: boolean;
  /** In words, where it holds less than everything, what it is counted among: 'partial ones'. Absent: it is complete. */
  readonly among?: string | undefined;
}

/** How many are kept, per rule. A rule that is absent keeps none. */
export interface RetentionRules {
  /** The newest ones. */
  readonly last?: number;
  /** The newest one of each of so many days, weeks (Monday to Sunday) or months, in UTC, that have one. */
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
}

export interface Verdict<Backup extends Aged> {
  readonly backup: Backup;
  readonly keep: boolean;
  /** Why: the rules that keep it, or what speaks against it. */
  readonly reasons: readonly string[];
}

const DAY_MS = 24 * 3600 * 1000;

/** The periods of the rules: what two backups of the same one have in common. */
const PERIODS = {
  daily: (time: Date) => time.toISOString().slice(0, 10),
  weekly: weekOf,
  monthly: (time: Date) => time.toISOString().slice(0, 7),
} as const;

/**
 * Decides which backups are kept, as `restic forget` does: each rule counts for itself and goes from the newest to the
 * oldest; what one rule keeps is kept. Rules look at whole backups only, so that an incomplete one never takes the place
 * of one that can be restored. For the same reason those that hold less than everything are series of their own, each
 * judged by the same rules. Whatever the rules say, the newest whole one of each series is kept. An incomplete one goes
 * only where it is older than the newest complete one and older than a day: until then it may be an upload under way, or
 * one to be completed.
 *
 * One of a time to come is kept and takes nobody's place: a clock was wrong, and as long as that time is not there it would
 * be the newest, so that each real new one goes in its stead.
 *
 * @param now the clock; a backup of up to a day later counts as new: clocks differ.
 * @returns a verdict on each, the newest first.
 */
export function decideRetention<Backup extends Aged>(
  backups: readonly Backup[],
  rules: RetentionRules,
  now: Date,
): Verdict<Backup>[] {
  const newestFirst = [...backups].sort(
    (a, b) => b.time.getTime() - a.time.getTime() || (a.name < b.name ? 1 : -1),
  );
  const verdicts = new Map<Backup, Verdict<Backup>>();
  const isToCome = ({ time }: Backup): boolean => time.getTime() - now.getTime() > DAY_MS;
  for (const backup of newestFirst.filter(isToCome))
    verdicts.set(backup, {
      backup,
      keep: true,
      reasons: ['its time is still to come, so no rule counts it'],
    });
  const allWhole = newestFirst.filter((backup) => backup.whole && !isToCome(backup));
  for (const among of new Set(allWhole.map((backup) => backup.among))) {
    const series = allWhole.filter((backup) => backup.among === among);
    for (const verdict of verdictsOnSeries(series, among, rules)) verdicts.set(verdict.backup, verdict);
  }
  const newest = allWhole.find(({ among }) => among === undefined);
  return newestFirst.map((backup) => verdicts.get(backup) ?? verdictOnIncomplete(backup, newest, now));
}

/** @param whole the whole backups of one series, the newest first. */
function verdictsOnSeries<Backup extends Aged>(
  whole: readonly Backup[],
  among: string | undefined,
  rules: RetentionRules,
): Verdict<Backup>[] {
  const kept = new Map<Backup, string[]>(whole.map((backup) => [backup, []]));
  const ofSeries = (reason: string): string => (among === undefined ? reason : `${reason} of the ${among}`);
  const keep = (backup: Backup, reason: string): void => {
    kept.get(backup)?.push(ofSeries(reason));
  };
  for (const backup of whole.slice(0, rules.last ?? 0)) keep(backup, 'last');
  for (const rule of ['daily', 'weekly', 'monthly'] as const) {
    const seen = new Set<string>();
    for (const backup of whole) {
      const period = PERIODS[rule](backup.time);
      if (seen.size >= (rules[rule] ?? 0) || seen.has(period)) continue;
      seen.add(period);
      keep(backup, rule);
    }
  }
  const [newest] = whole;
  if (newest !== undefined && kept.get(newest)?.length === 0)
    keep(newest, among === undefined ? 'the newest whole one' : 'the newest');
  return whole.map((backup) => {
    const reasons = kept.get(backup) ?? [];
    if (reasons.length > 0) return { backup, keep: true, reasons };
    const none = among === undefined ? 'no rule keeps it' : `no rule keeps it among the ${among}`;
    return { backup, keep: false, reasons: [none] };
  });
}

function verdictOnIncomplete<Backup extends Aged>(
  backup: Backup,
  newestComplete: Backup | undefined,
  now: Date,
): Verdict<Backup> {
  const verdict = (keep: boolean, reason: string): Verdict<Backup> => ({ backup, keep, reasons: [reason] });
  if (newestComplete === undefined) return verdict(true, 'incomplete, and no whole one is there');
  if (backup.time.getTime() >= newestComplete.time.getTime())
    return verdict(true, 'incomplete, and newer than the newest whole one');
  if (now.getTime() - backup.time.getTime() < DAY_MS)
    return verdict(true, 'incomplete, and less than a day old');
  return verdict(false, 'incomplete');
}

/** The Monday of the week, as a day. */
function weekOf(time: Date): string {
  const monday = new Date(time);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
}
