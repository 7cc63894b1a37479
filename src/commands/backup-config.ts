import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { notAvailable } from './not-available.ts';
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
  ],
  arguments: {},
  options: {
    partial: switchOption('--partial', 'go on although this user does not see everything'),
    ...selectionOptions,
  },
  variables: [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR'],
  exitCodes: {
    4: 'refused: the user does not see everything, and --partial was not given',
  },
  async run(_context) {
    throw notAvailable('backup_config');
  },
});
