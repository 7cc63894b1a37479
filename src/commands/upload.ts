import { requiredConfigDir } from '../settings/required.ts';
import { STORAGE_VARIABLES } from '../settings/variables.ts';
import { defineCommand } from './command.ts';
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
  ],
  arguments: {},
  options: {
    force: switchOption('--force', 'send what is there already and unchanged too'),
    ...storageOptions,
  },
  variables: ['ZBX_CONFIG_DIR', ...STORAGE_VARIABLES],
  exitCodes: {
    1: 'failed, or some files could not be sent: run it again, it sends only those',
    4: 'refused: the folder holds no whole backup',
  },
  async run({ settings, options, output, progress, signal, onExit }) {
    const dir = requiredConfigDir(settings);
    const [{ openStorage }, { OBJECTS_AT_ONCE }, core, { backupFormat }] = await Promise.all([
      import('./storage.ts'),
      import('../storage/open-store.ts'),
      import('../storage/upload.ts'),
      import('./backup-format.ts'),
    ]);
    const store = await openStorage({ settings, output, onExit });
    const report = await core.upload(store, {
      dir,
      format: backupFormat,
      force: options.force,
      atOnce: OBJECTS_AT_ONCE,
      progress,
      signal,
    });
    const { uploadText, warnOfUpload } = await import('./upload-report.ts');
    warnOfUpload(report, output);
    output.result(report, () => uploadText(report));
    return report.failed.length > 0 ? 1 : 0;
  },
});
