import { requiredConfigDir } from '../settings/required.ts';
import { defineCommand } from './command.ts';
import { encryptOptions, UPLOAD_VARIABLES } from './encrypt-options.ts';
import { switchOption } from './options.ts';
import { storageOptions } from './storage-options.ts';

export const upload = defineCommand({
  name: 'upload',
  family: 'cloud',
  summary: 'bring the backup into a store',
  description:
    'Copies the backup in ZBX_CONFIG_DIR to STORAGE_LOCATION, under the name of its folder. What is there already and unchanged is not sent again, so an upload that failed is completed by the next. The manifest goes last: what has none is incomplete, and no command takes it for a backup.',
  examples: [
    {
      line: 'concierge-scheduler upload --config-dir ./backup --storage-location gs://my-bucket/zabbix',
      comment: 'to gs://my-bucket/zabbix/backup in Google Cloud Storage',
    },
    {
      line: 'concierge-scheduler upload --config-dir ./backup --cloud-engine azure --storage-location my-container',
      comment: 'to the container my-container in Azure',
    },
    {
      line: 'concierge-scheduler upload --config-dir ./backups/latest --encrypt-to recipients.txt',
      comment: 'the newest of timestamped backups, encrypted',
    },
  ],
  arguments: {},
  options: {
    force: switchOption('--force', 'send what is there already and unchanged too'),
    ...storageOptions,
    ...encryptOptions,
  },
  variables: ['ZBX_CONFIG_DIR', ...UPLOAD_VARIABLES],
  exitCodes: {
    1: 'failed, or some files could not be sent: run it again, it sends only those',
    4: 'refused: the folder holds no whole backup, or an encrypted one would be laid open',
  },
  async run(context) {
    const { settings, options, output } = context;
    // All of it before anything is done: a program that is replaced meanwhile has other files.
    const [{ openForUpload, uploadBackup }, { backupFolder }, { uploadText, warnOfUpload }] =
      await Promise.all([
        import('./upload-backup.ts'),
        import('../configuration/backup/timestamped.ts'),
        import('./upload-report.ts'),
      ]);
    const dir = backupFolder(requiredConfigDir(settings));
    const to = await openForUpload(options.encryptTo, context);
    const report = await uploadBackup({ dir, force: options.force, to }, context);
    warnOfUpload(report, output);
    output.result(report, () => uploadText(report));
    return report.failed.length > 0 ? 1 : 0;
  },
});
