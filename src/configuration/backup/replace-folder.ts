import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, writeFailure } from './file-failure.ts';
import { discardFormer } from './former.ts';
import type { Place } from './place.ts';
import { newSibling } from './sibling.ts';
import { numbered } from './time-names.ts';
import { removeUnfinished, syncFolder } from './write-file.ts';

/** Nobody swaps that often in the moment between two renames of ours. */
const MOST_ATTEMPTS = 100;

/**
 * Makes a folder (0700) whole or not at all. It is filled beside its place and renamed; a folder that was there is
 * renamed aside first and deleted last, so that at any moment either the former or the new one is whole on the disk.
 * Two that do this at once each succeed, and the later one's folder stays.
 *
 * @param what the sentence's subject in messages: 'The backup'.
 * @param fill writes the files into the folder that it is given, and syncs them.
 * @returns what `fill` returned, and what a person should know.
 * @throws InputError where the place cannot be used; ConciergeError where the disk is full or broken; what `fill`
 * throws. Nothing of the new folder is left then, and the former one is what it was.
 */
export async function replaceFolder<Result>(
  what: string,
  place: Place,
  fill: (folder: string) => Result | Promise<Result>,
): Promise<{ result: Result; warnings: string[] }> {
  const { result, put: former } = await fillBeside(what, place, fill, (staging) => swapIn(staging, place));
  return { result, warnings: former.flatMap((folder) => discardFormer(folder, place)) };
}

/**
 * Makes a folder (0700) whole or not at all, and never in the place of another: where its name is taken by the time that it
 * is whole, a number follows. Two that do this at once each get a folder of their own.
 *
 * @param place named for a time: see `numbered`.
 * @param what, fill as for `replaceFolder`.
 * @returns what `fill` returned, and where the folder is.
 * @throws as `replaceFolder`.
 */
export async function addFolder<Result>(
  what: string,
  place: Place,
  fill: (folder: string) => Result | Promise<Result>,
): Promise<{ result: Result; folder: string }> {
  const { result, put: folder } = await fillBeside(what, place, fill, (staging) => putIn(staging, place));
  return { result, folder };
}

/** Fills a folder beside its place and puts it there. Nothing of it is left where either fails. */
async function fillBeside<Result, Put>(
  what: string,
  place: Place,
  fill: (folder: string) => Result | Promise<Result>,
  put: (staging: string) => Put,
): Promise<{ result: Result; put: Put }> {
  const staging = newSibling(place, 'writing');
  let firstMade: string | undefined;
  try {
    firstMade = mkdirSync(place.parent, { recursive: true, mode: 0o700 });
    mkdirSync(staging, { mode: 0o700 });
    const result = await fill(staging);
    syncFolder(staging);
    return { result, put: put(staging) };
  } catch (error) {
    removeUnfinished(staging);
    if (firstMade !== undefined) removeEmpty(place.parent, firstMade);
    throw writeFailure(what, place.folder, error);
  }
}

/** Renames the new folder to the first of its names that nothing has. */
function putIn(staging: string, { folder, parent }: Place): string {
  for (const path of numbered(folder)) {
    try {
      renameSync(staging, path);
      syncFolder(parent);
      return path;
    } catch (error) {
      if (!isOccupied(error)) throw error;
    }
  }
  throw new Error('unreachable: there is always one more');
}

/** Renames the new folder into its place. Returns the folders that had to go aside: each is this process's own now. */
function swapIn(staging: string, { folder, parent, name }: Place): string[] {
  const aside: string[] = [];
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        renameSync(staging, folder);
        syncFolder(parent);
        return aside;
      } catch (error) {
        if (!isOccupied(error) || attempt === MOST_ATTEMPTS) throw error;
      }
      const old = newSibling({ folder, parent, name }, 'old');
      try {
        renameSync(folder, old);
        aside.push(old);
      } catch (error) {
        // Another writer has just moved it; the place is free, or that writer's folder is there.
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  } catch (error) {
    const last = aside.at(-1);
    if (last !== undefined && statSync(folder, { throwIfNoEntry: false }) === undefined)
      renameSync(last, folder);
    throw error;
  }
}

/** rename(2) replaces an empty folder, and says one of these of any other; the last of a file. */
function isOccupied(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(error) ?? '');
}

/** Takes away the folders that were made on the way to the place, as far as they are still empty. */
function removeEmpty(from: string, upTo: string): void {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
    if (folder === upTo) return;
  }
}
