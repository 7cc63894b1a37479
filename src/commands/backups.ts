import { STORAGE_VARIABLES } from '../settings/variables.ts';
import type { Description } from './backups/describe.ts';
import { placeOptions, placesOf } from './backups/options.ts';
import { defineCommand } from './command.ts';
import { optionalTextArgument } from './options.ts';

export const backups = defineCommand({
  name: 'backups',
  summary: 'list the backups of a folder or a store',
  description:
    'Lists what is in ZBX_CONFIG_DIR (the backup itself, or the folders in it) and at STORAGE_LOCATION, or in the folder or at the address that is given: name, time, Zabbix version, number of objects, size, and whether the backup is whole. Incomplete is what has no manifest, or lacks a file that its manifest names, or has it in another size. The contents are not read: see check.',
  examples: [
    { line: 'concierge-scheduler backups ./backups', comment: 'those in a folder' },
    {
      line: 'concierge-scheduler backups gs://bucket/zabbix --json',
      comment: 'those in a bucket, for a program',
    },
  ],
  arguments: { place: optionalTextArgument('a folder, or the address of a store: gs://bucket/folder') },
  options: placeOptions,
  variables: [...STORAGE_VARIABLES, 'STORAGE_IDENTITY'],
  exitCodes: { 0: 'they were listed, whole or not' },
  async run(context) {
    const { settings, options, output, signal } = context;
    const choices = placesOf(context.arguments.place, options.remote, settings);
    const [{ openPlace }, { describeBackup }, render] = await Promise.all([
      import('./backups/open-place.ts'),
      import('./backups/describe.ts'),
      import('./backups/render.ts'),
    ]);
    const found: { location: string; descriptions: Description[] }[] = [];
    for (const choice of choices) {
      const place = await openPlace(choice, context);
      const each = await place.backups(signal);
      const descriptions = await Promise.all(each.map((backup) => describeBackup(backup, signal)));
      found.push({ location: place.location, descriptions: render.newestFirst(descriptions) });
    }
    output.result(
      {
        places: found.map(({ location, descriptions }) => ({
          location,
          backups: descriptions.map(render.backupDocument),
        })),
      },
      (paint) =>
        found
          .map(({ location, descriptions }) => render.backupsText(location, descriptions, paint))
          .join('\n\n'),
    );
    return 0;
  },
});
