import { requiredConfigDir } from '../settings/required.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';

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
  async run({ settings, output, signal, onExit }) {
    const dir = requiredConfigDir(settings);
    const [{ openZabbix }, { prepareIdMapFolder, simpleIdMap, writeIdMap }] = await Promise.all([
      import('./zabbix.ts'),
      import('../configuration/backup/id-map.ts'),
    ]);
    // A folder that cannot be written is said before the server is asked for anything.
    prepareIdMapFolder(dir);
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const { seesEverything } = await import('./rights.ts');
    const sight = await seesEverything(zabbix, settings);
    if (!sight.everything) output.warn(`The map may lack objects: ${sight.why}`);
    const map = await simpleIdMap(zabbix, signal);
    const file = writeIdMap(dir, map);
    const counts = Object.fromEntries(Object.entries(map).map(([kind, entries]) => [kind, entries.length]));
    output.result({ file, counts }, () =>
      [
        `Ids and names in ${file}:`,
        ...Object.entries(counts).map(([kind, count]) => `  ${kind}: ${count}`),
      ].join('\n'),
    );
    return 0;
  },
});
