import { exactClasses } from '../exact/all-classes.ts';
import type { ExactClass } from '../exact/exact-class.ts';
import { exactElements, exactIdentity, exactIn, exactValues } from '../exact/section.ts';
import { sameJson } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { Change } from '../plan.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';
import { byId } from './by-id.ts';
import { exactReader } from './exact-reader.ts';
import { type InnerUpdate, updateHalving } from './update-halving.ts';

/**
 * Makes what a document cannot say what the backup has of it, in objects that were just written. It goes by what is there
 * now: an import has left it all as imports do.
 */
export async function applyExact(
  kind: Kind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  for (const each of exactClasses(kind, context.zabbix.version)) {
    const some = changes.filter((change) => !context.report.isBlocked(change) && concerns(each, change));
    if (some.length > 0) await writeClass(kind, each, some, context);
  }
}

/** Whether the backup or the target has something of the class, or X.update may have written it otherwise than an import. */
function concerns({ list, updatedIn }: ExactClass, change: Change): boolean {
  const sections = [exactIn(change.desired.supplement)];
  if (change.type === 'update') sections.push(exactIn(change.live.supplement));
  return (
    sections.some((section) => section?.[list] !== undefined) || updatedIn?.(change.desired.content) === true
  );
}

async function writeClass(
  kind: Kind,
  each: ExactClass,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  const holders = await byId(kind, changes, context);
  const wanted = new Map(
    [...holders].map(([id, { desired }]) => [id, exactElements(exactIn(desired.supplement), each.list)]),
  );
  const reader = exactReader(context.zabbix, kind, new Set(holders.keys()), {
    all: true,
    ...callOptions(context),
  });
  const updates = new Map<string, Map<string, InnerUpdate>>();
  for (const object of await each.read(reader)) {
    const change = holders.get(object.holder);
    const element = wanted.get(object.holder)?.get(exactIdentity(object.identity));
    const values = exactValues(element);
    if (change === undefined || sameJson(values, object.now)) continue;
    const { method, parameters } = object.write(values);
    const name = `${each.singular} "${exactIdentity(object.identity).split('\n')[0] ?? ''}"`;
    const ofMethod = updates.get(method) ?? new Map<string, InnerUpdate>();
    updates.set(method, ofMethod);
    // What belongs to several templates or hosts is there once for each, and written once.
    ofMethod.set(object.id, { object: change, name, parameters });
  }
  for (const [method, all] of updates) await updateHalving(method, [...all.values()], context);
}
