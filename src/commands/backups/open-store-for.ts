import { readIdentities } from '../../storage/encryption/keys.ts';
import { parseLocation, type StorageLocation } from '../../storage/location.ts';
import { storageLocation } from '../../storage/open-store.ts';
import type { Store } from '../../storage/store.ts';
import type { CommandContext } from '../command.ts';
import { openStorage } from '../storage.ts';
import { isAddress } from './options.ts';

type OpenContext = Pick<CommandContext, 'settings' | 'output' | 'onExit'>;

/**
 * Opens a store, and reads what opens the encrypted backups in it.
 * @param wanted the address of a store, or the name of a folder at STORAGE_LOCATION; undefined for STORAGE_LOCATION itself.
 * @throws InputError where it cannot be opened.
 */
export async function openStoreFor(
  wanted: string | undefined,
  context: OpenContext,
): Promise<{ store: Store; identities: string[] }> {
  const identities = await identitiesOf(context);
  return { store: await openStorage(context, { location: locationFor(wanted, context) }), identities };
}

/** What STORAGE_IDENTITY or --identity opens encrypted backups with; none where it is not given. */
export async function identitiesOf({ settings }: Pick<OpenContext, 'settings'>): Promise<string[]> {
  const file = settings.storageIdentity.value;
  return file === undefined ? [] : await readIdentities(file);
}

function locationFor(wanted: string | undefined, { settings }: OpenContext): StorageLocation {
  if (wanted === undefined) return storageLocation(settings);
  if (isAddress(wanted)) return parseLocation({ location: wanted, name: 'the address' });
  const folder = [settings.storageFolder.value, wanted].filter((part) => part !== undefined).join('/');
  return parseLocation({
    location: settings.storageLocation.value,
    folder,
    engine: settings.cloudEngine.value,
  });
}
