import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
import { notAvailable } from './not-available.ts';

export const getSimpleIdMap = defineCommand({
  name: 'get_simple_id_map',
  family: 'event',
  summary: 'write the ids and names of templates, host groups, hosts and media types to a file',
  description:
    'Writes id_map_backup.json to ZBX_CONFIG_DIR: id, name and hash of every template, host group, host and media type.',
  examples: [
    { line: 'concierge-scheduler get_simple_id_map --config-dir ./backup', comment: 'into ./backup' },
    { line: 'concierge-scheduler event --config-dir ./backup get_simple_id_map', comment: 'the same' },
  ],
  arguments: {},
  options: {},
  variables: [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR'],
  exitCodes: {},
  async run(_context) {
    throw notAvailable('get_simple_id_map');
  },
});
