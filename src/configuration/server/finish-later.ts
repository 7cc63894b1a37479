import { stubOf } from '../import-document.ts';
import type { JsonObject } from '../json.ts';
import type { DocumentKind, HolderKind, ImportRules } from '../kind.ts';
import { referencesOf } from '../kinds/all-kinds.ts';
import type { Change } from '../plan.ts';
import { type ApplyContext, reasonOf } from './apply-context.ts';
import { applyExact } from './apply-exact.ts';
import { awaited } from './deferred.ts';
import { importHalving } from './import.ts';
import { reportDone } from './report-done.ts';

/** Whether something was left out of the import of a template or host, since it names what is not there yet. */
export function isLeftForLater(kind: DocumentKind, { desired }: Change, context: ApplyContext): boolean {
  return awaited(kind, desired.content, context).length > 0;
}

/**
 * Has what the first pass left out imported as soon as what it names is there: dashboards of a template. The object counts as
 * done then, and not before.
 */
export function finishLater(kind: HolderKind, change: Change, context: ApplyContext): void {
  context.deferred.push({
    kind,
    change,
    write: async () => {
      const imported = await importHalving(
        [change],
        () => ({
          version: context.desired.exportVersion,
          [kind.travel.element(context.zabbix.version)]: [lateParts(kind, change, context)],
        }),
        rulesFor(kind, change, context),
        context,
        (_change, error) => context.report.fail(change, reasonOf(error)),
      );
      await applyExact(kind, imported.flat(), context);
      if (!context.report.isBlocked(change)) reportDone(change, context);
    },
  });
}

/** What the target has besides is deleted now, since the first pass left it: see there. */
function rulesFor(kind: HolderKind, { type }: Change, { keepItems }: ApplyContext): ImportRules {
  return Object.fromEntries(
    Object.entries(kind.travel.rulesForLater ?? {}).map(([name, rule]) => [
      name,
      type === 'update' && !keepItems ? { ...rule, deleteMissing: true } : rule,
    ]),
  );
}

/** The lists of which an element may be left for later. */
function lateLists(kind: HolderKind, { zabbix }: ApplyContext): string[] {
  return referencesOf(kind, zabbix.version).flatMap(({ deferred }) =>
    typeof deferred === 'string' ? [deferred.replace(/\[\]$/, '')] : [],
  );
}

/** The least of an element that an import takes, with these lists in full. */
function lateParts(kind: HolderKind, { desired: { content } }: Change, context: ApplyContext): JsonObject {
  const lists = lateLists(kind, context).flatMap((list) =>
    content[list] === undefined ? [] : [[list, content[list]] as const],
  );
  return { ...stubOf(content), ...Object.fromEntries(lists) };
}
