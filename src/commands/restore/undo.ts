import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../../configuration/backup/backup.ts';
import { MANIFEST_FILE } from '../../configuration/backup/format.ts';
import { readBackup } from '../../configuration/backup/read-backup.ts';
import { findLastRestore, type LastRestore } from '../../configuration/backup/undo-record.ts';
import type { Comparison } from '../../configuration/compare-with-server.ts';
import type { Selection } from '../../configuration/selection.ts';
import { shownName } from '../../configuration/shown-name.ts';
import { deletionsFor, type Undo } from '../../configuration/undo.ts';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Paint } from '../../terminal/paint.ts';
import { keptBeside } from '../backups/kept-beside.ts';

/** More say nothing new to who is asked. */
const MOST_NAMED = 20;

/** What restore_config --undo goes back to, and where its own copy and record go. */
export interface UndoSource {
  readonly restore: LastRestore;
  readonly keepBeside: string;
}

/**
 * Refuses --undo with what does not go together with it.
 * @param options what was given besides.
 * @throws InputError
 */
export function refuseBesideUndo(
  settings: Settings,
  options: { readonly from: string | undefined; readonly prune: boolean; readonly rehearsal: boolean },
): void {
  if (settings.forceTemplates.value) {
    throw new InputError('--undo and --force-templates do not go together', {
      why: 'an undo goes back to what was there, and deletes nothing else',
      remedy: 'Leave one of them away, and ZBX_FORCE_TEMPLATES unset.',
    });
  }
  if (options.prune) {
    throw new InputError('--undo and --prune do not go together', {
      why: 'an undo deletes what that restore created, and nothing that others made',
      remedy: 'Leave --prune away; afterwards the copy can be restored with it.',
    });
  }
  if (options.rehearsal) {
    throw new InputError('--undo and --rehearsal do not go together', {
      why: 'an undo goes back to what was there, hosts and actions that were on included',
      remedy:
        'Leave --rehearsal away. To have that state asleep, restore the copy (pre-restore-…) with --rehearsal.',
    });
  }
  if (options.from !== undefined) {
    throw new InputError('--undo and --from do not go together', {
      why: 'an undo goes back to the copy that the last restore made on this machine',
      remedy: 'Leave --from away.',
    });
  }
}

/**
 * Finds the last restore into this server.
 * @throws InputError where there is none.
 */
export function undoSource(url: string, settings: Settings): UndoSource {
  const keepBeside = keptBeside(settings);
  return { restore: findLastRestore(keepBeside, url), keepBeside };
}

/**
 * Reads the copy of the target that an undo goes back to.
 * @param acceptEdited read it though files of it were changed since.
 * @throws InputError where it is gone or was changed; whatever else `readBackup` throws.
 */
export function readCopy({ folder }: LastRestore, acceptEdited: boolean): Backup {
  // A copy is always by this program, so without a manifest it is none.
  if (existsSync(join(folder, MANIFEST_FILE))) return readBackup(folder, { acceptEdited });
  throw new InputError('The copy that --undo goes back to cannot be read', {
    why: existsSync(folder) ? `no ${MANIFEST_FILE} can be read in ${folder}` : `there is no folder ${folder}`,
    remedy:
      'Put that folder back as the restore left it, or restore another copy or backup: restore_config --config-dir <folder>, without --undo.',
  });
}

/** What the undo deletes: what that restore created and is still there. */
export function undoOf(
  { restore }: UndoSource,
  { live, plan }: Comparison,
  copy: Comparison['desired'],
  selection: Selection,
): Undo {
  const idOf = (kind: string, key: string): string | undefined => live.names.idOf(kind, key);
  return { of: restore, deletions: deletionsFor(restore.created, { copy, plan, idOf, selection }) };
}

/** Which copy is gone back to and what is deleted on the way, for `--json`. */
export function undoDocument({ of, deletions }: Undo): object {
  return { back_to: of.folder, deletes: deletions.map(({ kind, key }) => ({ kind, key })) };
}

/** What goes, a line each, all of it or the first. */
export function undoText({ of, deletions }: Undo, paint: Paint, most = MOST_NAMED): string {
  const lines = deletions.slice(0, most).map((identity) => paint.red(`- ${shownName(identity)}`));
  const more = deletions.length > most ? [`and ${deletions.length - most} more`] : [];
  return [
    `Back to ${of.folder}.`,
    ...(deletions.length > 0
      ? [
          `Deleted, since that restore created ${deletions.length === 1 ? 'it' : 'them'}: ${deletions.length}`,
          ...lines,
          ...more,
        ]
      : []),
  ].join('\n');
}
