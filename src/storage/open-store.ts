import type { Settings } from '../settings/settings.ts';
import { steadyMemory } from '../settings/v8-flags.ts';
import { limited } from './limited.ts';
import { parseLocation, type StorageLocation } from './location.ts';
import type { Repeat, RepeatPolicy } from './repeat.ts';
import { retrying } from './retrying.ts';
import type { Store } from './store.ts';
import { sayingWaits, type Wait } from './waiting.ts';

/** How many objects are under way at once where nobody says otherwise. */
export const OBJECTS_AT_ONCE = 16;

export interface OpenOptions {
  /** Where, if not where the settings say: `restore_config --from`. */
  readonly location?: StorageLocation;
  /** Default: OBJECTS_AT_ONCE. */
  readonly atOnce?: number;
  readonly policy?: RepeatPolicy;
  readonly onRepeat?: (repeat: Repeat) => void;
  /** Nothing came for some seconds of what was asked for. */
  readonly onWait?: (wait: Wait) => void;
}

/**
 * Where the settings say that backups are kept.
 * @throws InputError where they name nothing that can be used
 */
export function storageLocation(settings: Settings): StorageLocation {
  return parseLocation({
    location: settings.storageLocation.value,
    folder: settings.storageFolder.value,
    engine: settings.cloudEngine.value,
  });
}

/**
 * Opens a store with the credentials that the settings or the surroundings hold. The cloud's library is loaded here and
 * nowhere else. Nothing is asked of the store yet. What is done with it is limited and tried again.
 * @throws InputError where the settings contradict each other or lack something
 */
export async function openStore(settings: Settings, options: OpenOptions = {}): Promise<Store> {
  const { policy, onRepeat, onWait, atOnce = OBJECTS_AT_ONCE } = options;
  const bare = await openBareStore(settings, options.location ?? storageLocation(settings));
  steadyMemory();
  const store = retrying(limited(bare, atOnce), { policy, onRepeat });
  return onWait === undefined ? store : sayingWaits(store, onWait);
}

/** A store as it is, without limits and further tries. @throws as openStore */
export async function openBareStore(settings: Settings, location: StorageLocation): Promise<Store> {
  switch (location.engine) {
    case 'local':
      return (await import('./stores/directory.ts')).directoryStore(location.bucket);
    case 'gcp':
      return await (await import('./stores/gcs.ts')).gcsStore(location, settings);
    case 'azure':
      return (await import('./stores/azure.ts')).azureStore(location, settings);
    case 'aws':
      return (await import('./stores/s3.ts')).s3Store(location, settings);
  }
}
