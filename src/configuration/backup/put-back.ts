import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import type { JsonObject } from '../json.ts';
import { placeOf } from './place.ts';
import { isSameTarget } from './target.ts';
import { writeNewFile } from './write-file.ts';

/*
 * While --force-templates runs, actions of the target lack what names templates. What they were is kept on disk before
 * the first of them is touched, so that the next restore can put it back should this one be killed.
 */

const FILE = 'actions_to_put_back.json';

/** An action as it was, with keys in place of ids. */
export interface ActionToPutBack {
  readonly name: string;
  readonly eventSource: string;
  readonly content: JsonObject;
}

/** Writes the actions into the folder of the copy that was made of the target. */
export function keepPutBack(folder: string, target: string, actions: readonly ActionToPutBack[]): void {
  if (actions.length === 0) return;
  replaceFile(join(folder, FILE), target, actions);
}

/** Keeps what could not be put back for the next restore; nothing left means no file. */
export function keepRemaining(file: string, target: string, actions: readonly ActionToPutBack[]): void {
  if (actions.length === 0) rmSync(file, { force: true });
  else replaceFile(file, target, actions);
}

function replaceFile(file: string, target: string, actions: readonly ActionToPutBack[]): void {
  const staging = `${file}.writing`;
  rmSync(staging, { force: true });
  writeNewFile(staging, [`${JSON.stringify({ target, actions }, null, 2)}\n`]);
  renameSync(staging, file);
}

/** What restores of this backup into this target have left to put back. */
export function findPutBack(dir: string, target: string): { file: string; actions: ActionToPutBack[] }[] {
  const { parent } = placeOf(dir);
  return readdirSync(parent)
    .filter((name) => name.startsWith('pre-restore-'))
    .flatMap((name) => readPutBack(join(parent, name, FILE)))
    .filter((kept) => isSameTarget(kept.target, target));
}

function readPutBack(file: string): { file: string; target: string; actions: ActionToPutBack[] }[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  try {
    const { target, actions } = JSON.parse(content) as { target: string; actions: ActionToPutBack[] };
    return [{ file, target, actions }];
  } catch (cause) {
    throw new InputError(`${file} cannot be read`, {
      why: 'it is no JSON; it holds actions that an earlier --force-templates has yet to put back',
      remedy: 'Put the actions in order by hand from the backup in that folder, and delete the file.',
      cause,
    });
  }
}
