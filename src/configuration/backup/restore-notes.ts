import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import { codeOf, readFailure } from './file-failure.ts';
import { placeOf } from './place.ts';
import { isSameTarget } from './target.ts';
import { replaceFile } from './write-file.ts';

/*
 * A restore leaves notes for later ones in the folder of the copy that it makes of its target. Each is a file of JSON that
 * names the target, and is there whole or not at all.
 */

/** What the name of such a folder begins with. */
export const COPY_PREFIX = 'pre-restore-';

/** A kind of note. */
export interface NoteForm<Content extends { readonly target: string }> {
  /** The name of its file. */
  readonly file: string;
  readonly schema: z.ZodMiniType<Content>;
  /** What it holds, as the end of a sentence that begins with "it holds". */
  readonly holds: string;
  /** What a person does with one that cannot be read in this folder. */
  readonly remedy: (folder: string) => string;
}

export interface Note<Content> {
  /** The folder of the copy that it stands in. */
  readonly folder: string;
  readonly file: string;
  readonly content: Content;
}

/** Writes a note; an earlier one of its kind in this folder is replaced whole. */
export function keepNote<Content extends { readonly target: string }>(
  folder: string,
  { file }: NoteForm<Content>,
  content: Content,
): void {
  replaceFile(join(folder, file), [`${JSON.stringify(content, null, 2)}\n`]);
}

/**
 * The notes of a kind that restores into this target have left beside a backup, the newest first. They are read one by
 * one, as they are asked for.
 * @param dir the folder of the backup.
 * @throws InputError where one, or the folder that they stand in, cannot be read: it may be the one that is wanted.
 */
export function* notesOf<Content extends { readonly target: string }>(
  dir: string,
  target: string,
  form: NoteForm<Content>,
): Generator<Note<Content>, undefined> {
  const { parent } = placeOf(dir);
  for (const name of copiesIn(parent)) {
    const folder = join(parent, name);
    const content = readNote(folder, form);
    if (content === undefined || !isSameTarget(content.target, target)) continue;
    yield { folder, file: join(folder, form.file), content };
  }
}

/**
 * The names of the copies that restores have left in this folder, the newest first; none where there is no such folder.
 * @throws InputError where it cannot be read.
 */
export function copiesIn(parent: string): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(COPY_PREFIX))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw readFailure(parent, error);
  }
}

function readNote<Content extends { readonly target: string }>(
  folder: string,
  form: NoteForm<Content>,
): Content | undefined {
  const file = join(folder, form.file);
  const unreadable = (why: string, cause: unknown): InputError =>
    new InputError(`${file} cannot be read`, {
      why: `${why}; it holds ${form.holds}`,
      remedy: form.remedy(folder),
      cause,
    });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    // ENOTDIR: a file of such a name, which no restore has made.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(code === 'EACCES' ? 'this user may not read it' : (error as Error).message, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable('it is no JSON', error);
  }
  const { success, data, error } = form.schema.safeParse(value);
  if (!success) throw unreadable('what stands in it is something else', error);
  return data;
}
