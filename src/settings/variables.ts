import {
  ADDRESSES,
  DEFAULT_ENGINE,
  ENGINE_NAMES,
  listed,
  PLACES,
  STORE_VARIABLE_NAMES,
  STORE_VARIABLES,
} from './engines.ts';
import { OFF, ON } from './on-off.ts';

/** What the program reads from its surroundings: the name, what it is for, and whether its value may be shown. */
export interface VariableDefinition {
  readonly description: string;
  /** Older names of the same thing, read where the first is not given. */
  readonly otherNames?: readonly string[];
  /** Never shown: `doctor` says only that it is set. */
  readonly secret?: boolean;
}

const ON_OR_OFF = `${ON.join(', ')} or ${OFF.join(', ')}`;

/**
 * Every environment variable that a command reads. The same names stand in an `--env-file`. A later command that
 * needs another one adds a line here and its check in `schema.ts`; those of a store stand in `engines.ts`.
 */
export const VARIABLES = {
  ZBX_API_HOST: {
    description: 'the Zabbix front end: a host name, or an address with scheme, port and path',
  },
  ZBX_API_USER: { description: 'the user to log in as', otherNames: ['ZBX_USER'] },
  ZBX_API_PASS: {
    description: 'the password of that user, or the absolute path of a file that holds it',
    otherNames: ['ZBX_PASS'],
    secret: true,
  },
  ZBX_API_TOKEN: {
    description: 'an API token (Zabbix 5.4 and later), used in place of user and password',
    secret: true,
  },
  ZBX_CONFIG_DIR: { description: 'the folder of the backup' },
  ZBX_TLS_VERIFY: {
    description: `whether the certificate is verified: ${ON_OR_OFF}; on where it is not given`,
  },
  ZBX_CA_FILE: { description: 'a file with the certificate authorities to trust (PEM)' },
  ZBX_FORCE_TEMPLATES: {
    description:
      'delete all templates before a restore; unset, empty or "false" is off, anything else on, "no" and "0" too',
  },
  HTTPS_PROXY: {
    description: 'the proxy for https addresses',
    otherNames: ['https_proxy'],
  },
  HTTP_PROXY: { description: 'the proxy for http addresses', otherNames: ['http_proxy'] },
  NO_PROXY: {
    description: 'hosts that are reached without a proxy, separated by commas',
    otherNames: ['no_proxy'],
  },
  DOCKER_HOST: {
    description:
      'the Docker Engine: unix:///path, tcp://host:2376 or ssh://user@host; default: the current context',
  },
  DOCKER_CERT_PATH: { description: 'the folder of ca.pem, cert.pem and key.pem for a tcp address' },
  DOCKER_TLS_VERIFY: {
    description: "for Docker's own programs; TLS is left out only with --certificates none",
  },
  DOCKER_CLIENT_TIMEOUT: {
    description:
      'how many seconds to wait for the Engine and for containers to run; a whole number from 1 on',
  },
  COMPOSE_HTTP_TIMEOUT: {
    description: 'how many seconds to wait for an answer of the Engine; a whole number from 1 on',
  },
  COMPOSE_FILE: { description: 'the compose files, separated by a colon' },
  COMPOSE_PROJECT_NAME: { description: 'the Compose project, or the stack of a Swarm' },
  STORAGE_LOCATION: {
    description: `where backups are kept: ${ADDRESSES.join(', ')}, or the name of a ${PLACES}`,
  },
  STORAGE_FOLDER: { description: `the folder in the ${PLACES}` },
  CLOUD_ENGINE: {
    description: `the store of a STORAGE_LOCATION without a scheme: ${listed(
      ENGINE_NAMES.map((name) => (name === DEFAULT_ENGINE ? `${name} (the default)` : name)),
      'or',
    )}`,
  },
  ...STORE_VARIABLES,
  STORAGE_ENCRYPT_TO: {
    description:
      'what goes up is encrypted to these recipients of age (age1…, or files of them), separated by spaces',
  },
  STORAGE_IDENTITY: { description: 'the file of the age identity that opens encrypted backups' },
  CONCIERGE_STATE_DIR: { description: 'where the program keeps what it must remember between runs' },
} as const satisfies Record<string, VariableDefinition>;

export type VariableName = keyof typeof VARIABLES;

export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

/** The variables that say which Zabbix to talk to, and how. */
export const ZABBIX_VARIABLES = [
  'ZBX_API_HOST',
  'ZBX_API_USER',
  'ZBX_API_PASS',
  'ZBX_API_TOKEN',
  'ZBX_TLS_VERIFY',
  'ZBX_CA_FILE',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
] as const satisfies readonly VariableName[];

/** The variables that say which Docker Engine to talk to, which project it is about, and how long to wait. */
export const DOCKER_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CLIENT_TIMEOUT',
  'COMPOSE_HTTP_TIMEOUT',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
] as const satisfies readonly VariableName[];

/** The variables that say where backups are kept, and how to get there. */
export const STORAGE_VARIABLES = [
  'STORAGE_LOCATION',
  'STORAGE_FOLDER',
  'CLOUD_ENGINE',
  ...STORE_VARIABLE_NAMES,
] as const satisfies readonly VariableName[];

/** The variables that say what encrypts and opens backups. */
export const ENCRYPTION_VARIABLES = [
  'STORAGE_ENCRYPT_TO',
  'STORAGE_IDENTITY',
] as const satisfies readonly VariableName[];

/** The definition of a variable, seen as one type whatever it leaves out. */
export function variableDefinition(name: VariableName): VariableDefinition {
  return VARIABLES[name];
}
