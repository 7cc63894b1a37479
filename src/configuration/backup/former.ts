import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from './file-failure.ts';
import { isBackupFolder, MANIFEST_FILE } from './format.ts';
import type { Place } from './place.ts';
import { backupFilesIn, contentOf, manifestIn } from './recognise.ts';
import { isAbandoned, labelOf, newSibling, type Sibling, siblingsIn } from './sibling.ts';

/** A writer elsewhere may still put something into the folder while it is emptied; not often. */
const MOST_ROUNDS = 5;

/**
 * Deletes a backup that was replaced. Only files that belong to a backup are deleted: whatever else stands in the
 * folder (a .git, notes) goes over to the new one.
 * @returns a warning where something could neither be deleted nor moved.
 */
export function discardFormer(former: string, place: Place): string[] {
  const gone = newSibling(place, 'gone');
  try {
    renameSync(former, gone);
    return emptyInto(gone, place.folder);
  } catch (error) {
    // Another run is clearing it away.
    return codeOf(error) === 'ENOENT' ? [] : [leftBehind(former, error)];
  }
}

function emptyInto(gone: string, folder: string): string[] {
  const isOfBackup = backupFilesIn(gone);
  for (let round = 1; ; round += 1) {
    const problem = emptyOnce(gone, folder, '', isOfBackup);
    try {
      rmdirSync(gone);
      return [];
    } catch (error) {
      if (round === MOST_ROUNDS) return [leftBehind(gone, problem ?? error)];
    }
  }
}

/**
 * Deletes what is of the backup, and moves the rest.
 * @param below the folder to empty, relative to both: '' or that of a kind, with its `/`.
 * @returns what went wrong, if anything did.
 */
function emptyOnce(
  gone: string,
  folder: string,
  below: string,
  isOfBackup: (path: string) => boolean,
): unknown {
  let problem: unknown;
  for (const { name, isKind } of entriesIn(join(gone, below), below === '')) {
    const path = `${below}${name}`;
    const [from, to] = [join(gone, path), join(folder, path)];
    try {
      if (isKind) {
        // A tree has the folders of its kinds in common with the one before it; a person's files in them stay.
        problem = emptyOnce(gone, folder, `${path}/`, isOfBackup) ?? problem;
        if (readdirSync(from).length === 0) rmdirSync(from);
        else if (!exists(to)) renameSync(from, to);
      } else if (isOfBackup(path)) unlinkSync(from);
      else if (below === '' || exists(dirname(to))) {
        if (!exists(to)) renameSync(from, to);
      }
    } catch (error) {
      problem = error;
    }
  }
  return problem;
}

/** The manifest comes last: where this is ended in the middle, the next run reads in it what is of the backup. */
function entriesIn(folder: string, isTop: boolean): { name: string; isKind: boolean }[] {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    isKind: isTop && entry.isDirectory() && isBackupFolder(entry.name),
  }));
  return entries.sort((a, b) => Number(a.name === MANIFEST_FILE) - Number(b.name === MANIFEST_FILE));
}

function leftBehind(folder: string, error: unknown): string {
  return `A folder of the former backup could not be deleted: ${folder} (${codeOf(error) ?? String(error)}). Look into it, and delete it.`;
}

/** Former backups of this place that stand aside, the newest first: one of them counts where the place is empty. */
export function formerOf(place: Place): Sibling[] {
  let siblings: Sibling[];
  try {
    siblings = siblingsIn(place.parent);
  } catch {
    return [];
  }
  return siblings
    .filter(({ role, label, path }) => role === 'old' && label === labelOf(place.name) && isBackup(path))
    .map((sibling) => ({ sibling, age: ageOf(sibling.path) }))
    .sort((a, b) => (a.age < b.age ? 1 : -1))
    .map(({ sibling }) => sibling);
}

function isBackup(path: string): boolean {
  try {
    return contentOf(path) === 'backup';
  } catch {
    return false;
  }
}

/** When it was finished; a backup by the Python tool has no manifest and is older than any that has. */
function ageOf(path: string): string {
  return manifestIn(path)?.times.finished ?? '';
}

/**
 * Puts in order what a killed run left: a backup that had gone aside comes back where its place is empty; half-written
 * and half-deleted folders are removed. Folders of processes that still run are left alone.
 */
export function clearLeftovers(place: Place): string[] {
  if (!exists(place.parent)) return [];
  const there = contentOf(place.folder);
  const former = formerOf(place).find((sibling) => isAbandoned(sibling));
  if (former && (there === 'missing' || there === 'empty')) bringBack(former.path, place.folder);
  const isReplaced = isBackup(place.folder);
  return siblingsIn(place.parent).flatMap((sibling) => {
    if (!isAbandoned(sibling)) return [];
    if (sibling.role === 'writing') rmSync(sibling.path, { recursive: true, force: true });
    else if (isReplaced && sibling.label === labelOf(place.name)) return discardFormer(sibling.path, place);
    return [];
  });
}

function bringBack(former: string, folder: string): void {
  try {
    renameSync(former, folder);
  } catch (error) {
    // Another run has put a backup there meanwhile, or has brought this one back.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
