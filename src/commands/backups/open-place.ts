import type { CommandContext } from '../command.ts';
import { localPlace } from './local.ts';
import type { PlaceChoice } from './options.ts';
import type { BackupPlace } from './place.ts';

/**
 * Opens a folder or a store. The store's part of the program is loaded only for a store.
 * @throws InputError where it cannot be used.
 */
export async function openPlace(
  choice: PlaceChoice,
  context: Pick<CommandContext, 'settings' | 'output' | 'onExit'>,
): Promise<BackupPlace> {
  if (choice.in === 'folder') return localPlace(choice.dir);
  const [{ openStoreFor }, { remotePlace }] = await Promise.all([
    import('./open-store-for.ts'),
    import('./remote.ts'),
  ]);
  const { store, identities } = await openStoreFor(choice.location, context);
  return remotePlace(store, identities);
}
