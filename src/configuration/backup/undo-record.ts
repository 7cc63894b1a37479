import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import type { Identity } from '../configuration.ts';
import { placeOf } from './place.ts';
import { isSameTarget } from './target.ts';
import { writeNewFile } from './write-file.ts';

/*
 * With the copy of its target each restore leaves what undoing it takes besides the copy: which server it was, and what
 * the restore created there. Before the first write that is what it sets out to create; at its end each has its id, so
 * that nothing of the same name that somebody made since is taken for it.
 */

const FILE = 'undo.json';
const PREFIX = 'pre-restore-';

const created = z.array(z.object({ kind: z.string(), key: z.string(), id: z.optional(z.string()) }));

const schema = z.object({
  target: z.string(),
  finished: z.boolean(),
  created,
  undoes: z.optional(z.object({ folder: z.string(), created })),
});

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
  const staging = join(folder, `${FILE}.writing`);
  rmSync(staging, { force: true });
  const record = {
    target,
    finished,
    created: created.map(plain),
    ...(undoes && { undoes: { folder: undoes.folder, created: undoes.created.map(plain) } }),
  };
  writeNewFile(staging, [`${JSON.stringify(record, null, 2)}\n`]);
  renameSync(staging, join(folder, FILE));
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
 * @throws InputError where there is none; it names what is there instead.
 */
export function findLastRestore(dir: string, target: string): LastRestore {
  const records = recordsOf(dir, target);
  const [last, ...earlier] = records;
  if (last === undefined) throw nothingToUndo(dir, target);
  if (last.undoes !== undefined && !last.finished) return last.undoes;
  const first = unfinishedOf(earlier, last.undoes?.folder).at(-1) ?? last;
  return { folder: first.folder, created: last.created };
}

type Kept = UndoRecord & { readonly folder: string };

/** The newest that did not come to their ends, of the same undertaking. */
function unfinishedOf(records: readonly Kept[], undone: string | undefined): Kept[] {
  const end = records.findIndex(({ finished, undoes }) => finished || undoes?.folder !== undone);
  return end < 0 ? [...records] : records.slice(0, end);
}

function recordsOf(dir: string, target: string): Kept[] {
  const { parent } = placeOf(dir);
  return copiesIn(parent).flatMap((name): Kept[] => {
    const record = readRecord(join(parent, name, FILE));
    return record && isSameTarget(record.target, target) ? [{ ...record, folder: join(parent, name) }] : [];
  });
}

function nothingToUndo(dir: string, target: string): InputError {
  const { parent } = placeOf(dir);
  const copies = copiesIn(parent);
  const [newest] = copies;
  if (newest === undefined) {
    return new InputError('There is no restore to undo', {
      why: `no folder ${PREFIX}… stands in ${parent}, where restore_config leaves it beside the backup`,
      remedy: 'Name the folder of the backup that was restored with --config-dir or ZBX_CONFIG_DIR.',
    });
  }
  return new InputError('There is no restore to undo', {
    why: `none of ${copies.slice(0, 5).join(', ')} in ${parent} says that it was made by a restore into ${target}`,
    remedy: `Reach the server by the name and port of that restore, or restore a copy yourself: restore_config --config-dir ${join(parent, newest)}`,
  });
}

/** The newest first. */
function copiesIn(parent: string): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(PREFIX))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

function readRecord(file: string): z.infer<typeof schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
