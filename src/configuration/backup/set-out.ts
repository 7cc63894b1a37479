import { rmSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Identity } from '../configuration.ts';
import { keepNote, type NoteForm, notesOf } from './restore-notes.ts';

/*
 * What a restore sets out to make is kept in the folder of the copy of its target until it is there and whole. Where
 * the restore ends in the middle, the next one finds objects half made (services without their links, hosts without
 * their items): to its safety threshold they are still creations.
 */

interface Content {
  readonly target: string;
  readonly objects: readonly Identity[];
}

const FORM: NoteForm<Content> = {
  file: 'objects_set_out.json',
  schema: z.object({
    target: z.string(),
    objects: z.array(z.object({ kind: z.string(), key: z.string() })),
  }),
  holds: 'what a restore set out to create',
  remedy: () =>
    'Delete the file. What that restore left half made then counts as updates: where that is refused, add --allow-many.',
};

export interface SetOut extends Content {
  readonly folder: string;
  readonly file: string;
}

/** Notes in the folder what a restore into this target sets out to make, before the first write. */
export function keepSetOut(folder: string, target: string, objects: readonly Identity[]): void {
  if (objects.length === 0) return;
  keepNote(folder, FORM, { target, objects: objects.map(({ kind, key }) => ({ kind, key })) });
}

/** What restores of this backup into this target set out to make and have not finished. */
export function findSetOut(dir: string, target: string): SetOut[] {
  return [...notesOf(dir, target, FORM)].map(({ content, folder, file }) => ({ ...content, folder, file }));
}

/**
 * Forgets what was set out, save what is still half made: that stays noted, in one of the places. It is written there
 * before the others go, so that whenever this ends nothing half made is forgotten.
 */
export function settleSetOut(kept: readonly SetOut[], halfMade: (object: Identity) => boolean): void {
  const [first, ...others] = kept;
  if (first === undefined) return;
  const rest = kept.flatMap(({ objects }) => objects).filter(halfMade);
  if (rest.length > 0) keepSetOut(first.folder, first.target, rest);
  for (const { file } of rest.length > 0 ? others : kept) rmSync(file, { force: true });
}
