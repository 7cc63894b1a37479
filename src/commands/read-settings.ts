import { readEnvFile } from '../settings/env-file.ts';
import { loadSettings } from '../settings/load.ts';
import { assertGiven, assertUsable } from '../settings/required.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandDefinition } from './command.ts';
import type { Invocation } from './parse.ts';

/**
 * The settings of a command: its flags, the environment, the `--env-file`.
 * @throws InputError where the file cannot be read, or the command needs what cannot be used or nobody gave
 */
export async function readSettings(
  command: CommandDefinition,
  { globals, flags, options }: Invocation,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const envFile = globals.envFile === undefined ? undefined : await readEnvFile(globals.envFile);
  const settings = await loadSettings(flags, environment, envFile);
  if (command.toleratesBadSettings !== true) {
    const variables = command.variablesFor?.(options) ?? command.variables;
    assertUsable(settings, variables);
    assertGiven(settings, variables);
  }
  return settings;
}
