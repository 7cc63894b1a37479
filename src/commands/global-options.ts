import { ENGINE_NAMES } from '../settings/engines.ts';
import { switchOption, textOption } from './options.ts';

const GENERAL = { group: 'General options' };
const PYTHON_TOOL = { group: 'Taken as the Python tool took them' };

/** Options that every command takes, before or after its name. */
export const globalOptions = {
  configDir: textOption('--config-dir <folder>', 'the folder of the backup', {
    variable: 'ZBX_CONFIG_DIR',
    completes: 'directory',
    ...GENERAL,
  }),
  envFile: textOption(
    '--env-file <file>',
    'read settings from this file too (NAME=value, or NAME = "value")',
    {
      completes: 'file',
      ...GENERAL,
    },
  ),
  json: switchOption('--json', 'print the result as one JSON document', GENERAL),
  quiet: switchOption('-q, --quiet', 'only results, warnings and errors', GENERAL),
  verbose: switchOption('-v, --verbose', 'say more about what is done', GENERAL),
  noColor: switchOption('--no-color', 'no colours (as NO_COLOR=1)', GENERAL),
  noProgress: switchOption('--no-progress', 'no progress', GENERAL),
  debug: switchOption('--debug', 'with an error, show where in the program it arose', GENERAL),
  help: switchOption('-h, --help', 'show the help of the command', GENERAL),
  version: switchOption('-V, --version', 'print the version', GENERAL),
  eventEngine: textOption('--event-engine <name>', 'zabbix', { choices: ['zabbix'], ...PYTHON_TOOL }),
  containerEngine: textOption('--container-engine <name>', 'docker', { choices: ['docker'], ...PYTHON_TOOL }),
  cloudEngine: textOption('--cloud-engine <name>', 'whose store a STORAGE_LOCATION without a scheme is in', {
    variable: 'CLOUD_ENGINE',
    choices: ENGINE_NAMES,
    ...GENERAL,
  }),
};
