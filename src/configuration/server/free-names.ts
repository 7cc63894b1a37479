import { randomBytes } from 'node:crypto';
import { nameOf } from '../import-document.ts';
import { type JsonObject, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import type { Update } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf, repeatable } from './apply-context.ts';

/** The visible name, which is the technical one where it is not said. */
function visibleName(content: JsonObject): string {
  return text(content.name) || nameOf(content);
}

/**
 * The updates whose objects now have the visible name that an earlier one is to get, and give it up themselves: written
 * one after another, two objects could never swap their names, which Zabbix wants to be unique. Pure.
 */
export function inTheWay(updates: readonly Update[]): Update[] {
  const wanted = new Set<string>();
  return updates.filter(({ desired, live }) => {
    const [before, after] = [visibleName(live.content), visibleName(desired.content)];
    const isWanted = before !== after && wanted.has(before);
    wanted.add(after);
    return isWanted;
  });
}

/**
 * Gives these a name that nothing else has; their own updates, which follow, give them the right one.
 * @returns those that have such a name now
 */
export async function freeNames(
  kind: HolderKind,
  updates: readonly Update[],
  context: ApplyContext,
): Promise<Update[]> {
  const freed: Update[] = [];
  for (const update of inTheWay(updates)) {
    const id = context.names.idOf(kind.name, update.key);
    if (id === undefined) continue;
    const parameters = { [kind.lookup.idField]: id, name: `renaming-${randomBytes(8).toString('hex')}` };
    try {
      await repeatable(
        () => context.zabbix.call(`${kind.lookup.api}.update`, parameters, callOptions(context)),
        context.signal,
      );
      freed.push(update);
    } catch (error) {
      if (!concernsOneWrite(error, context.signal)) throw error;
      context.report.fail(update, reasonOf(error));
    }
  }
  return freed;
}

/** Gives those their former name back whose own update was refused after all: `renaming-…` is nobody's name. */
export async function giveNamesBack(
  kind: HolderKind,
  freed: readonly Update[],
  context: ApplyContext,
): Promise<void> {
  for (const update of freed.filter((each) => context.report.isBlocked(each))) {
    const name = visibleName(update.live.content);
    const parameters = { [kind.lookup.idField]: context.names.idOf(kind.name, update.key), name };
    try {
      await repeatable(
        () => context.zabbix.call(`${kind.lookup.api}.update`, parameters, callOptions(context)),
        context.signal,
      );
    } catch (error) {
      if (!concernsOneWrite(error, context.signal)) throw error;
      const reason = `it has lost its visible name "${name}" on the way to a new one: ${reasonOf(error)}`;
      context.report.fail(update, reason);
    }
  }
}
