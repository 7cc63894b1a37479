import { RefusedError } from '../errors.ts';
import { requiredConfigDir } from '../settings/required.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { switchOption } from './options.ts';
import { selectionOptions } from './patterns.ts';

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
      line: 'concierge-scheduler backup_config --config-dir ./backups --timestamped',
      comment: 'a new folder beside the earlier ones, such as ./backups/20261122T171530Z',
    },
  ],
  arguments: {},
  options: {
    timestamped: switchOption(
      '--timestamped',
      'write into a folder of its own in ZBX_CONFIG_DIR, named for the time in UTC',
    ),
    partial: switchOption('--partial', 'go on although this user does not see everything'),
    ...selectionOptions,
  },
  variables: [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR'],
  exitCodes: {
    4: 'refused: the user does not see everything, and --partial was not given',
  },
  async run({ settings, options, output, progress, signal, onExit }) {
    const startedAt = new Date();
    const dir = options.timestamped
      ? await newTimestamped(requiredConfigDir(settings), startedAt)
      : requiredConfigDir(settings);
    const [{ openZabbix }, { seesEverything }, { readServer }, { selectionOf }, backup] = await Promise.all([
      import('./zabbix.ts'),
      import('./rights.ts'),
      import('../configuration/server/read-server.ts'),
      import('../configuration/selection.ts'),
      import('../configuration/backup/write-backup.ts'),
    ]);
    const { only, skip } = options;
    const selection = selectionOf(only, skip);
    const { prepareBackupFolder } = await import('../configuration/backup/prepare.ts');
    const { refuseLesser } = await import('../configuration/backup/refuse-lesser.ts');
    refuseLesser(dir, selection);
    // A folder that cannot be written is said before the server is asked for anything.
    for (const warning of prepareBackupFolder(dir)) output.warn(warning);
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const rights = await seesEverything(zabbix, settings);
    if (!rights.everything && !options.partial) {
      throw new RefusedError('The backup would not be whole', {
        why: rights.why,
        remedy:
          'Use a user or token of the role type Super admin, or give --partial for a backup of what this user sees.',
      });
    }
    if (!rights.everything) output.warn(`The backup is partial: ${rights.why}.`);
    const partial = !rights.everything;
    const { configuration, names } = await readServer(zabbix, { selection, progress, signal, partial });
    const written = await backup.writeBackup(configuration, dir, {
      partial,
      only,
      skip,
      ids: names,
      startedAt,
      signal,
    });
    for (const warning of written.warnings) output.warn(warning);
    const { counts } = written.manifest;
    output.result({ folder: written.folder, zabbix: written.manifest.zabbix, counts, partial }, () => {
      const kinds = Object.entries(counts).map(([kind, count]) => `  ${kind}: ${count}`);
      return [`Backup of Zabbix ${zabbix.version.text} in ${written.folder}:`, ...kinds].join('\n');
    });
    return 0;
  },
});

async function newTimestamped(dir: string, now: Date): Promise<string> {
  const { timestampedFolder } = await import('../configuration/backup/timestamped.ts');
  return timestampedFolder(dir, now);
}
