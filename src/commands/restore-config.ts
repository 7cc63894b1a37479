import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { SOURCE_VARIABLES, variablesFrom } from './backups/source.ts';
import { defineCommand } from './command.ts';
import { restoreOptions } from './restore/options.ts';

const VARIABLES = [
  ...ZABBIX_VARIABLES,
  'ZBX_CONFIG_DIR',
  'ZBX_FORCE_TEMPLATES',
  ...SOURCE_VARIABLES,
] as const;

export const restoreConfig = defineCommand({
  name: 'restore_config',
  family: 'event',
  summary: 'make a Zabbix server equal to the backup',
  description:
    'Creates on the Zabbix server what is missing and updates what differs from the backup in ZBX_CONFIG_DIR. Objects that the backup does not know are left alone, or deleted with --prune; within a template or host the content of the backup is exact. Before the first write the target itself is backed up beside the backup; at the end it is read again, and what still differs is said.',
  examples: [
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --dry-run',
      comment: 'what would be done',
    },
    { line: 'concierge-scheduler restore_config --config-dir ./backup', comment: 'do it' },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --prune --yes',
      comment: 'nothing but the backup',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --rehearsal',
      comment: 'try it: hosts and actions stay off',
    },
    {
      line: "concierge-scheduler restore_config --config-dir ./backup --only 'dashboards:NOC*' --with-dependencies",
      comment: 'these dashboards, and what they need and the server lacks',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --secrets secrets.yaml',
      comment: 'with the passwords and keys that no API gives back',
    },
    {
      line: 'concierge-scheduler restore_config --from s3://bucket/zabbix/20261122T171530Z',
      comment: 'from a store',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --undo',
      comment: 'back to what the server was before the last restore into it',
    },
  ],
  arguments: {},
  options: restoreOptions,
  variables: VARIABLES,
  variablesFor: ({ from, undo, secrets }) => [
    ...variablesFrom(VARIABLES, from).filter((name) => !undo || name !== 'ZBX_CONFIG_DIR'),
    ...(from === undefined && secrets !== undefined ? (['STORAGE_IDENTITY'] as const) : []),
  ],
  exitCodes: {
    0: 'the server is equal to the backup, read again and compared',
    1: 'failed, or something still differs: the report says what',
    3: 'with --dry-run: something would be done',
    4: 'refused: too much would be changed, the backup is partial or incomplete, or the rights do not suffice',
  },
  async run(context) {
    const [{ prepare }, { dryRun }, { carryOut }] = await Promise.all([
      import('./restore/prepare.ts'),
      import('./restore/dry-run.ts'),
      import('./restore/carry-out.ts'),
    ]);
    const prepared = await prepare(context);
    return context.options.dryRun ? dryRun(prepared, context) : await carryOut(prepared, context);
  },
});
