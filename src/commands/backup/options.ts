import type { CommandContext } from '../command.ts';
import { encryptOptions } from '../encrypt-options.ts';
import { switchOption, textOption } from '../options.ts';
import { selectionOptions } from '../patterns.ts';
import { storageOptions } from '../storage-options.ts';

/** The options of backup_config. */
export const backupOptions = {
  timestamped: switchOption(
    '--timestamped',
    'write into a folder of its own in ZBX_CONFIG_DIR, named for the time in UTC',
  ),
  layout: textOption(
    '--layout <layout>',
    'flat: a file for each kind (the default); tree: a file for each object, for git',
    { choices: ['flat', 'tree'] },
  ),
  commit: textOption(
    '--commit <message>',
    'commit the backup to git, where ZBX_CONFIG_DIR is in a work tree: its files and nothing else',
  ),
  partial: switchOption('--partial', 'go on although this user does not see everything'),
  upload: switchOption(
    '--upload',
    'bring the new backup to STORAGE_LOCATION too, as the command upload does',
  ),
  ...storageOptions,
  ...encryptOptions,
  ...selectionOptions,
};

/** What backup_config is given to work with. */
export type BackupContext = CommandContext<typeof backupOptions>;
