import type { Deletion } from '../deletion.ts';
import type { Kind } from '../kind.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import type { Plan } from '../plan.ts';
import { type ApplyContext, reasonOf } from './apply-context.ts';
import { type Deleting, deleteHalving } from './delete-halving.ts';
import { deleteInRounds, RELEASED } from './delete-in-rounds.ts';
import type { Names } from './names.ts';

/**
 * Objects deleted in one call; Zabbix carries a call out whole or not at all. Deleting a template goes through all that
 * hosts have from it.
 */
const PART = 20;

/** The ids of what a plan deletes, taken before other objects come to go by those keys. */
export function doomedBy(plan: Plan, names: Names): Deletion[] {
  return plan.deletes.flatMap(({ kind, key }) => {
    const id = names.idOf(kind, key);
    return id === undefined ? [] : [{ kind, key, id }];
  });
}

/**
 * Deletes objects, what points to others before those: actions before the hosts that they name (7.0.10 and later refuse
 * the other way round), hosts before templates, all before groups. What Zabbix refuses is in the report.
 */
export async function deleteObjects(doomed: readonly Deletion[], context: ApplyContext): Promise<void> {
  let refused = new Map<Deletion, string>();
  const { released } = await deleteInRounds(
    context.zabbix,
    doomed,
    async (rest) => {
      refused = new Map();
      for (const kind of kindsInOrder(context.zabbix.version).reverse()) {
        const objects = rest.filter((object) => object.kind === kind.name);
        if (objects.length === 0) continue;
        const task = `deleting ${kind.name}`;
        context.progress.start(task, objects.length);
        const left = await deleteAll(kind, objects, task, context);
        for (const [object, reason] of left) refused.set(object, reason);
        context.progress.done(task, `${objects.length - left.size} deleted`);
      }
      return [...refused.keys()];
    },
    context.signal,
  );
  for (const [object, reason] of refused)
    context.report.fail(object, `it cannot be deleted: ${reason}${released.has(object) ? RELEASED : ''}`);
}

/** @returns those that are still there, with the reasons */
async function deleteAll(
  kind: Kind,
  objects: readonly Deletion[],
  task: string,
  context: ApplyContext,
): Promise<Map<Deletion, string>> {
  let rest = [...objects];
  let reasons = new Map<Deletion, string>();
  // What needs another one of its kind to go first goes in the next round.
  for (let before = Number.POSITIVE_INFINITY; rest.length > 0 && rest.length < before; ) {
    before = rest.length;
    const refused = new Map<Deletion, string>();
    const byId = new Map(rest.map((object) => [object.id, object]));
    const deleting: Deleting = {
      gone(ids) {
        for (const id of ids) context.report.succeeded(byId.get(id) as Deletion, 'deleted');
        if (ids.length > 0) context.progress.advance(task, ids.length);
      },
      stays: (id, error) => void refused.set(byId.get(id) as Deletion, reasonOf(error)),
    };
    const ids = [...byId.keys()];
    for (let start = 0; start < ids.length; start += PART) {
      await deleteHalving(kind, ids.slice(start, start + PART), context.zabbix, deleting, context.signal);
    }
    reasons = refused;
    rest = [...refused.keys()];
  }
  return reasons;
}
