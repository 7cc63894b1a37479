/** What the program reads from its surroundings: the name, what it is for, and whether its value may be shown. */
export interface VariableDefinition {
  readonly description: string;
  /** Older names of the same thing, read where the first is not given. */
  readonly otherNames?: readonly string[];
  /** Never shown: `doctor` says only that it is set. */
  readonly secret?: boolean;
}

/**
 * Every environment variable that a command reads. The same names stand in an `--env-file`. A later command that
 * needs another one adds a line here and its check in `schema.ts`.
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
  ZBX_TLS_VERIFY: { description: '"false" turns the verification of the certificate off' },
  ZBX_CA_FILE: { description: 'a file with the certificate authorities to trust (PEM)' },
  ZBX_FORCE_TEMPLATES: {
    description: 'delete all templates before a restore; unset, empty or "false" is off, anything else on',
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
    description:
      'where backups are kept: gs://bucket/folder, azblob://container/folder, s3://bucket/folder, file:///path, or the name of a bucket or container',
  },
  STORAGE_FOLDER: { description: 'the folder in the bucket or container' },
  CLOUD_ENGINE: {
    description: 'the store of a STORAGE_LOCATION without a scheme: gcp (the default), azure, aws or local',
  },
  GCP_CREDENTIAL_FILE: { description: 'Google Cloud: the file with the key of a service account' },
  GOOGLE_APPLICATION_CREDENTIALS: {
    description: 'Google Cloud: the file with the application default credentials',
  },
  STORAGE_EMULATOR_HOST: { description: 'Google Cloud: another address of the store' },
  AZURE_STORAGE_CONNECTION_STRING: {
    description: 'Azure: the connection string of the storage account',
    secret: true,
  },
  AZURE_STORAGE_ACCOUNT: { description: 'Azure: the name of the storage account' },
  AZURE_STORAGE_KEY: { description: 'Azure: a key of the storage account', secret: true },
  AZURE_STORAGE_SAS_TOKEN: { description: 'Azure: a shared access signature (SAS)', secret: true },
  AWS_CREDENTIAL_FILE: {
    description: 'AWS: the file with the access keys',
    otherNames: ['AWS_SHARED_CREDENTIALS_FILE'],
  },
  AWS_ACCESS_KEY_ID: { description: 'AWS: the id of the access key', secret: true },
  AWS_SECRET_ACCESS_KEY: { description: 'AWS: the secret of the access key', secret: true },
  AWS_SESSION_TOKEN: { description: 'AWS: the token of temporary access keys', secret: true },
  AWS_PROFILE: { description: 'AWS: the profile in its configuration files' },
  AWS_REGION: { description: 'AWS: the region of the bucket', otherNames: ['AWS_DEFAULT_REGION'] },
  AWS_ENDPOINT_URL_S3: {
    description: 'AWS: the address of another store that speaks S3',
    otherNames: ['AWS_ENDPOINT_URL'],
  },
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
  'GCP_CREDENTIAL_FILE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'STORAGE_EMULATOR_HOST',
  'AZURE_STORAGE_CONNECTION_STRING',
  'AZURE_STORAGE_ACCOUNT',
  'AZURE_STORAGE_KEY',
  'AZURE_STORAGE_SAS_TOKEN',
  'AWS_CREDENTIAL_FILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ENDPOINT_URL_S3',
] as const satisfies readonly VariableName[];

/** The definition of a variable, seen as one type whatever it leaves out. */
export function variableDefinition(name: VariableName): VariableDefinition {
  return VARIABLES[name];
}
