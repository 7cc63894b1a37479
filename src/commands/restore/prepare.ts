import type { Backup } from '../../configuration/backup/backup.ts';
import { type CompareOptions, compareWithServer } from '../../configuration/compare-with-server.ts';
import { refuseForceOfSelection, refuseForceWithout } from '../../configuration/restore.ts';
import { EVERYTHING, selectionOf } from '../../configuration/selection.ts';
import { costOfForcing } from '../../configuration/server/force-templates.ts';
import { saidBy } from '../../settings/on-off.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { readSource } from '../backups/source.ts';
import { refuseNeedless, warnOfUnfitting } from '../patterns.ts';
import { pruning } from '../prune-target.ts';
import { refuseNarrowSight } from '../rights.ts';
import { loadSecrets } from '../secrets/load-secrets.ts';
import { openZabbix } from '../zabbix.ts';
import { lockTargetIfPossible } from './lock.ts';
import type { RestoreContext } from './options.ts';
import { readCopy, refuseBesideUndo, type UndoSource, undoOf, undoSource } from './undo.ts';
import type { Undertaking } from './words.ts';

/** What a restore works on, and what it would do. */
export interface Prepared {
  readonly zabbix: Zabbix;
  readonly backup: Backup;
  readonly undertaking: Undertaking;
  /** How the backup was compared with the server. */
  readonly compareOptions: CompareOptions;
  /** The folder beside which the copy of the target and the record are kept. */
  readonly keepBeside: string;
}

/** What is restored: a backup, or with --undo the copy that the last restore made of the target. */
interface Restored {
  readonly zabbix: Zabbix;
  readonly backup: Backup;
  readonly keepBeside: string;
  readonly undone?: UndoSource;
}

/**
 * Everything before the first write that asks nobody: reads the backup and the server, and compares.
 * @throws InputError, RefusedError where this cannot or must not be restored; whatever the server or the disk throws
 */
export async function prepare(context: RestoreContext): Promise<Prepared> {
  const { settings, options, progress, signal } = context;
  // What the command line alone forbids, before any store or server is asked.
  refuseNeedless(options.withDependencies, options.only);
  const selection = selectionOf(options.only, options.skip);
  const isForced = asksToForce(context);
  if (options.undo) refuseBesideUndo(settings, options);
  else if (isForced) refuseForceOfSelection(selection);
  const { zabbix, backup, keepBeside, undone } = await restored(context);
  const secrets = await secretsOf(backup, context);
  // Who does not see the target can neither copy it nor tell what is missing on it.
  const userid = await refuseNarrowSight(backup, zabbix, settings, {
    ofBackup: options.partial,
    ofServer: false,
  });
  const { keepItems, setSecrets, rehearsal } = options;
  const compareOptions: CompareOptions = {
    selection,
    ...(options.withDependencies && { dependencies: 'lacking' }),
    keepItems,
    setSecrets,
    rehearsal,
    ...(secrets && { secrets }),
    ...(await pruning(options.prune, backup, zabbix, settings)),
    progress,
    signal,
    ...(userid !== undefined && { userid }),
  };
  const whole = options.dryRun ? undefined : EVERYTHING;
  const comparison = await compareWithServer(zabbix, backup, compareOptions, whole);
  const { desired, live } = comparison;
  await warnOfUnfitting(options, [backup.configuration, desired, live.configuration], context.output);
  const force = isForced ? await costOfForcing(zabbix, live.names, signal) : undefined;
  const undo = undone && undoOf(undone, comparison, backup.configuration, selection);
  const limits = { selected: !selection.everything, rehearsal, keepItems };
  return { zabbix, backup, undertaking: { comparison, force, undo, limits }, compareOptions, keepBeside };
}

async function restored(context: RestoreContext): Promise<Restored> {
  const { settings, options, output } = context;
  if (options.undo) {
    const zabbix = await openTarget(context);
    const undone = undoSource(zabbix.url, settings);
    const backup = readCopy(undone.restore, options.acceptEdited);
    for (const warning of backup.warnings) output.warn(warning);
    return { zabbix, backup, keepBeside: undone.keepBeside, undone };
  }
  const { backup, keepBeside } = await readSource(options, context);
  if (settings.forceTemplates.value) refuseForceWithout(backup.configuration);
  return { zabbix: await openTarget(context), backup, keepBeside };
}

/** @throws RefusedError where another restore into this server is under way */
async function openTarget(context: RestoreContext): Promise<Zabbix> {
  const { settings, options, output, onExit } = context;
  const zabbix = await openZabbix(context);
  if (!options.dryRun) {
    const lock = lockTargetIfPossible(zabbix.url, settings.stateDir.value, output.warn);
    if (lock) onExit(() => lock.release());
  }
  return zabbix;
}

async function secretsOf(
  backup: Backup,
  { settings, options, output, environment }: RestoreContext,
): Promise<CompareOptions['secrets']> {
  if (options.secrets === undefined) return undefined;
  return await loadSecrets(options.secrets, backup, { settings, output, environment });
}

/** Whether all templates are to be deleted first. A word that turns that on though it means no is warned of. */
function asksToForce({ settings, output }: RestoreContext): boolean {
  const { value, name, word } = settings.forceTemplates;
  if (value && word !== undefined && saidBy(word) === false) {
    output.warn(`${name} is "${word}", which turns --force-templates on: only "false", or nothing, is off.`);
  }
  return value;
}
