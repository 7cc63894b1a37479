import { BACKEND_NAMES } from '../containers/backend.ts';
import { requireComponentName } from '../containers/names.ts';
import { DOCKER_VARIABLES } from '../settings/variables.ts';
import { type ArgumentDefinition, listOption, textOption } from './options.ts';

const WHERE = { group: 'Which Docker, and which project' };

/** Where the certificates for a tcp address come from. */
export const CERTIFICATE_SOURCES = ['zabbix', 'path', 'none'] as const;

/** The options of every command about containers: which Engine, which project, which backend. */
export const containerOptions = {
  datacenterUrl: textOption(
    '-u, --datacenter-url <url>',
    'the Docker Engine: unix:///path, tcp://host:2376 or ssh://user@host',
    { variable: 'DOCKER_HOST', ...WHERE },
  ),
  project: textOption('-p, --project <name>', 'the Compose project, or the stack of a Swarm', {
    variable: 'COMPOSE_PROJECT_NAME',
    ...WHERE,
  }),
  file: listOption('--file <file>', 'a compose file; may be given several times', (text) => [text], {
    completes: 'file',
    ...WHERE,
  }),
  certificates: textOption(
    '--certificates <from>',
    'for a tcp address: from Zabbix, from the folder DOCKER_CERT_PATH, or none at all; default: zabbix where ZBX_API_HOST is given, else path',
    { choices: CERTIFICATE_SOURCES, ...WHERE },
  ),
  backend: textOption('--backend <name>', `${BACKEND_NAMES.join(' or ')}, where it is not to be found out`, {
    choices: BACKEND_NAMES,
    ...WHERE,
  }),
};

/** The variables that those options and `openContainers` read. */
export const CONTAINER_VARIABLES = DOCKER_VARIABLES;

/** The component as an argument. @throws InputError for what is no name of a component */
export function componentArgument(description: string): ArgumentDefinition<string> {
  return { description, required: true, read: (given) => requireComponentName(given ?? '') };
}

/** As `componentArgument`, where it may be left out. */
export function optionalComponentArgument(description: string): ArgumentDefinition<string | undefined> {
  return {
    description,
    required: false,
    read: (given) => (given === undefined ? undefined : requireComponentName(given)),
  };
}
