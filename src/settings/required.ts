import { InputError } from '../errors.ts';
import type { Settings } from './settings.ts';
import type { VariableName } from './variables.ts';

/**
 * The folder of the backup, as an absolute path. Whether it exists is the caller's question.
 * @throws InputError where nobody named one
 */
export function requiredConfigDir(settings: Settings): string {
  if (settings.configDir.value !== undefined) return settings.configDir.value;
  throw new InputError('The folder of the backup is not known', {
    why: 'neither --config-dir nor ZBX_CONFIG_DIR is given',
    remedy:
      'Give the folder: --config-dir /path/to/backup, or ZBX_CONFIG_DIR in the environment or the --env-file.',
  });
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
