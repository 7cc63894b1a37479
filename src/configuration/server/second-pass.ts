import { inParts } from '../../zabbix/parts.ts';
import { hostsOfGraph, hostsOfTrigger } from '../document.ts';
import {
  hostsOfPostponed,
  mergePostponed,
  nameOf,
  type Postponed,
  postponedOf,
  SECOND_PASS_RULES,
  secondPassDocument,
  stubOf,
} from '../import-document.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { DocumentKind } from '../kind.ts';
import type { Change } from '../plan.ts';
import { type ApplyContext, callOptions, reasonOf } from './apply-context.ts';
import { exportPart } from './export-part.ts';
import { importHalving } from './import.ts';

/** Triggers and graphs that span documents, and triggers that depend on others outside their document. */
export async function importSecondPass(
  kind: DocumentKind,
  imported: readonly Change[][],
  context: ApplyContext,
): Promise<void> {
  const postponed = mergePostponed(
    imported.map((changes) => postponedOf(changes.map(({ desired }) => desired.content))),
  );
  const shared = [
    ...postponed.triggers.map((trigger) => ({ triggers: [trigger], graphs: [] })),
    ...postponed.graphs.map((graph) => ({ triggers: [], graphs: [graph] })),
  ];
  if (shared.length === 0) return;
  const stubs = await stubsFor(kind, hostsOfPostponed(postponed), imported.flat(), context);
  const possible = shared.filter((entry) => {
    const missing = hostsOfPostponed(entry).find((host) => !stubs.has(host));
    if (missing === undefined) return true;
    notImported(
      kind,
      entry,
      `it names ${kind.singular} "${missing}", which is not on the target`,
      imported.flat(),
      context,
    );
    return false;
  });
  const parts = inChunks(possible, 500);
  for (const part of parts) {
    await importHalving(
      part,
      (some) => {
        const merged = mergePostponed(some);
        const hosts = hostsOfPostponed(merged).map((host) => stubs.get(host) as JsonObject);
        return secondPassDocument(
          hosts,
          merged,
          kind.travel.element(context.zabbix.version),
          context.desired.exportVersion,
        );
      },
      SECOND_PASS_RULES,
      context,
      (entry, error) => notImported(kind, entry, reasonOf(error), imported.flat(), context),
    );
  }
}

function inChunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** A trigger or graph that could not be imported: every object that it belongs to is not as it should be. */
function notImported(
  kind: DocumentKind,
  entry: Postponed,
  reason: string,
  changes: readonly Change[],
  context: ApplyContext,
): void {
  const [trigger] = entry.triggers;
  const [graph] = entry.graphs;
  const name = trigger ? `trigger "${text(trigger.name)}"` : `graph "${text(graph?.name)}"`;
  const holders = new Set(trigger ? hostsOfTrigger(trigger) : graph ? hostsOfGraph(graph) : []);
  for (const change of changes) {
    if (holders.has(nameOf(change.desired.content)))
      context.report.fail({ kind: kind.name, key: change.key }, `${name}: ${reason}`);
  }
}

/** An element for every host that is on the target: from the backup where it has it, else from the server. */
async function stubsFor(
  kind: DocumentKind,
  names: readonly string[],
  changes: readonly Change[],
  context: ApplyContext,
): Promise<Map<string, JsonObject>> {
  const stubs = new Map<string, JsonObject>();
  await context.names.findIds(kind.name, names, context.signal);
  const desired = context.desired.objects.get(kind.name);
  const changed = new Map(changes.map((change) => [change.key, change.desired]));
  const others: string[] = [];
  for (const name of names) {
    if (context.names.idOf(kind.name, name) === undefined) continue;
    const object = changed.get(name) ?? desired?.get(name);
    if (object) stubs.set(name, stubOf(object.content));
    else others.push(name);
  }
  const ids = others.map((name) => context.names.idOf(kind.name, name) as string);
  const parts = inParts(
    ids,
    kind.travel.partSize,
    (some) => exportPart(context.zabbix, kind, some, context.names, context.signal),
    callOptions(context),
  );
  for await (const { result } of parts) {
    for (const entry of result.elements) stubs.set(nameOf(entry), stubOf(entry));
  }
  return stubs;
}
