import type { Deletion } from '../deletion.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { type Kind, methodOf } from '../kind.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import type { Plan } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf } from './apply-context.ts';
import { deleteInRounds, RELEASED } from './delete-in-rounds.ts';
import { deleteParameters } from './delete-parameters.ts';
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
    for (let start = 0; start < rest.length; start += PART) {
      await deletePart(kind, rest.slice(start, start + PART), refused, task, context);
    }
    reasons = refused;
    rest = [...refused.keys()];
  }
  return reasons;
}

/** Deletes these in one call; where Zabbix refuses it, half of them at a time. */
async function deletePart(
  kind: Kind,
  part: readonly Deletion[],
  refused: Map<Deletion, string>,
  task: string,
  context: ApplyContext,
): Promise<void> {
  const ids = part.map(({ id }) => id);
  try {
    const parameters = await deleteParameters(kind, ids, context.zabbix);
    await context.zabbix.call(methodOf(kind, 'delete'), parameters, callOptions(context));
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.signal?.throwIfAborted();
    // An answer may have been lost, and somebody else may have deleted one of them: what counts is what is there.
    const there = await stillThere(kind, ids, context);
    const rest = part.filter(({ id }) => there.has(id));
    done(
      part.filter(({ id }) => !there.has(id)),
      task,
      context,
    );
    const [first] = rest;
    if (first === undefined) return;
    if (rest.length === 1) {
      refused.set(first, reasonOf(error));
      return;
    }
    const half = Math.ceil(rest.length / 2);
    await deletePart(kind, rest.slice(0, half), refused, task, context);
    await deletePart(kind, rest.slice(half), refused, task, context);
    return;
  }
  done(part, task, context);
}

function done(objects: readonly Deletion[], task: string, context: ApplyContext): void {
  for (const object of objects) context.report.succeeded(object, 'deleted');
  if (objects.length > 0) context.progress.advance(task, objects.length);
}

async function stillThere(
  { lookup }: Kind,
  ids: readonly string[],
  context: ApplyContext,
): Promise<Set<string>> {
  const rows = await context.zabbix.call<JsonObject[]>(
    `${lookup.api}.get`,
    {
      output: [lookup.idField],
      ...lookup.parameters?.(context.zabbix.version),
      [lookup.idsParameter]: [...ids],
    },
    callOptions(context),
  );
  return new Set(rows.map((row) => text(row[lookup.idField])));
}
