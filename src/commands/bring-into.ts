import { placeOf } from '../configuration/backup/place.ts';
import { prepareBackupFolder } from '../configuration/backup/prepare.ts';
import { contentOf } from '../configuration/backup/recognise.ts';
import { replaceFolder } from '../configuration/backup/replace-folder.ts';
import { RefusedError } from '../errors.ts';

/**
 * Fills the folder of a backup from elsewhere: beside its place, renamed when it is whole.
 * @param replace a backup that is there may be replaced
 * @throws RefusedError where one is there and may not; InputError where the place cannot be used; ConciergeError where
 * the disk is full; what `fill` throws. What was there before is then as it was
 */
export async function bringInto<Result>(
  dir: string,
  replace: boolean,
  fill: (folder: string) => Promise<Result>,
): Promise<{ result: Result; warnings: string[] }> {
  const leftovers = prepareBackupFolder(dir);
  const place = placeOf(dir);
  if (!replace && contentOf(place.folder) === 'backup') {
    throw new RefusedError(`There is a backup in ${dir} already`, {
      why: 'it would be replaced',
      remedy: 'Name another folder with --config-dir or ZBX_CONFIG_DIR, or give --replace.',
    });
  }
  const { result, warnings } = await replaceFolder('The backup', place, fill);
  return { result, warnings: [...leftovers, ...warnings] };
}
