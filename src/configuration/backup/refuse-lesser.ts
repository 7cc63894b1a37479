import { RefusedError } from '../../errors.ts';
import type { Selection } from '../selection.ts';
import { placeOf } from './place.ts';
import { manifestIn } from './recognise.ts';

/**
 * Keeps a backup of a selection from taking the place of a whole one.
 * @throws RefusedError where the folder holds a backup that was made without --only and --skip
 */
export function refuseLesser(dir: string, selection: Selection): void {
  if (selection.everything) return;
  const { folder } = placeOf(dir);
  const present = manifestIn(folder);
  if (present === undefined || present.selection !== undefined) return;
  throw new RefusedError(`A backup of a selection would replace the whole one in ${folder}`, {
    why: 'with --only or --skip a backup holds nothing else',
    remedy: 'Name another folder with --config-dir.',
  });
}
