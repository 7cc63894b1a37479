import { ADDRESSES, PLACES } from '../settings/engines.ts';
import { textOption } from './options.ts';

/** `gs://`, …, `file:///`. */
const BEGINNINGS = ADDRESSES.map((address) => address.replace(/(?<=:\/+)[^/].*$/u, ''));

/** Where backups are kept: the same for every command that goes to a store. */
export const storageOptions = {
  storageLocation: textOption(
    '--storage-location <place>',
    `where backups are kept: ${BEGINNINGS.join(', ')}, or the name of a ${PLACES}`,
    { variable: 'STORAGE_LOCATION', group: 'Storage' },
  ),
  storageFolder: textOption('--storage-folder <folder>', 'the folder in it', {
    variable: 'STORAGE_FOLDER',
    group: 'Storage',
  }),
};
