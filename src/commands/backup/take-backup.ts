import { prepareBackupFolder } from '../../configuration/backup/prepare.ts';
import { refuseLesser } from '../../configuration/backup/refuse-lesser.ts';
import { timestampedFolder } from '../../configuration/backup/timestamped.ts';
import { type WrittenBackup, writeBackup } from '../../configuration/backup/write-backup.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { hosts } from '../../configuration/kinds/hosts.ts';
import { type Selection, selectionOf } from '../../configuration/selection.ts';
import { type ConsistentReading, readConsistently } from '../../configuration/server/read-consistently.ts';
import { type ExitCode, InputError, RefusedError } from '../../errors.ts';
import { requiredConfigDir } from '../../settings/required.ts';
import { optimiseLater } from '../../settings/v8-flags.ts';
import type { Output } from '../../terminal/output.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { warnOfUnfitting } from '../patterns.ts';
import { BROUGHT_BACKUPS, removeLeftBehind } from '../private-folders.ts';
import { seesEverything } from '../rights.ts';
import { openZabbix } from '../zabbix.ts';
import { openElsewhere, refuseUnencrypted } from './elsewhere.ts';
import type { BackupContext } from './options.ts';
import { renderCounts } from './render-counts.ts';
import { warnOfDiscovered } from './warn-of-discovered.ts';

/**
 * Writes the configuration of the server to a folder, then brings it wherever else it was asked to be.
 * @returns 1 where it could not be brought there whole
 * @throws InputError, RefusedError where this cannot or must not be written; whatever the server or the disk throws
 */
export async function takeBackup(context: BackupContext): Promise<ExitCode> {
  const { settings, options, output } = context;
  const startedAt = new Date();
  refuseUnencrypted(options);
  await removeLeftBehind(BROUGHT_BACKUPS, context);
  const given = requiredConfigDir(settings);
  const dir = options.timestamped ? timestampedFolder(given, startedAt) : given;
  const selection = selectionOf(options.only, options.skip);
  // What can be refused is, before the server is asked for anything.
  refuseLesser(dir, { selection, partial: false });
  for (const warning of prepareBackupFolder(dir)) output.warn(warning);
  const elsewhere = await openElsewhere(dir, context);
  const zabbix = await openZabbix(context);
  const partial = await isPartial(zabbix, context);
  refuseLesser(dir, { selection, partial });
  const read = await readWhole(zabbix, { selection, partial }, context);
  const written = await writeBackup(read.configuration, dir, {
    partial,
    isNew: options.timestamped,
    only: options.only,
    skip: options.skip,
    unsettled: read.unsettled,
    layout: options.layout === 'tree' ? 'tree' : 'flat',
    ids: read.names,
    startedAt,
    signal: context.signal,
  });
  for (const warning of written.warnings) output.warn(warning);
  const kept = await elsewhere(written, () => output.info(textOf(written)));
  const lines = kept.replacesText ? kept.lines : [textOf(written), ...kept.lines];
  output.result({ ...documentOf(written), ...kept.document }, () => lines.join('\n'));
  return kept.exitCode;
}

/**
 * Whether the user does not see everything, which is said.
 * @throws RefusedError where that is so and was not asked for
 */
async function isPartial(zabbix: Zabbix, { settings, options, output }: BackupContext): Promise<boolean> {
  const rights = await seesEverything(zabbix, settings);
  if (rights.everything) return false;
  if (!options.partial) {
    throw new RefusedError('The backup would not be whole', {
      why: rights.why,
      remedy:
        'Use a user or token of the role type Super admin, or give --partial for a backup of what this user sees.',
    });
  }
  output.warn(`The backup is partial: ${rights.why}.`);
  return true;
}

/** Reads the server, and says what changed meanwhile and what is in no backup. */
async function readWhole(
  zabbix: Zabbix,
  what: { readonly selection: Selection; readonly partial: boolean },
  { options, output, progress, signal }: BackupContext,
): Promise<ConsistentReading> {
  optimiseLater();
  const read = await readConsistently(zabbix, { ...what, progress, signal, packed: true });
  const { readAgain, unsettled } = read;
  if (readAgain.length > 0)
    output.info(`Changed while it was read, and read again: ${readAgain.join(', ')}.`);
  if (unsettled.length > 0) {
    output.warn(
      `${unsettled.join(', ')} changed each time they were read: what the backup has of them may not be of one moment.`,
    );
  }
  await refuseEmpty(options.only, read.configuration, output);
  if (what.selection.kind(hosts.name)) await warnOfDiscovered(zabbix, { output, signal });
  return read;
}

/**
 * Names of --only that nothing fits are said. What --skip leaves out is not read, so nothing can be said of that.
 * @throws InputError where only names were given, and nothing fits any of them
 */
async function refuseEmpty(
  only: BackupContext['options']['only'],
  read: Configuration,
  output: Output,
): Promise<void> {
  await warnOfUnfitting({ only, skip: [] }, [read], output);
  const isNamed = only.length > 0 && only.every(({ name }) => name !== undefined);
  if (!isNamed || [...read.objects.values()].some(({ size }) => size > 0)) return;
  throw new InputError('Nothing on the server fits --only and --skip', {
    why: 'the backup would be empty',
    remedy: 'Look at the names; quote patterns, so that the shell leaves them alone. Nothing was written.',
  });
}

function textOf({ folder, manifest: { zabbix, counts } }: WrittenBackup): string {
  return [`Backup of Zabbix ${zabbix.version} in ${folder}:`, ...renderCounts(counts)].join('\n');
}

/** For `--json`. */
function documentOf({ folder, manifest }: WrittenBackup): object {
  const { layout, zabbix, counts, partial, changedWhileRead = [] } = manifest;
  return { folder, layout, zabbix, counts, partial, changed_while_read: changedWhileRead };
}
