import { ConciergeError, RefusedError } from '../errors.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import type { Backup } from './backup/backup.ts';
import { keepNeeds } from './backup/needs-set-out.ts';
import { findPutBack, keepPutBack, keepRemaining } from './backup/put-back.ts';
import { findSetOut, keepSetOut, settleSetOut } from './backup/set-out.ts';
import { type CompareOptions, type Comparison, compareWithServer } from './compare-with-server.ts';
import { allObjects, type Configuration, type Identity, markOf } from './configuration.ts';
import { needsOfPlan, tellEarlierNeeds } from './earlier-needs.ts';
import { keepCopy, keepRecord, nothingSentYet } from './kept-beside.ts';
import { isHolderKind } from './kind.ts';
import { BACKED_UP, kindNamed } from './kinds/all-kinds.ts';
import { type LargeShares, largeShares } from './large-shares.ts';
import { type Change, isEmpty, type Plan } from './plan.ts';
import { planDocument } from './plan-document.ts';
import { refuseNul } from './refuse-nul.ts';
import { type Report, ReportBuilder } from './report.ts';
import { secretsSet } from './secrets/fill.ts';
import { EVERYTHING, type Selection } from './selection.ts';
import { applyPlan } from './server/apply.ts';
import { type ApplyContext, reasonOf } from './server/apply-context.ts';
import { deleteObjects } from './server/delete-objects.ts';
import { deleteAllTemplates, type ForceCost } from './server/force-templates.ts';
import { putBackActions } from './server/put-back-actions.ts';
import { refuseTooMany, sharesText } from './threshold.ts';
import { beginUndoRecord, type Undo } from './undo.ts';

/**
 * Templates that are deleted must come back, and hosts must get their links back.
 * @throws RefusedError where the selection leaves some out
 */
export function refuseForceOfSelection({ everything }: Selection): void {
  if (!everything) throw doNotComeBack('the restore is of a selection (--only, --skip)');
}

/** As `refuseForceOfSelection`. @throws RefusedError where the backup leaves all of them out */
export function refuseForceWithout(backup: Configuration): void {
  const needed = BACKED_UP.filter(isHolderKind).map(({ name }) => name);
  const lacking = needed.filter((kind) => !backup.objects.get(kind)?.size);
  if (lacking.length > 0) throw doNotComeBack(`the backup holds no ${lacking.join(' and no ')}`);
}

function doNotComeBack(why: string): RefusedError {
  return new RefusedError('--force-templates would delete templates that do not come back', {
    why,
    remedy: 'Restore without --force-templates, or a whole backup with it.',
  });
}

export interface RestoreOptions extends CompareOptions {
  /** Where the backup is: the copy of the target and the record of the restore are put beside it. */
  readonly dir: string;
  readonly allowMany: boolean;
  readonly now: () => Date;
  /** Asked before the first write, with the plan. Throws to stop the restore. */
  readonly approve: (comparison: Comparison) => Promise<void>;
  /** All templates of the target are deleted first, at this cost. */
  readonly force?: ForceCost;
  /** This restore undoes another: what that one created is deleted. */
  readonly undo?: Undo;
  /** Told what is done between the steps, for people. */
  readonly say: (message: string) => void;
  /** Told where the copy of the target is, before the first write. */
  readonly onCopy: (folder: string) => void;
}

export interface RestoreOutcome {
  readonly plan: Plan;
  readonly report: Report;
  /** What the target, read again, still lacks: empty, or the restore was not a success. */
  readonly left: Plan;
  /** The copy of the target as it was before, and the record; absent where nothing was to be done. */
  readonly before?: string;
  readonly record?: string;
}

/** Whether the server is as it should be, and nothing of it was left undone. */
export function isSuccess({ left, report }: RestoreOutcome): boolean {
  return isEmpty(left) && report.failed.length === 0 && report.skipped.length === 0;
}

/**
 * Makes a server equal to a backup: plan, check, keep a copy, apply, read again.
 * @param report collects what is done as it is done, so that it can be told whatever happens
 * @throws InputError for what Zabbix would not keep; RefusedError over the safety threshold, and where the server changed
 *   while a person was asked; whatever the server or the disk throws. What was done until then is in the report.
 */
export async function restore(
  zabbix: Zabbix,
  backup: Backup,
  comparison: Comparison,
  options: RestoreOptions,
  report: ReportBuilder = new ReportBuilder(),
): Promise<RestoreOutcome> {
  const { force, undo } = options;
  const deleted = undo?.deletions ?? [];
  const earlier = findSetOut(options.dir, zabbix.url);
  if (isNothingToDo(zabbix, comparison, options)) {
    await tellEarlierNeeds(zabbix, comparison, { ...options, deleted }, report);
    settleSetOut(earlier, () => false);
    return { plan: comparison.plan, report, left: comparison.plan };
  }
  refuseNul(comparison.plan);
  refuseWrongTarget(largeShares(zabbix, backup, comparison, options), options.say);
  const current = await approved(zabbix, backup, comparison, options);
  const before = await keepCopy(current, options);
  options.onCopy(before);
  const undoing = beginUndoRecord(before, zabbix, current, options);
  keepSetOut(before, zabbix.url, force ? allObjects(current.desired) : creations(current.plan));
  if (force) {
    keepPutBack(before, zabbix.url, force.actions);
    await deleteTemplates(zabbix, force, current, options);
  }
  const applied = force ? await compareWithServer(zabbix, backup, options) : current;
  keepNeeds(before, zabbix.url, needsOfPlan(applied.plan, zabbix.version));
  const context = contextOf(zabbix, applied, options, report);
  await carryOut(applied, context, options);
  await undoing.finish(applied.live.names, options.signal);
  const record = await keepRecord(context, options);
  const left = await verify(zabbix, backup, applied, context, options);
  const differing = new Set(left.changes.filter(({ type }) => type === 'update').map(markOf));
  await tellEarlierNeeds(zabbix, applied, { ...options, deleted }, report);
  settleSetOut(findSetOut(options.dir, zabbix.url), (object) => differing.has(markOf(object)));
  return { plan: applied.plan, report, left, before, record };
}

function isNothingToDo(zabbix: Zabbix, { plan }: Comparison, { dir, force, undo }: RestoreOptions): boolean {
  const pending = findPutBack(dir, zabbix.url);
  return isEmpty(plan) && !force && pending.length === 0 && (undo?.deletions ?? []).length === 0;
}

/**
 * Holds the safety threshold. Where much is meant to change the numbers are said, and no more.
 * @throws RefusedError where too much would change
 */
function refuseWrongTarget({ shares, meant }: LargeShares, say: (message: string) => void): void {
  if (meant === undefined) refuseTooMany(shares);
  else if (shares.length > 0)
    say(`This changes ${sharesText(shares)}: ${meant} passes the safety threshold.`);
}

/** What was read stays good for this long; a person may take longer to answer. */
const STALE_AFTER_MS = 60_000;

/**
 * Has the comparison approved. After a long wait it is one that was made anew, since the copy of the target is to hold
 * what others did meanwhile.
 * @throws what `approve` throws; RefusedError where something else would be done now than what was approved
 */
async function approved(
  zabbix: Zabbix,
  backup: Backup,
  comparison: Comparison,
  options: RestoreOptions,
): Promise<Comparison> {
  const askedAt = options.now().getTime();
  await options.approve(comparison);
  if (options.now().getTime() - askedAt < STALE_AFTER_MS) return comparison;
  const { own } = comparison;
  const again = await compareWithServer(zabbix, backup, { ...options, ...(own && { own }) }, EVERYTHING);
  const words = ({ plan, skipped }: Comparison): string => JSON.stringify(planDocument(plan, skipped));
  if (words(again) === words(comparison)) return again;
  throw new RefusedError('The server has changed since it was read', {
    why: 'something else would be done now than what was shown',
    remedy: 'Run the command again: it shows what would be done now.',
  });
}

/** @throws ConciergeError for what ends the deletion in the middle */
async function deleteTemplates(
  zabbix: Zabbix,
  force: ForceCost,
  { live }: Comparison,
  { progress, signal }: RestoreOptions,
): Promise<void> {
  try {
    await deleteAllTemplates(zabbix, force, live.names, progress, signal);
  } catch (cause) {
    if (cause instanceof RefusedError || signal?.aborted) throw cause;
    throw new ConciergeError('Templates may have been deleted, and none was restored yet', {
      why: reasonOf(cause),
      cause,
    });
  }
}

function contextOf(
  zabbix: Zabbix,
  { desired, live }: Comparison,
  { progress, keepItems, signal }: RestoreOptions,
  report: ReportBuilder,
): ApplyContext {
  return {
    zabbix,
    names: live.names,
    report,
    progress,
    desired,
    sent: nothingSentYet(),
    deferred: [],
    keepItems,
    ...(signal && { signal }),
  };
}

/** Writes all that differs; where that ends in the middle, the record of what was sent is kept all the same. */
async function carryOut(
  { plan, skipped, filled }: Comparison,
  context: ApplyContext,
  options: RestoreOptions,
): Promise<void> {
  const { zabbix, report } = context;
  for (const entry of plan.leftAlone) report.need(entry, entry.needs);
  try {
    await applyPlan(plan, skipped, context);
    if (filled) report.secretsSet.push(...secretsSet(plan, filled, report));
    // What stands below another in a tree of names goes first.
    await deleteObjects((options.undo?.deletions ?? []).toReversed(), context);
    for (const { file, actions } of findPutBack(options.dir, zabbix.url)) {
      const remaining = await putBackActions(actions, context);
      keepRemaining(file, zabbix.url, remaining);
    }
  } catch (error) {
    // What ended the restore is what matters; a record that cannot be written either is said and no more.
    await keepRecord(context, options, 'known').catch((second: unknown) => options.say(reasonOf(second)));
    throw error;
  }
}

/** Reads the server again, writes what Zabbix changed along with something else, and says what still differs. */
async function verify(
  zabbix: Zabbix,
  backup: Backup,
  { dependencies, own }: Comparison,
  context: ApplyContext,
  options: RestoreOptions,
): Promise<Plan> {
  options.say('Reading the target again.');
  // What cannot be read cannot be found to be as it should: it was set, and that is all.
  const { secrets: _set, ...without } = options;
  const again: CompareOptions = {
    ...without,
    setSecrets: false,
    ...(dependencies && { dependencies }),
    ...(own && { own }),
  };
  const after = await compareWithServer(zabbix, backup, again);
  const later = after.plan.changes.filter(
    (change) => isChangedByOthers(change) && !context.report.isBlocked(change),
  );
  if (later.length === 0) return after.plan;
  await applyPlan({ ...after.plan, changes: later, deletes: [] }, [], {
    ...context,
    names: after.live.names,
  });
  return (await compareWithServer(zabbix, backup, again)).plan;
}

/** What Zabbix changes by itself along with other objects shows only when these have been written. */
function isChangedByOthers({ kind, type }: Change): boolean {
  const { travel } = kindNamed(kind);
  return type === 'update' && travel.by === 'object' && travel.changedByOthers === true;
}

function creations(plan: Plan): Identity[] {
  return plan.changes.filter(({ type }) => type === 'create');
}
