import { atLeast } from '../../zabbix/version.ts';
import {
  STEPPED_CLASSES,
  STEPS_STAY_SINCE,
  type SteppedClass,
  stepsCleared,
  stepsWrittenOver,
} from '../exact/left-in-steps.ts';
import { objectsIn, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import type { Change, Update } from '../plan.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';
import { byId } from './by-id.ts';
import { exactReader } from './exact-reader.ts';
import { type InnerUpdate, updateHalving } from './update-halving.ts';

/** An object that was imported over what was there, and the steps in it that were written over. */
interface WrittenOver {
  readonly key: string;
  readonly update: Update;
  readonly steps: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Takes away what steps of preprocessing still hold of those that an import has just written over. */
export async function clearLeftInSteps(
  kind: HolderKind,
  imported: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  if (!atLeast(context.zabbix.version, STEPS_STAY_SINCE)) return;
  const updates = imported.filter(
    (change): change is Update => change.type === 'update' && !context.report.isBlocked(change),
  );
  for (const each of STEPPED_CLASSES) {
    const some = updates.flatMap((update): WrittenOver[] => {
      const steps = stepsWrittenOver(each, update.desired.content, update.live.content);
      return steps.size === 0 ? [] : [{ key: update.key, update, steps }];
    });
    if (some.length > 0) await clearClass(kind, each, some, context);
  }
}

async function clearClass(
  kind: HolderKind,
  { api, singular }: SteppedClass,
  written: readonly WrittenOver[],
  context: ApplyContext,
): Promise<void> {
  const holders = await byId(kind, written, context);
  const keys = new Set(written.flatMap(({ steps }) => [...steps.keys()]));
  const reader = exactReader(context.zabbix, kind, new Set(holders.keys()), callOptions(context));
  const rows = await reader.within(api, {
    output: ['itemid', 'hostid', 'key_'],
    selectPreprocessing: 'extend',
    filter: { key_: [...keys] },
    inherited: false,
  });
  const clearing = rows.flatMap((row): InnerUpdate[] => {
    const holder = holders.get(text(row.hostid));
    const numbers = holder?.steps.get(text(row.key_));
    const preprocessing = numbers && stepsCleared(objectsIn(row.preprocessing), numbers);
    if (holder === undefined || preprocessing === undefined) return [];
    return [
      {
        object: holder.update,
        name: `${singular} "${text(row.key_)}"`,
        parameters: { itemid: text(row.itemid), preprocessing },
      },
    ];
  });
  await updateHalving(`${api}.update`, clearing, context);
}
