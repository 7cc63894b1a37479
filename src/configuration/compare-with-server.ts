import { InputError } from '../errors.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import type { Backup } from './backup/backup.ts';
import type { Configuration, Identity } from './configuration.ts';
import { allObjects } from './configuration.ts';
import { convertedBackup, withLosses } from './conversion/converted-backup.ts';
import {
  bringsWhatLacks,
  chosenWith,
  comingAlong,
  type Dependency,
  dependenciesOf,
  partsNamedIn,
} from './dependencies.ts';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { keepingAccess, type OwnAccess } from './kinds/own-access.ts';
import { makePlan, type Plan } from './plan.ts';
import { rehearsed } from './rehearsal.ts';
import type { NotDoneEntry } from './report.ts';
import { type Filled, type SecretValues, withSecrets } from './secrets/fill.ts';
import type { Selection } from './selection.ts';
import { foreseeSkipped } from './server/foresee.ts';
import { readOwnAccess } from './server/read-own-access.ts';
import { type LiveConfiguration, readServer } from './server/read-server.ts';

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
  /** When the reading of the server began. */
  readonly readAt: Date;
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
  const readAt = new Date();
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
    const planWith = (some: readonly Dependency[]): Plan => planFor(desiredWith(some));
    ({ dependencies, plan } = comingAlong(backup.configuration, selection, zabbix.version, brings, planWith));
    desired = desiredWith(dependencies);
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
    readAt,
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
