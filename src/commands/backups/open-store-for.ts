import { readIdentities } from '../../storage/encryption/keys.ts';
import { parseLocation, type StorageLocation } from '../../storage/location.ts';
import { openStore, storageLocation } from '../../storage/open-store.ts';
import type { Store } from '../../storage/store.ts';
import { worded } from '../../storage/worded.ts';
import type { CommandContext } from '../command.ts';
import { isAddress } from './options.ts';

/**
 * Opens a store, and reads what opens the encrypted backups in it.
 * @param wanted the address of a store, or the name of a folder at STORAGE_LOCATION; undefined for STORAGE_LOCATION itself.
 * @throws InputError where it cannot be opened.
 */
export async function openStoreFor(
  wanted: string | undefined,
  { settings, output, onExit }: Pick<CommandContext, 'settings' | 'output' | 'onExit'>,
): Promise<{ store: Store; identities: string[] }> {
  const file = settings.storageIdentity.value;
  const identities = file === undefined ? [] : await readIdentities(file);
  const bare = await openStore(settings, {
    location: locationFor(wanted),
    onRepeat: ({ what, waitMs, reason }) =>
      output.detail(`${what}: ${reason}; again in ${Math.ceil(waitMs / 1000)} s`),
  });
  onExit(() => bare.close());
  const store = worded(bare);
  return { store, identities };

  function locationFor(text: string | undefined): StorageLocation {
    if (text === undefined) return storageLocation(settings);
    if (isAddress(text)) return parseLocation({ location: text });
    const folder = [settings.storageFolder.value, text].filter((part) => part !== undefined).join('/');
    return parseLocation({
      location: settings.storageLocation.value,
      folder,
      engine: settings.cloudEngine.value,
    });
  }
}
