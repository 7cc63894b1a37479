import { InputError, RefusedError } from '../errors.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import type { Backup } from './backup/backup.ts';
import { besideName } from './backup/beside.ts';
import { findPutBack, keepPutBack, keepRemaining } from './backup/put-back.ts';
import { writeRestoreRecord } from './backup/restore-record.ts';
import { findSetOut, keepSetOut, type SetOut, settleSetOut } from './backup/set-out.ts';
import { writeBackup } from './backup/write-backup.ts';
import type { Configuration, Identity } from './configuration.ts';
import { convertedBackup, isConverted, withLosses } from './conversion/converted-backup.ts';
import {
  bringsWhatLacks,
  chosenWith,
  type Dependency,
  dependenciesOf,
  partsNamedIn,
} from './dependencies.ts';
import { type JsonObject, text } from './json.ts';
import { registrationActions, triggerActions } from './kinds/actions.ts';
import { kindNamed, kindsInOrder, referencesOf } from './kinds/all-kinds.ts';
import { keepingAccess, type OwnAccess } from './kinds/own-access.ts';
import { type Change, isEmpty, makePlan, type Plan } from './plan.ts';
import { referencePlaces } from './references.ts';
import { refuseNul } from './refuse-nul.ts';
import { rehearsed } from './rehearsal.ts';
import { reportDocument } from './render-report.ts';
import { type NotDoneEntry, type Report, ReportBuilder } from './report.ts';
import {
  type Filled,
  type SecretValues,
  secretsSet,
  withoutSecretsOnly,
  withSecrets,
} from './secrets/fill.ts';
import type { Selection } from './selection.ts';
import { applyPlan } from './server/apply.ts';
import { type ApplyContext, reasonOf } from './server/apply-context.ts';
import { deleteCreated } from './server/delete-created.ts';
import { deleteAllTemplates, type ForceCost } from './server/force-templates.ts';
import { foreseeSkipped } from './server/foresee.ts';
import { putBackActions } from './server/put-back-actions.ts';
import { readOwnAccess } from './server/read-own-access.ts';
import { type LiveConfiguration, readServer } from './server/read-server.ts';
import { refuseTooMany } from './threshold.ts';
import { beginUndoRecord, type Undo } from './undo.ts';

export interface CompareOptions {
  readonly selection: Selection;
  /** What the selected objects need comes along: what they lack on the target, or these where that is known. */
  readonly dependencies?: 'lacking' | readonly Dependency[];
  readonly keepItems: boolean;
  /** Values of secret macros that the backup holds are set: what they are now cannot be read. */
  readonly setSecrets?: boolean;
  /** Values that no API gives back, to be set: what they are now cannot be read either. */
  readonly secrets?: SecretValues;
  /** Everything that would act by itself is put to sleep: see `rehearsed`. */
  readonly rehearsal?: boolean;
  /** What the backup does not have goes, save what this spares: see `spareFrom`. */
  readonly prune?: { readonly spares: (object: Identity) => boolean };
  /** The user does not see everything on the server: kinds that it is not shown at all are not compared. */
  readonly partial?: boolean;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** The user of the session: nothing is planned that would lock it out. */
  readonly userid?: string;
  /** What let that user in before the restore began. */
  readonly own?: OwnAccess;
}

/** A backup held against a server: what would have to be done, and what of it is known not to be possible. */
export interface Comparison {
  readonly desired: Configuration;
  readonly live: LiveConfiguration;
  readonly plan: Plan;
  readonly skipped: readonly NotDoneEntry[];
  /** What comes along because selected objects need it; absent where nobody asked for it. */
  readonly dependencies?: readonly Dependency[];
  readonly own?: OwnAccess;
  /** Where secrets were filled in. */
  readonly filled?: Filled;
}

/**
 * Reads the server and plans what would make it equal to the backup.
 * @param everything the whole server is read, not only what is compared: for a backup of it
 * @throws RefusedError where the backup cannot be converted to the version of the server: see convertTo
 */
export async function compareWithServer(
  zabbix: Zabbix,
  given: Backup,
  options: CompareOptions,
  everything?: Selection,
): Promise<Comparison> {
  const { backup, losses } = convertedBackup(given, zabbix.version);
  const { selection } = options;
  const filled = options.secrets && withSecrets(backup.configuration, options.secrets);
  const whole = filled?.configuration ?? backup.configuration;
  const desiredWith = (dependencies: readonly Dependency[]): Configuration => {
    const chosen = selection.everything ? whole : chosenWith(whole, selection, dependencies);
    return options.rehearsal ? rehearsed(chosen) : chosen;
  };
  let desired = desiredWith([]);
  if (!selection.everything && [...desired.objects.values()].every(({ size }) => size === 0)) {
    throw new InputError('Nothing in the backup fits --only and --skip', {
      why: `the backup holds ${[...backup.configuration.objects].map(([kind, all]) => `${all.size} ${kind}`).join(', ')}`,
      remedy: 'Look at the names in its files; quote patterns, so that the shell leaves them alone.',
    });
  }
  let dependencies =
    options.dependencies === 'lacking'
      ? dependenciesOf(backup.configuration, selection, zabbix.version)
      : options.dependencies;
  desired = desiredWith(dependencies ?? []);
  const kinds = new Set(desired.objects.keys());
  const inBackup: Selection = {
    everything: false,
    kind: (kind) => kinds.has(kind),
    // What is renamed on the server goes by another name there: all of a kind is read where any of it is wanted.
    object: () => true,
    skips: () => false,
  };
  const live = await readServer(zabbix, {
    selection: everything ?? inBackup,
    progress: options.progress,
    ...(options.partial && { partial: true }),
    ...(options.signal && { signal: options.signal }),
  });
  const { objects: shown } = live.configuration;
  const own =
    options.own ??
    (options.userid === undefined ? undefined : await readOwnAccess(zabbix, options.userid, options.signal));
  const planFor = (wanted: Configuration): Plan =>
    withLosses(
      losses,
      makePlan(wanted, live.configuration, {
        kinds: kindsInOrder(zabbix.version).filter(({ name }) => wanted.objects.has(name) && shown.has(name)),
        version: zabbix.version,
        keepItems: options.keepItems,
        ...((options.setSecrets || filled) && { setSecrets: true }),
        ...(options.prune && { prunes: isGivenUp(selection, options.prune) }),
        notRecorded: backup.notRecorded,
        ...(own && { leave: keepingAccess(own, wanted, live.configuration) }),
      }),
    );
  let plan = planFor(desired);
  if (options.dependencies === 'lacking') {
    const parts = partsNamedIn(desired, allObjects(desired), zabbix.version);
    await Promise.all([...parts].map(([kind, keys]) => live.names.findIds(kind, keys, options.signal)));
    const brings = bringsWhatLacks(plan, ({ kind, key }) => live.names.idOf(kind, key) !== undefined);
    dependencies = dependenciesOf(backup.configuration, selection, zabbix.version, brings);
    desired = desiredWith(dependencies);
    plan = planFor(desired);
  }
  const skipped = await foreseeSkipped(
    plan,
    desired,
    live.configuration,
    live.names,
    zabbix.version,
    options.signal,
  );
  return {
    desired,
    live,
    plan,
    skipped,
    ...(dependencies && { dependencies }),
    ...(own && { own }),
    ...(filled && { filled }),
  };
}

/** What may be deleted: it is of the selection, as what is restored is, and nothing spares it. */
function isGivenUp(
  selection: Selection,
  { spares }: NonNullable<CompareOptions['prune']>,
): (object: Identity) => boolean {
  return (object) => selection.object(object.kind, object.key) && !spares(object);
}

/**
 * Templates that are deleted must come back, and hosts must get their links back.
 * @throws RefusedError where the backup or the selection leaves some out
 */
export function refusePartialForce(desired: Configuration, selection: Selection): void {
  const lacking = ['templates', 'hosts'].filter((kind) => !desired.objects.get(kind)?.size);
  if (selection.everything && lacking.length === 0) return;
  throw new RefusedError('--force-templates would delete templates that do not come back', {
    why: selection.everything
      ? `the backup holds no ${lacking.join(' and no ')}`
      : 'the restore is of a selection (--only, --skip)',
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

/**
 * Makes a server equal to a backup: plan, check, keep a copy, apply, read again.
 * @param report collects what is done as it is done, so that it can be told whatever happens
 * @throws InputError for what Zabbix would not keep; RefusedError over the safety threshold; whatever the server or the disk throws. What was done until then is
 *   in the report.
 */
export async function restore(
  zabbix: Zabbix,
  backup: Backup,
  comparison: Comparison,
  options: RestoreOptions,
  report: ReportBuilder = new ReportBuilder(),
): Promise<RestoreOutcome> {
  const { live } = comparison;
  const { force } = options;
  const pending = findPutBack(options.dir, zabbix.url);
  const earlier = findSetOut(options.dir, zabbix.url);
  const deletions = options.undo?.deletions ?? [];
  if (isEmpty(comparison.plan) && !force && pending.length === 0 && deletions.length === 0) {
    settleSetOut(earlier, () => false);
    return { plan: comparison.plan, report, left: comparison.plan };
  }
  refuseNul(comparison.plan);
  // Between versions nearly everything differs: the plan says how much.
  const expected = isConverted(backup, zabbix.version) && !options.prune;
  if (!options.allowMany && !force && !expected) {
    refuseTooMany(withoutSecretsOnly(comparison.plan, comparison.filled), isAmong(earlier), deletions);
  }
  await options.approve(comparison);
  const before = await keepCopy(live, options);
  options.say(`The target as it was is kept in ${before}.`);
  const undoing = beginUndoRecord(before, zabbix, comparison, options);
  keepSetOut(before, zabbix.url, force ? allObjects(comparison.desired) : creations(comparison.plan));
  if (force) {
    keepPutBack(before, zabbix.url, force.actions);
    await deleteAllTemplates(zabbix, force, live.names, options.progress, options.signal);
  }
  const {
    plan,
    desired,
    live: now,
    skipped,
    filled,
  } = force ? await compareWithServer(zabbix, backup, options) : comparison;
  const sent = new Map<string, JsonObject[]>();
  const context: ApplyContext = {
    zabbix,
    names: now.names,
    report,
    progress: options.progress,
    desired,
    sent,
    deferred: [],
    keepItems: options.keepItems,
    ...(options.signal && { signal: options.signal }),
  };
  for (const entry of plan.leftAlone) report.need(entry, entry.needs);
  try {
    await applyPlan(plan, skipped, context);
    if (filled) report.secretsSet.push(...secretsSet(plan, filled, report));
    await deleteCreated(zabbix, deletions, report, options.signal);
    for (const { file, actions } of findPutBack(options.dir, zabbix.url)) {
      const remaining = await putBackActions(zabbix, actions, desired, now.names, report);
      keepRemaining(file, zabbix.url, remaining);
    }
  } catch (error) {
    // What ended the restore is what matters; a record that cannot be written either is said and no more.
    await keepRecord(context, options, 'known').catch((second: unknown) => options.say(reasonOf(second)));
    throw error;
  }
  await undoing.finish(now.names, options.signal);
  const record = await keepRecord(context, options);
  options.say('Reading the target again.');
  // What cannot be read cannot be found to be as it should: it was set, and that is all.
  const { secrets: _set, ...without } = options;
  const again = {
    ...without,
    setSecrets: false,
    ...(comparison.dependencies && { dependencies: comparison.dependencies }),
    ...(comparison.own && { own: comparison.own }),
  };
  let after = await compareWithServer(zabbix, backup, again);
  const later = after.plan.changes.filter((change) => isChangedByOthers(change) && !report.isBlocked(change));
  if (later.length > 0) {
    await applyPlan({ ...after.plan, changes: later, deletes: [] }, [], {
      ...context,
      names: after.live.names,
    });
    after = await compareWithServer(zabbix, backup, again);
  }
  const { plan: left } = after;
  const differing = new Set(left.changes.filter(({ type }) => type === 'update').map(nameOf));
  settleSetOut(findSetOut(options.dir, zabbix.url), (object) => differing.has(nameOf(object)));
  return { plan, report, left, before, record };
}

/** What Zabbix changes by itself along with other objects shows only when these have been written. */
function isChangedByOthers({ kind, type }: Change): boolean {
  const { travel } = kindNamed(kind);
  return type === 'update' && travel.by === 'object' && travel.changedByOthers === true;
}

function creations(plan: Plan): Identity[] {
  return plan.changes.filter(({ type }) => type === 'create');
}

function allObjects({ objects }: Configuration): Identity[] {
  return [...objects.values()].flatMap((all) => [...all.values()]);
}

function isAmong(setOut: readonly SetOut[]): (object: Identity) => boolean {
  const names = new Set(setOut.flatMap(({ objects }) => objects).map(nameOf));
  return (object) => names.has(nameOf(object));
}

function nameOf({ kind, key }: Identity): string {
  return `${kind} ${key}`;
}

/** The whole target as it was before the first write, as a backup that can be restored. */
async function keepCopy(live: LiveConfiguration, options: RestoreOptions): Promise<string> {
  const startedAt = options.now();
  const dir = besideName(options.dir, 'pre-restore', startedAt);
  await writeBackup(live.configuration, dir, {
    partial: false,
    ids: live.names,
    startedAt,
    ...(options.signal && { signal: options.signal }),
  });
  return dir;
}

/** Leaves the names that were mapped and the actions that were sent in a folder beside the backup. */
async function keepRecord(
  context: ApplyContext,
  options: RestoreOptions,
  ids: 'all' | 'known' = 'all',
): Promise<string> {
  const { desired, names, zabbix, sent } = context;
  const wanted = new Map<string, Set<string>>(
    ['templates', 'hostgroups'].map((kind) => [kind, new Set(desired.objects.get(kind)?.keys())]),
  );
  for (const kind of [triggerActions, registrationActions]) {
    for (const { content } of desired.objects.get(kind.name)?.values() ?? []) {
      for (const { parent, field, to } of referencePlaces(content, referencesOf(kind, zabbix.version))) {
        wanted.set(to, (wanted.get(to) ?? new Set()).add(text(parent[field])));
      }
    }
  }
  // After what ended a restore in the middle nothing more is asked.
  if (ids === 'all') await Promise.all([...wanted].map(([kind, keys]) => names.findIds(kind, keys)));
  const mapped = [...wanted].flatMap(([kind, keys]) =>
    [...keys].flatMap((key) => {
      const id = names.idOf(kind, key);
      return id === undefined ? [] : [{ kind, key, id }];
    }),
  );
  return await writeRestoreRecord(options.dir, options.now(), {
    mapped,
    registrationActions: sent.get('reg_actions') ?? [],
    triggerActions: sent.get('trigger_actions') ?? [],
    report: reportDocument(context.report),
  });
}
