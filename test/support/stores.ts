import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '../../lab/storage/azurite.ts';
import { startGcs } from '../../lab/storage/gcs.ts';
import { startS3rver } from '../../lab/storage/s3rver.ts';
import type { StoreServer } from '../../lab/storage/server.ts';
import { type CloudEngine, ENGINE_NAMES, ENGINES } from '../../src/settings/engines.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { parseLocation } from '../../src/storage/location.ts';
import { openBareStore, openStore } from '../../src/storage/open-store.ts';
import type { Store } from '../../src/storage/store.ts';

/** A folder, where others are servers. */
async function startDirectory(): Promise<StoreServer> {
  const folder = await mkdtemp(join(tmpdir(), 'concierge-store-'));
  return {
    url: `file://${folder}`,
    bucket: folder,
    location: `file://${folder}`,
    environment: () => ({}),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What stands for each store that the program knows, and the name that tests show. */
const OF_ENGINE: Readonly<Record<CloudEngine, readonly [string, () => Promise<StoreServer>]>> = {
  local: ['directory', startDirectory],
  gcp: ['gcs', startGcs],
  azure: ['azure', startAzurite],
  aws: ['s3', startS3rver],
};

/** Every store, by the name that tests show. */
export const STORES: Readonly<Record<string, () => Promise<StoreServer>>> = Object.fromEntries(
  Object.values(OF_ENGINE),
);

/** Those that are reached over a network. */
export const CLOUDS = ENGINE_NAMES.filter((engine) => ENGINES[engine].place !== 'folder').map(
  (engine) => OF_ENGINE[engine][0],
);

/** The settings that the program would have with this environment. */
async function settingsFor(environment: Readonly<Record<string, string>>): Promise<Settings> {
  return await loadSettings({}, environment);
}

/** Opens the store in this process. @param url another address of it: a gateway */
export async function open(
  server: StoreServer,
  folder: string,
  {
    bare = true,
    url,
    environment = {},
  }: { bare?: boolean; url?: string; environment?: Record<string, string> } = {},
): Promise<Store> {
  const settings = await settingsFor({ ...server.environment(url), ...environment });
  const location = parseLocation({ location: server.location, folder });
  const policy = { tries: 5, firstWaitMs: 5, maxWaitMs: 20 };
  return bare ? await openBareStore(settings, location) : await openStore(settings, { location, policy });
}
