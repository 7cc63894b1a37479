import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { keepNote, type NoteForm, notesOf } from './restore-notes.ts';

/*
 * While --force-templates runs, actions of the target lack what names templates. What they were is kept on disk before
 * the first of them is touched, so that the next restore can put it back should this one be killed.
 */

/** An action as it was, with keys in place of ids. */
export interface ActionToPutBack {
  readonly name: string;
  readonly eventSource: string;
  readonly content: JsonObject;
}

const FORM: NoteForm<{ target: string; actions: readonly ActionToPutBack[] }> = {
  file: 'actions_to_put_back.json',
  schema: z.object({
    target: z.string(),
    actions: z.array(
      z.object({
        name: z.string(),
        eventSource: z.string(),
        content: z.custom<JsonObject>((value) => isObject(value as JsonValue)),
      }),
    ),
  }),
  holds: 'actions that an earlier --force-templates has yet to put back',
  remedy: () => 'Put the actions in order by hand from the backup in that folder, and delete the file.',
};

/** Writes the actions into the folder of the copy that was made of the target. */
export function keepPutBack(folder: string, target: string, actions: readonly ActionToPutBack[]): void {
  if (actions.length > 0) keepNote(folder, FORM, { target, actions });
}

/** Keeps what could not be put back for the next restore; nothing left means no file. */
export function keepRemaining(file: string, target: string, actions: readonly ActionToPutBack[]): void {
  if (actions.length === 0) rmSync(file, { force: true });
  else keepPutBack(dirname(file), target, actions);
}

/**
 * What restores of this backup into this target have left to put back, the oldest first: a later one may have found an
 * action as an earlier one had left it.
 */
export function findPutBack(
  dir: string,
  target: string,
): { file: string; actions: readonly ActionToPutBack[] }[] {
  return [...notesOf(dir, target, FORM)]
    .reverse()
    .map(({ file, content }) => ({ file, actions: content.actions }));
}
