import { markOf } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { lossesOf } from './losses.ts';
import { MASK, masked } from './mask.ts';
import type { Change, Plan } from './plan.ts';
import type { NotDoneEntry } from './report.ts';

/** A plan as a JSON document for `--json`: secrets hidden, one entry per change. */
export function planDocument(plan: Plan, skipped: readonly NotDoneEntry[]): JsonObject {
  const reasons = new Map(skipped.map((entry) => [markOf(entry), entry.reason]));
  return {
    summary: {
      create: plan.changes.filter(({ type }) => type === 'create').length,
      update: plan.changes.filter(({ type }) => type === 'update').length,
      delete: plan.deletes.length,
      unchanged: plan.unchanged,
      skipped: skipped.length,
    },
    changes: [
      ...plan.changes.map((change) => changeDocument(change, reasons.get(markOf(change)))),
      ...plan.deletes.map(({ type, kind, key }) => ({ type, kind, key })),
    ],
    deletes: lossesOf(plan).map((loss) => ({ ...loss })),
    left_alone: plan.leftAlone.map((entry) => ({ ...entry })),
    not_compared: plan.notCompared.map((secret) => ({ ...secret })),
  };
}

function changeDocument(change: Change, skipped: string | undefined): JsonObject {
  const base: JsonObject = { type: change.type, kind: change.kind, key: change.key };
  if (skipped !== undefined) base.skipped = skipped;
  if (change.type === 'create') return base;
  if (change.liveKey !== change.key) base.renamed_from = change.liveKey;
  base.differences = change.differences.map(({ path, live, desired, secret }) => ({
    path: [...path],
    ...(live === undefined ? {} : { live: secret ? MASK : masked(live, path.at(-1)) }),
    ...(desired === undefined ? {} : { desired: secret ? MASK : masked(desired, path.at(-1)) }),
  }));
  return base;
}
