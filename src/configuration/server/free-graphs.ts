import { graphsInTheWay } from '../graphs-in-the-way.ts';
import { type JsonObject, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import { templates } from '../kinds/templates.ts';
import type { Change, Update } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf } from './apply-context.ts';

/**
 * Deletes the graphs that stand in the way of links which an import makes: it makes links first, and deletes what is missing
 * after that.
 */
export async function freeGraphs(
  kind: HolderKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  if (context.keepItems) return;
  const desiredTemplates = context.desired.objects.get(templates.name);
  const updates = changes.filter((change): change is Update => change.type === 'update');
  for (const update of updates) {
    if (context.report.isBlocked(update)) continue;
    const { desired, live, key } = update;
    const names = graphsInTheWay(
      desired.content,
      live.content,
      (name) => desiredTemplates?.get(name)?.content,
    );
    const host = context.names.idOf(kind.name, key);
    if (host === undefined) continue;
    try {
      await deleteNamed('graph', host, names.graphs, context);
      await deleteNamed('graphprototype', host, names.prototypes, context);
    } catch (error) {
      if (!concernsOneWrite(error, context.signal)) throw error;
      context.report.fail(update, reasonOf(error));
    }
  }
}

async function deleteNamed(
  api: string,
  host: string,
  names: readonly string[],
  context: ApplyContext,
): Promise<void> {
  if (names.length === 0) return;
  const rows = await context.zabbix.call<JsonObject[]>(
    `${api}.get`,
    { output: ['graphid'], hostids: [host], filter: { name: [...names] }, inherited: false },
    callOptions(context),
  );
  const ids = rows.map(({ graphid }) => text(graphid));
  if (ids.length > 0) await context.zabbix.call(`${api}.delete`, ids, callOptions(context));
}
