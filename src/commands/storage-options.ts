import { textOption } from './options.ts';

/** Where backups are kept: the same for every command that goes to a store. */
export const storageOptions = {
  storageLocation: textOption(
    '--storage-location <place>',
    'where backups are kept: gs://, azblob://, s3://, file:///, or the name of a bucket or container',
    { variable: 'STORAGE_LOCATION', group: 'Storage' },
  ),
  storageFolder: textOption('--storage-folder <folder>', 'the folder in it', {
    variable: 'STORAGE_FOLDER',
    group: 'Storage',
  }),
};
