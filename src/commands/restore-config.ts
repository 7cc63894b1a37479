import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { notAvailable } from './not-available.ts';
import { switchOption } from './options.ts';
import { selectionOptions } from './patterns.ts';

export const restoreConfig = defineCommand({
  name: 'restore_config',
  family: 'event',
  summary: 'make a Zabbix server equal to the backup',
  description:
    'Creates on the Zabbix server what is missing and updates what differs from the backup in ZBX_CONFIG_DIR. Objects that the backup does not know are left alone; within a template or host the content of the backup is exact. Before the first write the target itself is backed up beside the backup; at the end it is read again, and what still differs is said.',
  examples: [
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --dry-run',
      comment: 'what would be done',
    },
    { line: 'concierge-scheduler restore_config --config-dir ./backup', comment: 'do it' },
  ],
  arguments: {},
  options: {
    forceTemplates: switchOption(
      '--force-templates',
      'delete all templates of the target first, with their items and history',
      {
        variable: 'ZBX_FORCE_TEMPLATES',
      },
    ),
    dryRun: switchOption('--dry-run', 'print what would be done, write nothing'),
    yes: switchOption('--yes', 'answer yes to the question before deletions'),
    allowMany: switchOption(
      '--allow-many',
      'go on although a large part of a kind would be changed or deleted',
    ),
    keepItems: switchOption(
      '--keep-items',
      'leave items that the backup does not know on its templates and hosts',
    ),
    ...selectionOptions,
  },
  variables: [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR', 'ZBX_FORCE_TEMPLATES'],
  exitCodes: {
    0: 'the server is equal to the backup, read again and compared',
    1: 'failed, or something still differs: the report says what',
    3: 'with --dry-run: something would be done',
    4: 'refused: too much would be changed or deleted, the backup is not whole, or the rights do not suffice',
  },
  async run(_context) {
    throw notAvailable('restore_config');
  },
});
