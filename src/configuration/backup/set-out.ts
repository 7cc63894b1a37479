import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from '../configuration.ts';
import { placeOf } from './place.ts';
import { isSameTarget } from './target.ts';
import { writeNewFile } from './write-file.ts';

/*
 * What a restore sets out to make is kept in the folder of the copy of its target until it is there and whole. Where
 * the restore ends in the middle, the next one finds objects half made (services without their links, hosts without
 * their items): to its safety threshold they are still creations.
 */

const FILE = 'objects_set_out.json';

export interface SetOut {
  readonly file: string;
  readonly target: string;
  readonly objects: readonly Identity[];
}

/** Notes in the folder what a restore into this target sets out to make, before the first write. */
export function keepSetOut(folder: string, target: string, objects: readonly Identity[]): void {
  if (objects.length === 0) return;
  const identities = objects.map(({ kind, key }) => ({ kind, key }));
  writeNewFile(join(folder, FILE), [`${JSON.stringify({ target, objects: identities }, null, 2)}\n`]);
}

/** What restores of this backup into this target set out to make and have not finished. */
export function findSetOut(dir: string, target: string): SetOut[] {
  const { parent } = placeOf(dir);
  return readdirSync(parent)
    .filter((name) => name.startsWith('pre-restore-'))
    .flatMap((name) => readSetOut(join(parent, name, FILE)))
    .filter((kept) => isSameTarget(kept.target, target));
}

/** A file that is not there or not whole says nothing: the restore that wrote it did not come to its first write. */
function readSetOut(file: string): SetOut[] {
  try {
    return [{ file, ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<SetOut, 'file'>) }];
  } catch {
    return [];
  }
}

/** Forgets what was set out, save what is still half made: that stays noted, in one of the places. */
export function settleSetOut(kept: readonly SetOut[], halfMade: (object: Identity) => boolean): void {
  const [first] = kept;
  const rest = kept.flatMap(({ objects }) => objects).filter(halfMade);
  for (const { file } of kept) rmSync(file, { force: true });
  if (first) keepSetOut(join(first.file, '..'), first.target, rest);
}
