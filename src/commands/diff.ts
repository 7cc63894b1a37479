import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { notAvailable } from './not-available.ts';
import { switchOption } from './options.ts';
import { selectionOptions } from './patterns.ts';

export const diff = defineCommand({
  name: 'diff',
  summary: 'show what a restore of the backup would change',
  description:
    'Compares the backup in ZBX_CONFIG_DIR with the Zabbix server and prints, object by object and field by field, what restore_config would change. Nothing is written.',
  examples: [
    { line: 'concierge-scheduler diff --config-dir ./backup', comment: 'everything that differs' },
    { line: 'concierge-scheduler diff --json --only hosts', comment: 'hosts only, as a JSON document' },
  ],
  arguments: {},
  options: {
    keepItems: switchOption(
      '--keep-items',
      'as restore_config with --keep-items: name the items that would be left',
    ),
    ...selectionOptions,
  },
  variables: [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR'],
  exitCodes: {
    0: 'no difference',
    3: 'differences were found',
  },
  async run(_context) {
    throw notAvailable('diff');
  },
});
