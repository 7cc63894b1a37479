import type { CloudEngine } from '../settings/engines.ts';
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

type Opener = (location: StorageLocation, settings: Settings) => Promise<Store>;

/** What opens which store; each is loaded when it is asked for. */
const OPENERS: Readonly<Record<CloudEngine, Opener>> = {
  gcp: async (...given) => (await import('./stores/gcs.ts')).gcsStore(...given),
  azure: async (...given) => (await import('./stores/azure.ts')).azureStore(...given),
  aws: async (...given) => (await import('./stores/s3.ts')).s3Store(...given),
  local: async ({ bucket }) => (await import('./stores/directory.ts')).directoryStore(bucket),
};

/** A store as it is, without limits and further tries. @throws as openStore */
export async function openBareStore(settings: Settings, location: StorageLocation): Promise<Store> {
  return await OPENERS[location.engine](location, settings);
}
