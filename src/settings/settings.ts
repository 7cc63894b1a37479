import type { CloudEngine, StoreSettings } from './engines.ts';
import type { VariableName } from './variables.ts';

/** Where a value came from; the earlier of these beats the later. */
export type Origin = 'flag' | 'environment' | 'env file' | 'default';

/** One setting: its value, where that came from, and the name under which it was given. */
export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
  /** The variable's name as it was found (`ZBX_USER` where that one was used), else the first of its names. */
  readonly name: string;
  /** The file that the value was read from, where the variable names a file (the password). */
  readonly file?: string;
  /** What was written, where the value is on or off. */
  readonly word?: string;
}

/** All settings, checked. A value that nobody gave and that has no default is undefined. */
export interface SettingValues extends StoreSettings {
  readonly apiHost: Setting<string | undefined>;
  readonly apiUser: Setting<string | undefined>;
  /** The password itself, already read from its file. */
  readonly apiPassword: Setting<string | undefined>;
  readonly apiToken: Setting<string | undefined>;
  /** An absolute path. */
  readonly configDir: Setting<string | undefined>;
  readonly tlsVerify: Setting<boolean>;
  /** An absolute path. */
  readonly caFile: Setting<string | undefined>;
  readonly forceTemplates: Setting<boolean>;
  readonly httpsProxy: Setting<string | undefined>;
  readonly httpProxy: Setting<string | undefined>;
  readonly noProxy: Setting<string | undefined>;
  /** As it was given; what it means is the containers' question. */
  readonly dockerHost: Setting<string | undefined>;
  /** An absolute path. */
  readonly dockerCertPath: Setting<string | undefined>;
  readonly dockerTlsVerify: Setting<boolean>;
  /** Seconds. */
  readonly dockerClientTimeout: Setting<number | undefined>;
  /** Seconds. */
  readonly composeHttpTimeout: Setting<number | undefined>;
  /** One or several paths, relative to the working directory as they were given. */
  readonly composeFile: Setting<readonly string[] | undefined>;
  readonly composeProjectName: Setting<string | undefined>;
  /** As it was given; `parseLocation` of the storage room reads it. */
  readonly storageLocation: Setting<string | undefined>;
  readonly storageFolder: Setting<string | undefined>;
  readonly cloudEngine: Setting<CloudEngine | undefined>;
  /** Recipients of age, or paths of files of them, separated by spaces or commas. */
  readonly storageEncryptTo: Setting<string | undefined>;
  /** An absolute path. */
  readonly storageIdentity: Setting<string | undefined>;
  /** An absolute path; has a default. */
  readonly stateDir: Setting<string>;
}

/** A value that cannot be used. It matters only to commands that read this variable. */
export interface SettingProblem {
  readonly variable: VariableName;
  /** The name under which the value was given. */
  readonly name: string;
  readonly origin: Origin;
  /** What is wrong; never holds a secret's value. */
  readonly message: string;
  readonly remedy: string;
}

export interface Settings extends SettingValues {
  /** What could not be used. The value beside it is then undefined or the default. */
  readonly problems: readonly SettingProblem[];
}
