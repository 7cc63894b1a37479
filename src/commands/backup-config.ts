import { resolve } from 'node:path';
import { InputError, RefusedError } from '../errors.ts';
import { requiredConfigDir } from '../settings/required.ts';
import { type VariableName, ZABBIX_VARIABLES } from '../settings/variables.ts';
import type { Output } from '../terminal/output.ts';
import type { Zabbix } from '../zabbix/connection.ts';
import { defineCommand } from './command.ts';
import { encryptOptions, UPLOAD_VARIABLES } from './encrypt-options.ts';
import type { Committed } from './git/commit-backup.ts';
import { switchOption, textOption } from './options.ts';
import { selectionOptions, warnOfUnfitting } from './patterns.ts';
import { storageOptions } from './storage-options.ts';

const VARIABLES: readonly VariableName[] = [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR'];

export const backupConfig = defineCommand({
  name: 'backup_config',
  family: 'event',
  summary: 'write the configuration of a Zabbix server to files',
  description:
    'Reads the configuration from the Zabbix server and writes it to the folder ZBX_CONFIG_DIR. The folder appears whole or not at all: an earlier backup stays as it was until the new one is complete.',
  examples: [
    { line: 'concierge-scheduler backup_config --config-dir ./backup', comment: 'everything, into ./backup' },
    {
      line: "concierge-scheduler backup_config --only 'templates:Linux*'",
      comment: 'only templates whose name begins with Linux',
    },
    {
      line: "concierge-scheduler backup_config --config-dir ./zabbix --layout tree --commit 'nightly backup'",
      comment: 'a file for each object, committed to the git repository that ./zabbix is in',
    },
    {
      line: 'concierge-scheduler backup_config --config-dir ./backups --timestamped',
      comment: 'a new folder beside the earlier ones, such as ./backups/20261122T171530Z',
    },
    {
      line: 'concierge-scheduler backup_config --config-dir ./backups --timestamped --upload --storage-location gs://my-bucket/zabbix',
      comment: 'and to gs://my-bucket/zabbix/20261122T171530Z',
    },
  ],
  arguments: {},
  options: {
    timestamped: switchOption(
      '--timestamped',
      'write into a folder of its own in ZBX_CONFIG_DIR, named for the time in UTC',
    ),
    layout: textOption(
      '--layout <layout>',
      'flat: a file for each kind (the default); tree: a file for each object, for git',
      { choices: ['flat', 'tree'] },
    ),
    commit: textOption(
      '--commit <message>',
      'commit the backup to git, where ZBX_CONFIG_DIR is in a work tree: its files and nothing else',
    ),
    partial: switchOption('--partial', 'go on although this user does not see everything'),
    upload: switchOption(
      '--upload',
      'bring the new backup to STORAGE_LOCATION too, as the command upload does',
    ),
    ...storageOptions,
    ...encryptOptions,
    ...selectionOptions,
  },
  variables: [...VARIABLES, ...UPLOAD_VARIABLES],
  variablesFor: ({ upload }) => (upload ? [...VARIABLES, ...UPLOAD_VARIABLES] : VARIABLES),
  exitCodes: {
    1: 'failed, or with --upload some files could not be sent: run upload, it sends only those; or with --commit git did not commit',
    4: 'refused: the user does not see everything, and --partial was not given; or the backup would replace one that holds more',
  },
  async run(context) {
    const { settings, options, output, progress, signal, onExit } = context;
    const startedAt = new Date();
    const dir = options.timestamped
      ? await newTimestamped(requiredConfigDir(settings), startedAt)
      : requiredConfigDir(settings);
    // The folder is replaced as a whole: what was the current folder is then another one.
    const absolute = resolve(dir);
    const [{ openZabbix }, { seesEverything }, { readConsistently }, { selectionOf }, backup] =
      await Promise.all([
        import('./zabbix.ts'),
        import('./rights.ts'),
        import('../configuration/server/read-consistently.ts'),
        import('../configuration/selection.ts'),
        import('../configuration/backup/write-backup.ts'),
      ]);
    const { only, skip } = options;
    const selection = selectionOf(only, skip);
    const { prepareBackupFolder } = await import('../configuration/backup/prepare.ts');
    const { refuseLesser } = await import('../configuration/backup/refuse-lesser.ts');
    refuseLesser(dir, { selection, partial: false });
    // A folder that cannot be written is said before the server is asked for anything.
    for (const warning of prepareBackupFolder(dir)) output.warn(warning);
    const git = { environment: process.env, signal };
    const committing = options.commit === undefined ? undefined : await import('./git/commit-backup.ts');
    const { placeOf } = await import('../configuration/backup/place.ts');
    const workTree = await committing?.openWorkTree(placeOf(dir).folder, options.commit ?? '', git);
    const uploading = options.upload ? await import('./upload-backup.ts') : undefined;
    const reporting = options.upload ? await import('./upload-report.ts') : undefined;
    const to = await uploading?.openForUpload(options.encryptTo, context);
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const rights = await seesEverything(zabbix, settings);
    if (!rights.everything && !options.partial) {
      throw new RefusedError('The backup would not be whole', {
        why: rights.why,
        remedy:
          'Use a user or token of the role type Super admin, or give --partial for a backup of what this user sees.',
      });
    }
    const partial = !rights.everything;
    refuseLesser(dir, { selection, partial });
    if (partial) output.warn(`The backup is partial: ${rights.why}.`);
    const { optimiseLater } = await import('../settings/v8-flags.ts');
    optimiseLater();
    const { configuration, names, readAgain, unsettled } = await readConsistently(zabbix, {
      selection,
      progress,
      signal,
      partial,
      packed: true,
    });
    if (readAgain.length > 0)
      output.info(`Changed while it was read, and read again: ${readAgain.join(', ')}.`);
    if (unsettled.length > 0) {
      output.warn(
        `${unsettled.join(', ')} changed each time they were read: what the backup has of them may not be of one moment.`,
      );
    }
    // What --skip leaves out is not read, so nothing can be said of that.
    await warnOfUnfitting({ only, skip: [] }, [configuration], output);
    const named = only.length > 0 && only.every(({ name }) => name !== undefined);
    if (named && [...configuration.objects.values()].every(({ size }) => size === 0)) {
      throw new InputError('Nothing on the server fits --only and --skip', {
        why: 'the backup would be empty',
        remedy:
          'Look at the names; quote patterns, so that the shell leaves them alone. Nothing was written.',
      });
    }
    if (selection.kind('hosts')) await warnOfDiscovered(zabbix, context);
    const written = await backup.writeBackup(configuration, dir, {
      partial,
      only,
      skip,
      unsettled,
      layout: options.layout === 'tree' ? 'tree' : 'flat',
      ids: names,
      startedAt,
      signal,
    });
    for (const warning of written.warnings) output.warn(warning);
    const { counts } = written.manifest;
    const { folder, manifest } = written;
    const kinds = Object.entries(counts).map(([kind, count]) => `  ${kind}: ${count}`);
    const text = [`Backup of Zabbix ${zabbix.version.text} in ${folder}:`, ...kinds].join('\n');
    const document = {
      folder,
      layout: manifest.layout,
      zabbix: manifest.zabbix,
      counts,
      partial,
      changed_while_read: unsettled,
    };
    const commit = async (): Promise<{ commit?: Committed; line: string[] }> => {
      if (committing === undefined || workTree === undefined) return { line: [] };
      const made = await committing.commitBackup(written, options.commit ?? '', workTree, git);
      return { commit: made, line: [committing.commitText(made)] };
    };
    if (uploading === undefined || reporting === undefined || to === undefined) {
      const { line, ...committed } = await commit();
      output.result({ ...document, ...committed }, () => [text, ...line].join('\n'));
      return 0;
    }
    output.info(text);
    const report = await uploading.uploadBackup({ dir: absolute, force: false, to }, context);
    reporting.warnOfUpload(report, output);
    const { line, ...committed } = await commit();
    output.result({ ...document, ...committed, upload: report }, () =>
      [...line, reporting.uploadText(report)].join('\n'),
    );
    return report.failed.length > 0 ? 1 : 0;
  },
});

const MOST_NAMES = 5;

/** Says which hosts made by discovery a person has put something into that is in no backup. */
async function warnOfDiscovered(
  zabbix: Zabbix,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<void> {
  const { discoveredHostsWithMore } = await import('../configuration/server/discovered-hosts.ts');
  const found = await discoveredHostsWithMore(zabbix, signal);
  if (found.length === 0) return;
  const count = found.length === 1 ? '1 host' : `${found.length} hosts`;
  const names = found.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = found.length > MOST_NAMES ? ` and ${found.length - MOST_NAMES} more` : '';
  output.warn(
    `Not in the backup: items, triggers and the like that were put by hand into ${count} that discovery has made: ${names.join(', ')}${more}.`,
  );
}

async function newTimestamped(dir: string, now: Date): Promise<string> {
  const { timestampedFolder } = await import('../configuration/backup/timestamped.ts');
  return timestampedFolder(dir, now);
}
