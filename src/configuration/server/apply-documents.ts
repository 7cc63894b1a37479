import type { DocumentKind } from '../kind.ts';
import type { Change } from '../plan.ts';
import { type ApplyContext, reasonOf, withReferences } from './apply-context.ts';
import { applyExact } from './apply-exact.ts';
import { importHalving } from './import.ts';
import { reportDone } from './report-done.ts';

/** Objects imported in one call where nothing inside them is large. */
const PART = 100;

/** Carries out the changes of a kind whose objects are small elements: groups, value maps, media types. */
export async function applyDocuments(
  kind: DocumentKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  const { version } = context.zabbix;
  const ready = await withReferences(kind, changes, context);
  for (let start = 0; start < ready.length; start += PART) {
    const imported = await importHalving(
      ready.slice(start, start + PART),
      (part) => ({
        version: context.desired.exportVersion,
        [kind.travel.element(version)]: part.map(({ desired }) => desired.content),
      }),
      kind.travel.rules(version),
      context,
      (change, error) => context.report.fail(change, reasonOf(error)),
      (part) => part.filter(({ type }) => type === 'create'),
    );
    await applyExact(kind, imported.flat(), context);
    for (const change of imported.flat()) {
      if (context.report.isBlocked(change)) continue;
      reportDone(change, context);
      context.progress.advance(kind.name);
    }
  }
  context.names.forget(kind.name);
}
