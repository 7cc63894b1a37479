import { basename } from 'node:path';
import { InputError } from '../errors.ts';
import { requiredConfigDir } from '../settings/required.ts';
import { STORAGE_VARIABLES } from '../settings/variables.ts';
import { counted } from '../terminal/counted.ts';
import { identityOption } from './backups/options.ts';
import { defineCommand } from './command.ts';
import { optionalTextArgument, switchOption } from './options.ts';
import { storageOptions } from './storage-options.ts';

export const download = defineCommand({
  name: 'download',
  summary: 'bring a backup back from a store',
  description:
    'Copies a backup from STORAGE_LOCATION to the folder ZBX_CONFIG_DIR. Every file is checked against the manifest before the folder appears under its name. A folder that is there already is replaced only where it holds a backup and --replace is given.',
  examples: [
    {
      line: 'concierge-scheduler download --config-dir ./backup --storage-location gs://my-bucket/zabbix',
      comment: 'what upload has stored from a folder named backup',
    },
    {
      line: 'concierge-scheduler download 2026-11-22 --config-dir ./restored --storage-location s3://my-bucket',
      comment: 'another one, by its name in the store',
    },
  ],
  arguments: {
    name: optionalTextArgument('the name of the backup in the store; default: that of the folder'),
  },
  options: {
    replace: switchOption('--replace', 'replace the backup that is in the folder'),
    ...storageOptions,
    ...identityOption,
  },
  variables: ['ZBX_CONFIG_DIR', ...STORAGE_VARIABLES, 'STORAGE_IDENTITY'],
  exitCodes: {
    4: 'refused: the backup is incomplete or damaged, or there is one in the folder and --replace was not given',
  },
  async run({ settings, options, arguments: given, output, progress, signal, onExit }) {
    const dir = requiredConfigDir(settings);
    const name = given.name ?? basename(dir);
    const [{ openStorage }, { OBJECTS_AT_ONCE }, core, { backupFormat }, { bringInto }, { isObjectName }] =
      await Promise.all([
        import('./storage.ts'),
        import('../storage/open-store.ts'),
        import('../storage/download.ts'),
        import('./backup-format.ts'),
        import('./bring-into.ts'),
        import('../storage/store.ts'),
      ]);
    // All of it before anything is done: a program that is replaced meanwhile has other files.
    const [{ openedStore }, { identitiesOf }, { megabytes }] = await Promise.all([
      import('../storage/encryption/encrypted.ts'),
      import('./backups/open-store-for.ts'),
      import('../storage/upload.ts'),
    ]);
    if (!isObjectName(name)) {
      throw new InputError(`${JSON.stringify(name)} cannot be the name of a backup`, {
        remedy: 'Give the name that it has in the store: that of the folder that was uploaded.',
      });
    }
    const bare = await openStorage({ settings, output, onExit });
    const store = await openedStore(bare, `${name}/`, await identitiesOf({ settings }), signal);
    const { result, warnings } = await bringInto(dir, options.replace, (folder) =>
      core.download(store, folder, { name, format: backupFormat, atOnce: OBJECTS_AT_ONCE, progress, signal }),
    );
    for (const warning of [...result.warnings, ...warnings]) output.warn(warning);
    output.result(
      { ...result, folder: dir },
      () =>
        `Backup ${name} of ${result.location} in ${dir}: ${counted(result.files, 'file')}, ${megabytes(result.bytes)}.`,
    );
    return 0;
  },
});
