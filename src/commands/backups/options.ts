import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { switchOption, textOption } from '../options.ts';
import { storageOptions } from '../storage-options.ts';

/** What opens encrypted backups, for each command that reads them. */
export const identityOption = {
  identity: textOption('--identity <file>', 'the file of the age identity that opens encrypted backups', {
    variable: 'STORAGE_IDENTITY',
    completes: 'file',
  }),
};

/** Where a command looks for backups. */
export const placeOptions = {
  ...identityOption,
  ...storageOptions,
  remote: switchOption('--remote', 'what lies at STORAGE_LOCATION, not what ZBX_CONFIG_DIR holds'),
};

/** Where to look: a folder of this machine, or a store; `location` undefined stands for STORAGE_LOCATION. */
export type PlaceChoice =
  | { readonly in: 'folder'; readonly dir: string }
  | { readonly in: 'store'; readonly location: string | undefined };

/** Whether a text is the address of a store, as against a path or a name. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(text);
}

/**
 * What was typed, else what the settings name: with neither an argument nor --remote, all that they name.
 * @throws InputError where nothing is named.
 */
export function placesOf(
  typed: string | undefined,
  remote: boolean,
  settings: Pick<Settings, 'configDir' | 'storageLocation'>,
): PlaceChoice[] {
  if (typed !== undefined) {
    if (isAddress(typed)) return [{ in: 'store', location: typed }];
    if (!remote) return [{ in: 'folder', dir: typed }];
    throw new InputError('--remote and a folder contradict each other', {
      why: `"${typed}" is a folder of this machine`,
      remedy: 'Leave one of them out, or give the address of a store.',
    });
  }
  if (remote) return [{ in: 'store', location: undefined }];
  const choices: PlaceChoice[] = [];
  if (settings.configDir.value !== undefined) choices.push({ in: 'folder', dir: settings.configDir.value });
  if (settings.storageLocation.value !== undefined) choices.push({ in: 'store', location: undefined });
  if (choices.length > 0) return choices;
  throw new InputError('Where to look for backups is not known', {
    why: 'neither a folder nor a location is given, and neither ZBX_CONFIG_DIR nor STORAGE_LOCATION is set',
    remedy: 'Give a folder, the address of a store, --config-dir or STORAGE_LOCATION.',
  });
}

/**
 * As `placesOf`, where only one will do.
 * @throws InputError where the settings name two and nothing says which.
 */
export function placeOfChoice(...given: Parameters<typeof placesOf>): PlaceChoice {
  const [first, second] = placesOf(...given);
  if (first !== undefined && second === undefined) return first;
  throw new InputError('Which backups are meant is not known', {
    why: 'both ZBX_CONFIG_DIR and STORAGE_LOCATION are set',
    remedy: 'Give the folder as an argument, or --remote for those at STORAGE_LOCATION.',
  });
}
