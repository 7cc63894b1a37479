import type { Zabbix } from '../zabbix/connection.ts';
import { begunBefore, type CreatedObject, keepUndo, type LastRestore } from './backup/undo-record.ts';
import type { Comparison } from './compare-with-server.ts';
import { allObjects, type Configuration, type Identity, markOf } from './configuration.ts';
import type { Deletion } from './deletion.ts';
import type { Plan } from './plan.ts';
import type { Selection } from './selection.ts';
import type { Names } from './server/names.ts';

/** A restore that undoes another one. */
export interface Undo {
  readonly of: LastRestore;
  readonly deletions: readonly Deletion[];
}

export interface UndoSides {
  /** The target as it was before the restore. */
  readonly copy: Configuration;
  readonly plan: Plan;
  /** The id of an object that is on the server now. */
  idOf(kind: string, key: string): string | undefined;
  readonly selection: Selection;
}

/**
 * What of the objects that a restore created is deleted when it is undone: what was not there before, is there under its
 * name and is still the same one. What the plan takes for an object of the copy that was renamed is none of these.
 */
export function deletionsFor(
  created: readonly CreatedObject[],
  { copy, plan, idOf, selection }: UndoSides,
): Deletion[] {
  const renamed = new Set(
    plan.changes.flatMap((change) =>
      change.type === 'update' && change.liveKey !== change.key
        ? [markOf({ kind: change.kind, key: change.liveKey })]
        : [],
    ),
  );
  return created.flatMap(({ kind, key, id: recorded }) => {
    if (
      !selection.object(kind, key) ||
      copy.objects.get(kind)?.has(key) ||
      renamed.has(markOf({ kind, key }))
    )
      return [];
    const id = idOf(kind, key);
    return id === undefined || (recorded !== undefined && recorded !== id) ? [] : [{ kind, key, id }];
  });
}

/**
 * Leaves in the folder of the copy what undoing this restore takes, before its first write. `finish` adds the ids that
 * the created objects have; where the restore does not come to its end, the names stay.
 */
export function beginUndoRecord(
  before: string,
  zabbix: Zabbix,
  { desired, live, plan }: Comparison,
  { dir, force, undo }: { readonly dir: string; readonly force?: unknown; readonly undo?: Undo },
): { finish(names: Names, signal?: AbortSignal): Promise<void> } {
  const target = zabbix.url;
  const wasThere = ({ kind, key }: Identity): boolean =>
    live.configuration.objects.get(kind)?.has(key) ?? false;
  const own: readonly Identity[] = force
    ? allObjects(desired)
    : plan.changes.filter(({ type }) => type === 'create');
  const byName = new Map<string, CreatedObject>(
    [...begunBefore(dir, target, undo?.of), ...own.filter((object) => !wasThere(object))].map(
      ({ kind, key }) => [markOf({ kind, key }), { kind, key }],
    ),
  );
  const created = [...byName.values()];
  keepUndo(before, { target, finished: false, created, undoes: undo?.of });
  return {
    async finish(names, signal) {
      for (const kind of new Set(created.map((object) => object.kind))) {
        const own = created.filter((object) => object.kind === kind);
        await names.findIds(
          kind,
          own.map(({ key }) => key),
          signal,
        );
      }
      const there = created.flatMap(({ kind, key }) => {
        const id = names.idOf(kind, key);
        return id === undefined ? [] : [{ kind, key, id }];
      });
      keepUndo(before, { target, finished: true, created: there, undoes: undo?.of });
    },
  };
}
