import type { Identity } from '../configuration.ts';
import type { GuardedContent } from '../guarded-rules.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf } from './apply-context.ts';

/** Deletes the rules that a guarded import could not be told to delete, and reports those that it left alone. */
export async function finishGuarded(
  identity: Identity,
  hostId: string,
  guarded: GuardedContent,
  context: ApplyContext,
): Promise<void> {
  try {
    if (guarded.surplus.length > 0 && !context.keepItems) await deleteRules(hostId, guarded.surplus, context);
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(identity, reasonOf(error));
  }
  for (const rule of guarded.untouched) {
    context.report.fail(
      identity,
      `the discovery rule ${rule} differs and was left as it is: its host prototypes hold secret macros, whose values an import would blank`,
    );
  }
}

async function deleteRules(hostId: string, keys: readonly string[], context: ApplyContext): Promise<void> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'discoveryrule.get',
    { output: ['itemid'], hostids: [hostId], inherited: false, filter: { key_: keys } },
    callOptions(context),
  );
  const ids = rows.map((row) => text(row.itemid));
  if (ids.length > 0) await context.zabbix.call('discoveryrule.delete', ids, callOptions(context));
}
