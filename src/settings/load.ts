import { access, constants } from 'node:fs/promises';
import type * as z from 'zod/mini';
import { registerSecret } from '../terminal/secrets.ts';
import { STORE_VARIABLE_NAMES, STORE_VARIABLES, type StoreSettings, type StoreVariable } from './engines.ts';
import { describeFileError } from './env-file.ts';
import { readPassword } from './password.ts';
import {
  anyText,
  cloudEngine,
  defaultStateDir,
  isSet,
  onOrOff,
  path,
  paths,
  projectName,
  proxy,
  seconds,
  storeAddress,
  token,
  unlessFalse,
  zabbixHost,
} from './schema.ts';
import type { Setting, SettingProblem, Settings, SettingValues } from './settings.ts';
import { find, type SettingSources } from './sources.ts';
import { secretsOfStorage } from './storage-secrets.ts';
import { type VariableName, variableDefinition } from './variables.ts';

/**
 * Reads and checks all settings. A flag beats the environment, the environment beats the file. Nothing is thrown for
 * a value that cannot be used: it becomes a problem, and only a command that reads the variable ends for it.
 * Every secret among the values is registered, so that no message can hold it.
 */
export async function loadSettings(
  flags: SettingSources['flags'],
  environment: SettingSources['environment'],
  envFile: SettingSources['envFile'] = new Map(),
): Promise<Settings> {
  const sources: SettingSources = { flags, environment, envFile };
  const problems: SettingProblem[] = [];

  function read<T>(variable: VariableName, schema: z.ZodMiniType<T, string>): Setting<T | undefined> {
    const { text, origin, name } = find(variable, sources);
    if (text === undefined) return { value: undefined, origin, name };
    registerSecretsOf(variable, text);
    const checked = schema.safeParse(text);
    if (checked.success) {
      const word = typeof checked.data === 'boolean' ? { word: text.trim() } : {};
      return { value: checked.data, origin, name, ...word };
    }
    const message = checked.error.issues.map((issue) => issue.message).join('; ');
    const remedy = `Correct ${name}: ${variableDefinition(variable).description}.`;
    problems.push({ variable, name, origin, message, remedy });
    return { value: undefined, origin, name };
  }

  function storeSettings(): StoreSettings {
    const found = STORE_VARIABLE_NAMES.map((variable) => {
      const { setting, form } = STORE_VARIABLES[variable];
      return [setting, read(variable, FORMS[form])] as const;
    });
    return Object.fromEntries(found) as StoreSettings;
  }

  const values: SettingValues = {
    apiHost: read('ZBX_API_HOST', zabbixHost),
    apiUser: read('ZBX_API_USER', anyText),
    apiPassword: await withPasswordFile(read('ZBX_API_PASS', anyText), problems),
    apiToken: read('ZBX_API_TOKEN', token),
    configDir: read('ZBX_CONFIG_DIR', path),
    tlsVerify: withDefault(read('ZBX_TLS_VERIFY', onOrOff), true),
    caFile: await withReadableFile(read('ZBX_CA_FILE', path), problems),
    forceTemplates: withDefault(read('ZBX_FORCE_TEMPLATES', unlessFalse), false),
    httpsProxy: read('HTTPS_PROXY', proxy),
    httpProxy: read('HTTP_PROXY', proxy),
    noProxy: read('NO_PROXY', anyText),
    dockerHost: read('DOCKER_HOST', anyText),
    dockerCertPath: read('DOCKER_CERT_PATH', path),
    dockerTlsVerify: withDefault(read('DOCKER_TLS_VERIFY', isSet), false),
    dockerClientTimeout: read('DOCKER_CLIENT_TIMEOUT', seconds),
    composeHttpTimeout: read('COMPOSE_HTTP_TIMEOUT', seconds),
    composeFile: read('COMPOSE_FILE', paths),
    composeProjectName: read('COMPOSE_PROJECT_NAME', projectName),
    storageLocation: read('STORAGE_LOCATION', anyText),
    storageFolder: read('STORAGE_FOLDER', anyText),
    cloudEngine: read('CLOUD_ENGINE', cloudEngine),
    ...storeSettings(),
    storageEncryptTo: read('STORAGE_ENCRYPT_TO', anyText),
    storageIdentity: read('STORAGE_IDENTITY', path),
    stateDir: withDefault(read('CONCIERGE_STATE_DIR', path), defaultStateDir(environment)),
  };
  return { ...values, problems };
}

/** How the variables of stores are checked. */
const FORMS = { path, address: storeAddress, text: anyText } as const satisfies Record<
  StoreVariable['form'],
  z.ZodMiniType<string, string>
>;

/** The origin stays where the empty text was given: somebody chose the default. */
function withDefault<T>(setting: Setting<T | undefined>, value: T): Setting<T> {
  return { ...setting, value: setting.value ?? value };
}

async function withPasswordFile(
  setting: Setting<string | undefined>,
  problems: SettingProblem[],
): Promise<Setting<string | undefined>> {
  if (setting.value === undefined) return setting;
  const reading = await readPassword(setting.value);
  if ('password' in reading) {
    registerSecret(reading.password);
    return {
      ...setting,
      value: reading.password,
      ...(reading.file === undefined ? {} : { file: reading.file }),
    };
  }
  problems.push({
    variable: 'ZBX_API_PASS',
    name: setting.name,
    origin: setting.origin,
    message: reading.problem,
    remedy: reading.remedy,
  });
  return { ...setting, value: undefined };
}

async function withReadableFile(
  setting: Setting<string | undefined>,
  problems: SettingProblem[],
): Promise<Setting<string | undefined>> {
  if (setting.value === undefined) return setting;
  try {
    await access(setting.value, constants.R_OK);
    return setting;
  } catch (error) {
    problems.push({
      variable: 'ZBX_CA_FILE',
      name: setting.name,
      origin: setting.origin,
      message: `${setting.value} cannot be read: ${describeFileError(error)}`,
      remedy: 'Give the path of a PEM file with the certificates of the authorities to trust.',
    });
    return { ...setting, value: undefined };
  }
}

/** The password in the text is not a secret where it is the path of a file; a proxy's address may hold one. */
function registerSecretsOf(variable: VariableName, text: string): void {
  if (variable === 'ZBX_API_TOKEN') registerSecret(text.trim());
  for (const secret of secretsOfStorage(variable, text)) registerSecret(secret);
  if (variable === 'ZBX_API_HOST' || variable === 'HTTPS_PROXY' || variable === 'HTTP_PROXY') {
    const password = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#\s:@]*:(?<password>[^/?#\s]*)@/iu.exec(text)?.groups
      ?.password;
    if (password === undefined) return;
    registerSecret(password);
    registerSecret(decoded(password));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
