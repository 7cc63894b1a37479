import { type OpenOptions, openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import type { CommandContext } from './command.ts';

/**
 * Opens the store of the settings and closes it when the command ends. Tries that failed are said with `--verbose`.
 * @throws InputError as `openStore`
 */
export async function openStorage(
  { settings, output, onExit }: Pick<CommandContext, 'settings' | 'output' | 'onExit'>,
  options: Omit<OpenOptions, 'onRepeat'> = {},
): Promise<Store> {
  const store = await openStore(settings, {
    ...options,
    onRepeat: ({ what, attempt, waitMs, reason }) =>
      output.detail(`${what}: try ${attempt} failed (${reason}); again in ${(waitMs / 1000).toFixed(1)} s`),
  });
  onExit(() => store.close());
  return store;
}
