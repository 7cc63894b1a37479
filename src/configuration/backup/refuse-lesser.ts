import { RefusedError } from '../../errors.ts';
import type { Selection } from '../selection.ts';
import { placeOf } from './place.ts';
import { manifestIn } from './recognise.ts';

/**
 * Keeps a backup that does not hold everything from taking the place of a whole one.
 * @param lesser what was chosen, and whether the user who reads does not see all of it
 * @throws RefusedError where the folder holds a backup without --only and --skip, or one of a user who saw everything, and this is none
 */
export function refuseLesser(dir: string, lesser: { selection: Selection; partial: boolean }): void {
  const { selection, partial } = lesser;
  if (selection.everything && !partial) return;
  const { folder } = placeOf(dir);
  const present = manifestIn(folder);
  if (present === undefined) return;
  if (!selection.everything && present.selection === undefined) {
    throw new RefusedError(`A backup of a selection would replace the whole one in ${folder}`, {
      why: 'with --only or --skip a backup holds nothing else',
      remedy: 'Name another folder with --config-dir.',
    });
  }
  if (partial && !present.partial) {
    throw new RefusedError(`A partial backup would replace one that is not partial in ${folder}`, {
      why: 'this user does not see everything any more, and what it does not see would be in no backup',
      remedy: 'Give the user or token its rights back, or name another folder with --config-dir.',
    });
  }
}
