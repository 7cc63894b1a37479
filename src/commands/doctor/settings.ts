import { STORE_VARIABLE_NAMES, STORE_VARIABLES } from '../../settings/engines.ts';
import type { Setting, Settings } from '../../settings/settings.ts';
import { type VariableName, variableDefinition } from '../../settings/variables.ts';
import type { Check, Finding } from './check.ts';

/** Which setting belongs to which variable, in the order in which they are shown. */
const SHOWN: readonly (readonly [VariableName, (settings: Settings) => Setting<unknown>])[] = [
  ['ZBX_API_HOST', ({ apiHost }) => apiHost],
  ['ZBX_API_USER', ({ apiUser }) => apiUser],
  ['ZBX_API_PASS', ({ apiPassword }) => apiPassword],
  ['ZBX_API_TOKEN', ({ apiToken }) => apiToken],
  ['ZBX_TLS_VERIFY', ({ tlsVerify }) => tlsVerify],
  ['ZBX_CA_FILE', ({ caFile }) => caFile],
  ['HTTPS_PROXY', ({ httpsProxy }) => httpsProxy],
  ['HTTP_PROXY', ({ httpProxy }) => httpProxy],
  ['NO_PROXY', ({ noProxy }) => noProxy],
  ['ZBX_CONFIG_DIR', ({ configDir }) => configDir],
  ['ZBX_FORCE_TEMPLATES', ({ forceTemplates }) => forceTemplates],
  ['DOCKER_HOST', ({ dockerHost }) => dockerHost],
  ['DOCKER_CERT_PATH', ({ dockerCertPath }) => dockerCertPath],
  ['DOCKER_TLS_VERIFY', ({ dockerTlsVerify }) => dockerTlsVerify],
  ['DOCKER_CLIENT_TIMEOUT', ({ dockerClientTimeout }) => dockerClientTimeout],
  ['COMPOSE_HTTP_TIMEOUT', ({ composeHttpTimeout }) => composeHttpTimeout],
  ['COMPOSE_FILE', ({ composeFile }) => composeFile],
  ['COMPOSE_PROJECT_NAME', ({ composeProjectName }) => composeProjectName],
  ['STORAGE_LOCATION', ({ storageLocation }) => storageLocation],
  ['STORAGE_FOLDER', ({ storageFolder }) => storageFolder],
  ['CLOUD_ENGINE', ({ cloudEngine }) => cloudEngine],
  ...STORE_VARIABLE_NAMES.map(
    (variable) => [variable, (settings: Settings) => settings[STORE_VARIABLES[variable].setting]] as const,
  ),
  ['STORAGE_ENCRYPT_TO', ({ storageEncryptTo }) => storageEncryptTo],
  ['STORAGE_IDENTITY', ({ storageIdentity }) => storageIdentity],
  ['CONCIERGE_STATE_DIR', ({ stateDir }) => stateDir],
];

/** Every setting that somebody gave, with its value and where that came from; what is wrong; what is missing. */
export const settingsCheck: Check = {
  name: 'settings',
  async run({ settings }) {
    return [...given(settings), ...wrong(settings), ...missing(settings), ...doubtful(settings)];
  },
};

function given(settings: Settings): Finding[] {
  const troubled = new Set(settings.problems.map(({ variable }) => variable));
  return SHOWN.filter(([variable]) => !troubled.has(variable)).flatMap(([variable, pick]) => {
    const setting = pick(settings);
    if (setting.origin === 'default' || setting.value === undefined) return [];
    return [
      {
        status: 'ok',
        subject: setting.name,
        detail: `${shown(variable, setting)} (${setting.origin})`,
      } as const,
    ];
  });
}

/** Secrets are only said to be there; the address of a proxy is shown without what stands before its host. */
function shown(variable: VariableName, { value, file, word }: Setting<unknown>): string {
  if (variableDefinition(variable).secret === true)
    return file === undefined ? 'set' : `set, read from ${file}`;
  if (typeof value === 'boolean')
    return `${value ? 'on' : 'off'}${word === undefined ? '' : `, by "${word}"`}`;
  return String(value).replace(/^(https?:\/\/)[^/]*@/iu, '$1***@');
}

function wrong(settings: Settings): Finding[] {
  return settings.problems.map(({ name, origin, message, remedy }) => ({
    status: 'problem',
    subject: name,
    detail: `${message} (${origin})`,
    remedy,
  }));
}

/** Something that had to be given and was not; what is there but wrong has been told already. */
function missing(settings: Settings): Finding[] {
  const { apiHost, apiUser, apiPassword, apiToken, configDir } = settings;
  const troubled = new Set(settings.problems.map(({ variable }) => variable));
  const absent = (variable: VariableName, setting: Setting<unknown>): boolean =>
    setting.value === undefined && !troubled.has(variable);
  const hasToken = !absent('ZBX_API_TOKEN', apiToken);
  const findings: Finding[] = [];
  const status = isForContainersOnly(settings) ? 'warning' : 'problem';
  const detail =
    status === 'problem' ? 'not given' : 'not given: containers can be scaled, Zabbix cannot be backed up';
  const miss = (subject: string, remedy: string): void => {
    findings.push({ status, subject, detail, remedy });
  };
  if (absent('ZBX_API_HOST', apiHost)) miss('ZBX_API_HOST', 'Set it to the address of the Zabbix front end.');
  if (!hasToken && absent('ZBX_API_USER', apiUser)) {
    miss('ZBX_API_USER', 'Set it with ZBX_API_PASS, or set ZBX_API_TOKEN.');
  }
  if (!hasToken && absent('ZBX_API_PASS', apiPassword)) {
    miss(
      'ZBX_API_PASS',
      'Set it to the password or to the path of a file that holds it, or set ZBX_API_TOKEN.',
    );
  }
  if (absent('ZBX_CONFIG_DIR', configDir))
    miss('ZBX_CONFIG_DIR', 'Set it to the folder of the backup, or give --config-dir.');
  return findings;
}

/** Whoever only scales containers needs nothing of Zabbix. */
function isForContainersOnly(settings: Settings): boolean {
  const { apiHost, apiUser, apiPassword, apiToken, configDir, problems } = settings;
  const ofZabbix = problems.some(({ variable }) => variable.startsWith('ZBX_'));
  return (
    isForContainers(settings) &&
    !ofZabbix &&
    ![apiHost, apiUser, apiPassword, apiToken, configDir].some(isGiven)
  );
}

/** Whether anything is said of where containers are. */
export function isForContainers(settings: Settings): boolean {
  const { dockerHost, dockerCertPath, composeFile, composeProjectName } = settings;
  return [dockerHost, dockerCertPath, composeFile, composeProjectName].some(isGiven);
}

function isGiven({ value, origin }: Setting<unknown>): boolean {
  return value !== undefined && origin !== 'default';
}

function doubtful({ apiToken, apiUser, apiPassword, forceTemplates }: Settings): Finding[] {
  const findings: Finding[] = [];
  if (apiToken.value !== undefined && apiUser.value !== undefined) {
    findings.push({
      status: 'warning',
      subject: apiToken.name,
      detail: `it is used, ${apiUser.name} and the password are not`,
      remedy: 'Take one of the two away.',
    });
  }
  if (apiPassword.value !== undefined && apiPassword.value !== apiPassword.value.trim()) {
    findings.push({
      status: 'warning',
      subject: apiPassword.name,
      detail: 'it begins or ends with a space or a line end, which is taken for a part of it',
      remedy: 'Take that away where it is none: what keeps secrets for containers often adds a line end.',
    });
  }
  if (forceTemplates.value) {
    findings.push({
      status: 'warning',
      subject: forceTemplates.name,
      detail: 'every restore_config deletes all templates of its target first, with their items and history',
      remedy: 'Take it away if that is not what you want; of all words only "false" turns it off.',
    });
  }
  return findings;
}
