import { type OpenOptions, openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import type { CommandContext } from './command.ts';

/**
 * Opens the store of the settings and closes it when the command ends. That it does not answer is said; each
 * try that failed only with `--verbose`.
 * @throws InputError as `openStore`
 */
export async function openStorage(
  { settings, output, onExit }: Pick<CommandContext, 'settings' | 'output' | 'onExit'>,
  options: Omit<OpenOptions, 'onRepeat' | 'onWait'> = {},
): Promise<Store> {
  let where = 'The store';
  const store = await openStore(settings, {
    ...options,
    onRepeat: ({ what, attempt, waitMs, reason }) =>
      output.detail(`${what}: try ${attempt} failed (${reason}); again in ${(waitMs / 1000).toFixed(1)} s`),
    onWait: ({ what, seconds }) =>
      output.info(`${where} has given no answer for ${seconds} s (${what}); still waiting.`),
  });
  where = store.location;
  onExit(() => store.close());
  return store;
}
