import { rmSync } from 'node:fs';
import * as z from 'zod/mini';
import type { NeedEntry } from '../report.ts';
import { keepNote, type NoteForm, notesOf } from './restore-notes.ts';

/*
 * What a person must set after a restore stands in its report, at its end. One that is killed makes no report, and the
 * next finds the objects there and says nothing of them. So what is going to be said is kept in the folder of the copy
 * until it was said.
 */

const FORM: NoteForm<{ target: string; needs: readonly NeedEntry[] }> = {
  file: 'for_a_person_to_set.json',
  schema: z.object({
    target: z.string(),
    needs: z.array(z.object({ kind: z.string(), key: z.string(), needs: z.string() })),
  }),
  holds: 'what a person must set after a restore that did not come to its end',
  remedy: () =>
    'Delete the file. Then look yourself for secrets that are to be set: concierge-scheduler secrets template lists them.',
};

export interface NeedsSetOut {
  readonly file: string;
  readonly needs: readonly NeedEntry[];
}

/** Notes in the folder what a person will have to set once the restore has written what it sets out to write. */
export function keepNeeds(folder: string, target: string, needs: readonly NeedEntry[]): void {
  if (needs.length > 0) keepNote(folder, FORM, { target, needs });
}

/** What restores of this backup into this target were to say and have not said, the newest first. */
export function findNeeds(dir: string, target: string): NeedsSetOut[] {
  return [...notesOf(dir, target, FORM)].map(({ file, content }) => ({ file, needs: content.needs }));
}

/** Forgets what is in a report now. */
export function forgetNeeds(kept: readonly NeedsSetOut[]): void {
  for (const { file } of kept) rmSync(file, { force: true });
}
