import { randomBytes } from 'node:crypto';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import { nameOf } from '../import-document.ts';
import { type JsonObject, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import type { Update } from '../plan.ts';
import { type ApplyContext, callOptions, reasonOf, repeatable } from './apply-context.ts';

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

/** Gives these a name that nothing else has; their own updates, which follow, give them the right one. */
export async function freeNames(
  kind: HolderKind,
  updates: readonly Update[],
  context: ApplyContext,
): Promise<void> {
  for (const update of inTheWay(updates)) {
    const id = context.names.idOf(kind.name, update.key);
    if (id === undefined) continue;
    const parameters = { [kind.lookup.idField]: id, name: `renaming-${randomBytes(8).toString('hex')}` };
    try {
      await repeatable(
        () => context.zabbix.call(`${kind.lookup.api}.update`, parameters, callOptions(context)),
        context.signal,
      );
    } catch (error) {
      if (!(error instanceof ZabbixApiError)) throw error;
      context.report.fail(update, reasonOf(error));
    }
  }
}
