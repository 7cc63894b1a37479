import { type VariableName, ZABBIX_VARIABLES } from '../settings/variables.ts';
import { backupOptions } from './backup/options.ts';
import { defineCommand } from './command.ts';
import { UPLOAD_VARIABLES } from './encrypt-options.ts';

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
  options: backupOptions,
  variables: [...VARIABLES, ...UPLOAD_VARIABLES],
  variablesFor: ({ upload }) => (upload ? [...VARIABLES, ...UPLOAD_VARIABLES] : VARIABLES),
  exitCodes: {
    1: 'failed, or with --upload some files could not be sent: run upload, it sends only those; or with --commit git did not commit',
    4: 'refused: the user does not see everything, and --partial was not given; or the backup would replace one that holds more',
  },
  async run(context) {
    const { takeBackup } = await import('./backup/take-backup.ts');
    return await takeBackup(context);
  },
});
