import type { Setting } from './settings.ts';
import type { VariableDefinition } from './variables.ts';

/** A variable that says how to get at one store. */
export interface StoreVariable extends VariableDefinition {
  /** How it is called in `Settings`. */
  readonly setting: string;
  /** A path is made absolute, an address is one of http or https, a text is taken as it was given. */
  readonly form: 'path' | 'address' | 'text';
}

/** A store that backups may be kept in, as far as anybody knows it who does not speak to it. */
export interface Engine {
  /** What an address begins with, before its `://`. */
  readonly scheme: string;
  /** What an address looks like, for messages. */
  readonly address: string;
  /** What there is to be before anything is stored; a folder is one of this machine. */
  readonly place: 'bucket' | 'container' | 'folder';
  /** The store in a sentence. */
  readonly title: string;
  /** The page about it: rights, credentials, checksums. */
  readonly page: string;
  readonly variables: Readonly<Record<string, StoreVariable>>;
}

/**
 * The stores, by the names that `--cloud-engine` takes. Options, settings, locations and what is said of them are made of
 * this table; docs/architecture.md says what else a new store needs.
 */
export const ENGINES = {
  gcp: {
    scheme: 'gs',
    address: 'gs://bucket/folder',
    place: 'bucket',
    title: 'Google Cloud Storage',
    page: 'docs/storage-gcs.md',
    variables: {
      GCP_CREDENTIAL_FILE: {
        setting: 'gcpCredentialFile',
        form: 'path',
        description: 'Google Cloud: the file with the key of a service account',
      },
      GOOGLE_APPLICATION_CREDENTIALS: {
        setting: 'googleCredentialFile',
        form: 'path',
        description: 'Google Cloud: the file with the application default credentials',
      },
      STORAGE_EMULATOR_HOST: {
        setting: 'gcpEndpoint',
        form: 'address',
        description: 'Google Cloud: another address of the store',
      },
    },
  },
  azure: {
    scheme: 'azblob',
    address: 'azblob://container/folder',
    place: 'container',
    title: 'Azure',
    page: 'docs/storage-azure.md',
    variables: {
      AZURE_STORAGE_CONNECTION_STRING: {
        setting: 'azureConnectionString',
        form: 'text',
        description: 'Azure: the connection string of the storage account',
        secret: true,
      },
      AZURE_STORAGE_ACCOUNT: {
        setting: 'azureAccount',
        form: 'text',
        description: 'Azure: the name of the storage account',
      },
      AZURE_STORAGE_KEY: {
        setting: 'azureKey',
        form: 'text',
        description: 'Azure: a key of the storage account',
        secret: true,
      },
      AZURE_STORAGE_SAS_TOKEN: {
        setting: 'azureSasToken',
        form: 'text',
        description: 'Azure: a shared access signature (SAS)',
        secret: true,
      },
    },
  },
  aws: {
    scheme: 's3',
    address: 's3://bucket/folder',
    place: 'bucket',
    title: 'S3',
    page: 'docs/storage-s3.md',
    variables: {
      AWS_CREDENTIAL_FILE: {
        setting: 'awsCredentialFile',
        form: 'path',
        description: 'AWS: the file with the access keys',
        otherNames: ['AWS_SHARED_CREDENTIALS_FILE'],
      },
      AWS_ACCESS_KEY_ID: {
        setting: 'awsAccessKeyId',
        form: 'text',
        description: 'AWS: the id of the access key',
        secret: true,
      },
      AWS_SECRET_ACCESS_KEY: {
        setting: 'awsSecretAccessKey',
        form: 'text',
        description: 'AWS: the secret of the access key',
        secret: true,
      },
      AWS_SESSION_TOKEN: {
        setting: 'awsSessionToken',
        form: 'text',
        description: 'AWS: the token of temporary access keys',
        secret: true,
      },
      AWS_PROFILE: {
        setting: 'awsProfile',
        form: 'text',
        description: 'AWS: the profile in its configuration files',
      },
      AWS_REGION: {
        setting: 'awsRegion',
        form: 'text',
        description: 'AWS: the region of the bucket',
        otherNames: ['AWS_DEFAULT_REGION'],
      },
      AWS_ENDPOINT_URL_S3: {
        setting: 'awsEndpoint',
        form: 'address',
        description: 'AWS: the address of another store that speaks S3',
        otherNames: ['AWS_ENDPOINT_URL'],
      },
    },
  },
  local: {
    scheme: 'file',
    address: 'file:///path',
    place: 'folder',
    title: 'A folder',
    page: 'docs/storage-directory.md',
    variables: {},
  },
} as const satisfies Record<string, Engine>;

/** Whose store it is: Google Cloud, Azure, AWS (or another that speaks S3), or a folder. */
export type CloudEngine = keyof typeof ENGINES;

type VariablesOf<E extends CloudEngine> = (typeof ENGINES)[E]['variables'];

/** The names of all variables of stores. */
export type StoreVariableName = { [E in CloudEngine]: keyof VariablesOf<E> }[CloudEngine];

type SettingOf<Variable> = Variable extends { readonly setting: infer S extends string } ? S : never;

/** How these variables are called in `Settings`. */
type StoreSettingName = {
  [E in CloudEngine]: SettingOf<VariablesOf<E>[keyof VariablesOf<E>]>;
}[CloudEngine];

/** What the settings hold of all stores. */
export type StoreSettings = Readonly<Record<StoreSettingName, Setting<string | undefined>>>;

/** The engine of a location that names none. */
export const DEFAULT_ENGINE = 'gcp' satisfies CloudEngine;

export const ENGINE_NAMES = Object.keys(ENGINES) as readonly CloudEngine[];

const ALL: readonly Engine[] = Object.values(ENGINES);

/** The variables of all stores, in the order of the table. */
export const STORE_VARIABLES = Object.assign({}, ...ALL.map(({ variables }) => variables)) as Readonly<
  Record<StoreVariableName, StoreVariable & { readonly setting: StoreSettingName }>
>;

export const STORE_VARIABLE_NAMES = Object.keys(STORE_VARIABLES) as readonly StoreVariableName[];

/** `gs://bucket/folder, azblob://container/folder`, …: what a location may look like. */
export const ADDRESSES: readonly string[] = ALL.map(({ address }) => address);

/** `bucket or container`: what the clouds among the stores keep objects in. */
export const PLACES = [...new Set(ALL.map(({ place }) => place))]
  .filter((each) => each !== 'folder')
  .join(' or ');

/** `a, b or c`. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
