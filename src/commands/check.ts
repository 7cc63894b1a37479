import { InputError } from '../errors.ts';
import { STORAGE_VARIABLES } from '../settings/variables.ts';
import { counted } from '../terminal/counted.ts';
import { isAddress, placeOptions } from './backups/options.ts';
import { defineCommand } from './command.ts';
import { optionalTextArgument } from './options.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'verify a backup against its manifest, without a Zabbix',
  description:
    'Reads every file of a backup and compares it with the size and sha256 in the manifest. The backup is the one in ZBX_CONFIG_DIR, or in the folder or at the address that is given; with --remote the argument is its name at STORAGE_LOCATION.',
  examples: [
    { line: 'concierge-scheduler check ./backup', comment: 'one in a folder' },
    {
      line: 'concierge-scheduler check s3://bucket/zabbix/20261122T171530Z --identity key.txt',
      comment: 'an encrypted one in a bucket',
    },
  ],
  arguments: {
    backup: optionalTextArgument(
      'the folder or the address of a backup; latest as its last part is the newest',
    ),
  },
  options: placeOptions,
  variables: [...STORAGE_VARIABLES, 'STORAGE_IDENTITY'],
  exitCodes: {
    0: 'every file is as it was written',
    1: 'something is missing or damaged',
    2: 'it cannot be told: the backup is encrypted and not opened, may not be read, is by the Python tool, or of a newer format',
  },
  async run(context) {
    const { settings, options, output, progress, signal } = context;
    const { backup: typed } = context.arguments;
    const [{ findBackup }, { describeBackup, checkBackup }, { backupDocument }] = await Promise.all([
      import('./backups/find.ts'),
      import('./backups/describe.ts'),
      import('./backups/render.ts'),
    ]);
    const isRemote = options.remote || (typed !== undefined && isAddress(typed));
    const wanted = typed ?? (isRemote ? undefined : settings.configDir.value);
    if (wanted === undefined) {
      throw new InputError('Which backup is to be checked is not known', {
        why: isRemote
          ? 'its name at STORAGE_LOCATION is not given'
          : 'neither a folder nor ZBX_CONFIG_DIR is given',
        remedy: 'Give the folder, the address or, with --remote, the name of a backup.',
      });
    }
    const backup = await findBackup(wanted, isRemote, context);
    const description = await describeBackup(backup, signal);
    if (description.state === 'unknown') {
      throw new InputError(`Whether ${backup.location} is whole cannot be told`, {
        why: description.problems.join('\n'),
        remedy: [description.remedy, 'Nothing is said against a backup that could not be looked into.']
          .filter((each) => each !== undefined)
          .join(' '),
      });
    }
    const total = Object.keys(description.manifest?.files ?? {}).length;
    progress.start('checking', total);
    const problems = await checkBackup(description, signal, () => progress.advance('checking'));
    progress.done('checking');
    const sound = description.manifest !== undefined && problems.length === 0;
    output.result({ ...backupDocument(description), problems, sound }, (paint) =>
      sound
        ? paint.green(
            `${backup.location}: ${counted(total, 'file')} ${total === 1 ? 'is as it was' : 'are as they were'} written.`,
          )
        : [
            paint.red(`${backup.location} is not as it was written:`),
            ...problems.map((each) => `  ${each}`),
          ].join('\n'),
    );
    return sound ? 0 : 1;
  },
});
