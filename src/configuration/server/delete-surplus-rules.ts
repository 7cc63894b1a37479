import { ZabbixApiError } from '../../zabbix/errors.ts';
import type { Identity } from '../configuration.ts';
import type { GuardedContent, SurplusPrototype } from '../guarded-rules.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { type ApplyContext, callOptions, reasonOf } from './apply-context.ts';

/** The API of each list, and the field by which an element of it is found. */
const APIS: Readonly<Record<SurplusPrototype['list'], { api: string; idField: string; field: string }>> = {
  item_prototypes: { api: 'itemprototype', idField: 'itemid', field: 'key_' },
  trigger_prototypes: { api: 'triggerprototype', idField: 'triggerid', field: 'description' },
  graph_prototypes: { api: 'graphprototype', idField: 'graphid', field: 'name' },
};

/** Deletes rules and prototypes that a guarded import could not be told to delete, and reports what it left alone. */
export async function finishGuarded(
  identity: Identity,
  hostId: string,
  guarded: GuardedContent,
  context: ApplyContext,
): Promise<void> {
  try {
    if (!context.keepItems) {
      const rules = await rulesOf(hostId, context);
      await remove(
        'discoveryrule',
        guarded.surplusRules.map((key) => rules.get(key)),
        context,
      );
      for (const { list, rule, name } of guarded.surplusPrototypes) {
        const { api, idField, field } = APIS[list];
        const rows = await context.zabbix.call<JsonObject[]>(
          `${api}.get`,
          {
            output: [idField, field],
            discoveryids: [rules.get(rule) ?? ''],
            filter: { [field]: [name] },
            inherited: false,
          },
          callOptions(context),
        );
        await remove(
          api,
          rows.map((row) => text(row[idField])),
          context,
        );
      }
    }
  } catch (error) {
    if (!(error instanceof ZabbixApiError)) throw error;
    context.report.fail(identity, reasonOf(error));
  }
  for (const prototype of guarded.untouched) {
    context.report.fail(
      identity,
      `host prototype "${prototype}" differs and holds a secret macro whose value an import would blank: change it by hand`,
    );
  }
}

async function rulesOf(hostId: string, context: ApplyContext): Promise<Map<string, string>> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'discoveryrule.get',
    { output: ['itemid', 'key_'], hostids: [hostId], inherited: false },
    callOptions(context),
  );
  return new Map(rows.map((row) => [text(row.key_), text(row.itemid)]));
}

async function remove(
  api: string,
  ids: readonly (string | undefined)[],
  context: ApplyContext,
): Promise<void> {
  const known = ids.filter((id) => id !== undefined);
  if (known.length > 0) await context.zabbix.call(`${api}.delete`, known, callOptions(context));
}
