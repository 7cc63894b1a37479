import { writeBackup } from '../write-backup.ts';
import { sampleConfiguration, WRITE_OPTIONS } from './sample-data.ts';

/*
 * A process that writes backups to one folder, one after another, until it is killed or has written the given number.
 * Arguments: the folder, a name for its marks, how many.
 */
const [dir = '', name = '', count = '1000000'] = process.argv.slice(2);
process.stdout.write('ready\n');
for (let number = 0; number < Number(count); number += 1) {
  await writeBackup(sampleConfiguration(`${name}${number}`), dir, WRITE_OPTIONS);
}
