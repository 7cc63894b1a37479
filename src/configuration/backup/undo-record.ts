import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import type { Identity } from '../configuration.ts';
import { placeOf } from './place.ts';
import { COPY_PREFIX, copiesIn, keepNote, type NoteForm, notesOf } from './restore-notes.ts';

/*
 * With the copy of its target each restore leaves what undoing it takes besides the copy: which server it was, and what
 * the restore created there. Before the first write that is what it sets out to create; at its end each has its id, so
 * that nothing of the same name that somebody made since is taken for it.
 */

const created = z.array(z.object({ kind: z.string(), key: z.string(), id: z.optional(z.string()) }));

const FORM: NoteForm<UndoRecord> = {
  file: 'undo.json',
  schema: z.object({
    target: z.string(),
    finished: z.boolean(),
    created,
    undoes: z.optional(z.object({ folder: z.string(), created })),
  }),
  holds: 'what undoing that restore takes, and an older one would be undone in its place',
  remedy: (folder) =>
    `To have the state before that restore, restore the copy: restore_config --config-dir ${folder}. To pass that restore over, delete the file.`,
};

/** An object that a restore created; without an id it was only set out, by a restore that did not come to its end. */
export interface CreatedObject extends Identity {
  readonly id?: string | undefined;
}

/** A restore as it is undone. */
export interface LastRestore {
  /** The copy of the target that it made before its first write. */
  readonly folder: string;
  readonly created: readonly CreatedObject[];
}

/**
 * What a restore leaves. `finished`: it came to its end, whatever came of it. `undoes`: it was an undo itself, of this
 * restore.
 */
export interface UndoRecord {
  readonly target: string;
  readonly finished: boolean;
  readonly created: readonly CreatedObject[];
  readonly undoes?: LastRestore | undefined;
}

/** Writes the record into the folder of the copy; an earlier one there is replaced whole. */
export function keepUndo(folder: string, { target, finished, created, undoes }: UndoRecord): void {
  keepNote(folder, FORM, {
    target,
    finished,
    created: created.map(plain),
    ...(undoes && { undoes: { folder: undoes.folder, created: undoes.created.map(plain) } }),
  });
}

function plain({ kind, key, id }: CreatedObject): CreatedObject {
  return { kind, key, ...(id !== undefined && { id }) };
}

/**
 * What a restore that begins now goes on with: objects that those before it set out to create and, as they did not come
 * to their ends, may have created.
 * @param undoes the restore that this one undoes.
 */
export function begunBefore(dir: string, target: string, undoes: LastRestore | undefined): CreatedObject[] {
  return unfinishedOf(recordsOf(dir, target), undoes?.folder).flatMap((record) => record.created);
}

/**
 * What an undo goes back to: the state before the last restore into this target, and before those that it completed. One
 * that is an undo and did not come to its end is gone on with.
 * @param dir the folder of the backup.
 * @throws InputError where there is none; it names what is there instead. Where a record cannot be read.
 */
export function findLastRestore(dir: string, target: string): LastRestore {
  const records = recordsOf(dir, target);
  const { value: last } = records.next();
  if (last === undefined) throw nothingToUndo(dir, target);
  if (last.undoes !== undefined && !last.finished) return last.undoes;
  const first = unfinishedOf(records, last.undoes?.folder).at(-1) ?? last;
  return { folder: first.folder, created: last.created };
}

type Kept = UndoRecord & { readonly folder: string };

/** The newest that did not come to their ends, of the same undertaking. */
function unfinishedOf(records: Iterable<Kept>, undone: string | undefined): Kept[] {
  const unfinished: Kept[] = [];
  for (const record of records) {
    if (record.finished || record.undoes?.folder !== undone) break;
    unfinished.push(record);
  }
  return unfinished;
}

function* recordsOf(dir: string, target: string): Generator<Kept, undefined> {
  for (const { content, folder } of notesOf(dir, target, FORM)) yield { ...content, folder };
}

function nothingToUndo(dir: string, target: string): InputError {
  const { parent } = placeOf(dir);
  const copies = copiesIn(parent);
  const [newest] = copies;
  if (newest === undefined) {
    return new InputError('There is no restore to undo', {
      why: existsSync(parent)
        ? `no folder ${COPY_PREFIX}… stands in ${parent}, where restore_config leaves it beside the backup`
        : `there is no folder ${parent}, in which restore_config leaves ${COPY_PREFIX}… beside the backup`,
      remedy: 'Name the folder of the backup that was restored with --config-dir or ZBX_CONFIG_DIR.',
    });
  }
  return new InputError('There is no restore to undo', {
    why: `none of ${copies.slice(0, 5).join(', ')} in ${parent} says that it was made by a restore into ${target}`,
    remedy: `Reach the server by the name and port of that restore, or restore a copy yourself: restore_config --config-dir ${join(parent, newest)}`,
  });
}
