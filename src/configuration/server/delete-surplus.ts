import { hostsOfGraph, hostsOfTrigger, sharedIdentity } from '../document.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import { expressionOf, TRIGGER_PARTS } from '../kinds/trigger-expression.ts';
import type { Change, Update } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf } from './apply-context.ts';

/**
 * Deletes triggers and graphs that span several hosts and that the backup does not have. An import leaves them alone
 * where one of their hosts is not in its document (CConfigurationImport::deleteMissingTriggers).
 */
export async function deleteSurplusShared(changes: readonly Change[], context: ApplyContext): Promise<void> {
  if (context.keepItems) return;
  const updates = changes.filter(
    (change): change is Update => change.type === 'update' && !context.report.isBlocked(change),
  );
  await deleteAll(updates, 'triggers', hostsOfTrigger, triggerIds, context);
  await deleteAll(updates, 'graphs', hostsOfGraph, graphIds, context);
}

type Find = (shared: JsonObject, context: ApplyContext) => Promise<string[]>;

async function deleteAll(
  updates: readonly Update[],
  list: 'triggers' | 'graphs',
  hostsOf: (shared: JsonObject) => string[],
  find: Find,
  context: ApplyContext,
): Promise<void> {
  const handled = new Set<string>();
  for (const update of updates) {
    const wanted = objectsIn(update.desired.content[list]);
    const identities = new Set(wanted.map((shared) => sharedIdentity(shared, list)));
    const uuids = new Set(wanted.map(({ uuid }) => text(uuid)).filter((uuid) => uuid !== ''));
    for (const shared of objectsIn(update.live.content[list])) {
      const identity = sharedIdentity(shared, list);
      if (identities.has(identity) || uuids.has(text(shared.uuid)) || handled.has(identity)) continue;
      if (hostsOf(shared).length < 2) continue;
      handled.add(identity);
      try {
        const ids = await find(shared, context);
        if (ids.length > 0) {
          await context.zabbix.call(
            list === 'triggers' ? 'trigger.delete' : 'graph.delete',
            ids,
            callOptions(context),
          );
        }
      } catch (error) {
        if (!concernsOneWrite(error, context.signal)) throw error;
        context.report.fail(update, reasonOf(error));
      }
    }
  }
}

async function triggerIds(trigger: JsonObject, context: ApplyContext): Promise<string[]> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'trigger.get',
    {
      output: ['description', 'expression', 'recovery_expression'],
      ...TRIGGER_PARTS,
      inherited: false,
      filter: { description: [text(trigger.name)] },
    },
    callOptions(context),
  );
  const same = (row: JsonObject, field: 'expression' | 'recovery_expression'): boolean =>
    inUnixLines(expressionOf(row, field, context.zabbix.version)) === inUnixLines(trigger[field]);
  return rows
    .filter((row) => same(row, 'expression') && same(row, 'recovery_expression'))
    .map((row) => text(row.triggerid));
}

async function graphIds(graph: JsonObject, context: ApplyContext): Promise<string[]> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'graph.get',
    {
      output: ['name'],
      selectHosts: ['host'],
      selectTemplates: ['host'],
      inherited: false,
      filter: { name: [text(graph.name)] },
    },
    callOptions(context),
  );
  const wanted = hostsOfGraph(graph).join('\n');
  return rows
    .filter((row) => {
      const hosts = [...objectsIn(row.hosts), ...objectsIn(row.templates)].map(({ host }) => text(host));
      return [...new Set(hosts)].sort().join('\n') === wanted;
    })
    .map((row) => text(row.graphid));
}

/** An export has LF where the server holds CRLF. */
function inUnixLines(value: JsonValue | undefined): string {
  return text(value).replaceAll('\r\n', '\n');
}
