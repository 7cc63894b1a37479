import { besideName } from './backup/beside.ts';
import { writeRestoreRecord } from './backup/restore-record.ts';
import { writeBackup } from './backup/write-backup.ts';
import type { Comparison } from './compare-with-server.ts';
import { type JsonObject, text } from './json.ts';
import { registrationActions, triggerActions } from './kinds/actions.ts';
import { referencesOf } from './kinds/all-kinds.ts';
import { hostGroups } from './kinds/hostgroups.ts';
import { templates } from './kinds/templates.ts';
import { referencePlaces } from './references.ts';
import { reportDocument } from './render-report.ts';
import type { ApplyContext } from './server/apply-context.ts';

/** Where a restore leaves what it leaves: beside this folder, the backup's. */
interface Beside {
  readonly dir: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
}

/**
 * The whole target as it was before the first write, as a backup that can be restored.
 * @returns its folder
 */
export async function keepCopy({ live, readAt }: Comparison, options: Beside): Promise<string> {
  const { folder } = await writeBackup(
    live.configuration,
    besideName(options.dir, 'pre-restore', options.now()),
    {
      partial: false,
      isNew: true,
      ids: live.names,
      startedAt: readAt,
      ...(options.signal && { signal: options.signal }),
    },
  );
  return folder;
}

/** Kinds of which the record holds what was sent, as the Python tool's did. */
const RECORDED = [triggerActions, registrationActions];

/** For what is sent while a plan is carried out: see `keepRecord`. */
export function nothingSentYet(): Map<string, JsonObject[]> {
  return new Map(RECORDED.map(({ name }) => [name, []]));
}

/**
 * Leaves the names that were mapped and the actions that were sent in a folder beside the backup.
 * @param ids 'known': nothing more is asked of the server
 * @returns the folder
 */
export async function keepRecord(
  context: ApplyContext,
  options: Beside,
  ids: 'all' | 'known' = 'all',
): Promise<string> {
  const { desired, names, zabbix, sent } = context;
  const wanted = new Map<string, Set<string>>(
    [templates.name, hostGroups.name].map((kind) => [kind, new Set(desired.objects.get(kind)?.keys())]),
  );
  for (const kind of RECORDED) {
    for (const { content } of desired.objects.get(kind.name)?.values() ?? []) {
      for (const { parent, field, to } of referencePlaces(content, referencesOf(kind, zabbix.version))) {
        wanted.set(to, (wanted.get(to) ?? new Set()).add(text(parent[field])));
      }
    }
  }
  // After what ended a restore in the middle nothing more is asked.
  if (ids === 'all') await Promise.all([...wanted].map(([kind, keys]) => names.findIds(kind, keys)));
  const mapped = [...wanted].flatMap(([kind, keys]) =>
    [...keys].flatMap((key) => {
      const id = names.idOf(kind, key);
      return id === undefined ? [] : [{ kind, key, id }];
    }),
  );
  return await writeRestoreRecord(options.dir, options.now(), {
    mapped,
    registrationActions: sent.get(registrationActions.name) ?? [],
    triggerActions: sent.get(triggerActions.name) ?? [],
    report: reportDocument(context.report),
  });
}
