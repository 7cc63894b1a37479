import { InputError } from '../errors.ts';
import type { Setting, Settings } from './settings.ts';
import { type VariableName, ZABBIX_VARIABLES } from './variables.ts';

/** Something that nobody gave: what is not known, which settings would say it, and how to give them. */
interface Lack {
  /** A command that reads this variable needs it. */
  readonly variable: VariableName;
  readonly message: string;
  readonly why: string;
  readonly remedy: string;
}

const DOCTOR = 'concierge-scheduler doctor shows each setting and where it came from.';

/**
 * The folder of the backup, as an absolute path. Whether it exists is the caller's question.
 * @throws InputError where nobody named one
 */
export function requiredConfigDir(settings: Settings): string {
  const { value } = settings.configDir;
  if (value === undefined) throw asError(lacksOf(settings, ['ZBX_CONFIG_DIR']));
  return value;
}

/**
 * The address of Zabbix, where there is something to log in with as well.
 * @throws InputError where either is missing; it names both
 */
export function requiredZabbix(settings: Settings): string {
  const { value } = settings.apiHost;
  const lacks = lacksOf(settings, ZABBIX_VARIABLES);
  if (value === undefined || lacks.length > 0) throw asError(lacks);
  return value;
}

/**
 * Ends a command that cannot do without what nobody gave, before it does anything: everything that is missing is named
 * at once.
 * @param variables what the command reads. Of these the folder, the address and a login are needed; all others may be
 * missing
 * @throws InputError
 */
export function assertGiven(settings: Settings, variables: readonly VariableName[]): void {
  const lacks = lacksOf(settings, variables);
  if (lacks.length > 0) throw asError(lacks);
}

function asError(lacks: readonly Lack[]): InputError {
  const [only] = lacks;
  if (only !== undefined && lacks.length === 1) {
    return new InputError(only.message, { why: only.why, remedy: `${only.remedy}\n${DOCTOR}` });
  }
  return new InputError('Settings are missing', {
    why: lacks.map(({ message, why }) => `${message}: ${why}`).join('\n'),
    remedy: [...lacks.map(({ remedy }) => remedy), DOCTOR].join('\n'),
  });
}

function lacksOf(settings: Settings, variables: readonly VariableName[]): Lack[] {
  return [folder(settings), address(settings), login(settings)]
    .filter((lack) => lack !== undefined)
    .filter(({ variable }) => variables.includes(variable));
}

/** Of what was given as the empty text, which hides what stands below: undefined where nobody gave anything. */
function emptied(
  { origin, name }: Setting<unknown>,
  problems: Settings['problems'],
  option = name,
): string | undefined {
  if (origin === 'default' || problems.some((problem) => problem.name === name)) return undefined;
  return `${origin === 'flag' ? option : name} is given as the empty text, which stands for none`;
}

function folder({ configDir, problems }: Settings): Lack | undefined {
  if (configDir.value !== undefined) return undefined;
  return {
    variable: 'ZBX_CONFIG_DIR',
    message: 'The folder of the backup is not known',
    why: emptied(configDir, problems, '--config-dir') ?? 'neither --config-dir nor ZBX_CONFIG_DIR is given',
    remedy:
      'Give the folder: --config-dir /path/to/backup, or ZBX_CONFIG_DIR in the environment or the --env-file.',
  };
}

function address({ apiHost, problems }: Settings): Lack | undefined {
  if (apiHost.value !== undefined) return undefined;
  return {
    variable: 'ZBX_API_HOST',
    message: 'The address of the Zabbix server is not known',
    why: emptied(apiHost, problems) ?? 'ZBX_API_HOST is not given',
    remedy: 'Set ZBX_API_HOST, for example to https://zabbix.example.com/zabbix.',
  };
}

function login({ apiToken, apiUser, apiPassword }: Settings): Lack | undefined {
  const missing = [
    ...(apiUser.value === undefined ? ['ZBX_API_USER'] : []),
    ...(apiPassword.value === undefined ? ['ZBX_API_PASS'] : []),
  ];
  if (apiToken.value !== undefined || missing.length === 0) return undefined;
  return {
    variable: 'ZBX_API_TOKEN',
    message: 'There is nothing to log in to Zabbix with',
    why: `neither ZBX_API_TOKEN nor ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} given`,
    remedy: 'Set ZBX_API_USER and ZBX_API_PASS, or ZBX_API_TOKEN.',
  };
}

/**
 * Ends a command whose settings cannot be used.
 * @throws InputError that names every problem in the given variables
 */
export function assertUsable(settings: Settings, variables: readonly VariableName[]): void {
  const problems = settings.problems.filter(({ variable }) => variables.includes(variable));
  const [first] = problems;
  if (first === undefined) return;
  const named = problems.map(({ name, origin, message }) => `${name} (${origin}): ${message}`);
  throw new InputError(
    problems.length === 1 ? `${first.name} cannot be used` : 'Some settings cannot be used',
    {
      why: named.join('\n'),
      remedy: problems.map(({ remedy }) => remedy).join('\n'),
    },
  );
}
