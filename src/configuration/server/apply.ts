import { isDocumentKind, isHolderKind, isObjectKind, type Kind } from '../kind.ts';
import { kindNamed, kindsInOrder } from '../kinds/all-kinds.ts';
import type { Plan } from '../plan.ts';
import type { NotDoneEntry, Report } from '../report.ts';
import type { ApplyContext } from './apply-context.ts';
import { applyDocuments } from './apply-documents.ts';
import { applyInherited } from './apply-inherited.ts';
import { applyObjects, updateRefused } from './apply-objects.ts';
import { applyTemplatesAndHosts } from './apply-templates-and-hosts.ts';
import { finishDeferred } from './deferred.ts';
import { deleteObjects, doomedBy } from './delete-objects.ts';
import { deleteSurplusShared } from './delete-surplus.ts';

/**
 * Carries a plan out, kind by kind, save what is known not to be possible. What the server refuses is reported and what needs it is skipped; the rest goes on.
 * @throws where the server cannot be reached any more, and the signal's reason; what was done until then is in the
 *   context's report
 */
export async function applyPlan(
  plan: Plan,
  skipped: readonly NotDoneEntry[],
  context: ApplyContext,
): Promise<Report> {
  for (const entry of skipped) context.report.skip(entry, entry.reason);
  const doomed = doomedBy(plan, context.names);
  learnNewKeys(plan, context);
  const templatesWritten = plan.changes.map(({ kind }) => kindNamed(kind)).some(isTemplated);
  const trying: ApplyContext = { ...context, refused: [] };
  for (const kind of kindsInOrder(context.zabbix.version)) {
    const changes = plan.changes.filter(
      (change) => change.kind === kind.name && !context.report.isBlocked(change),
    );
    if (changes.length === 0) {
      // A template that was written may have written over what inherits from it.
      if (isHolderKind(kind) && templatesWritten) await applyInherited(kind, context);
      continue;
    }
    context.progress.start(kind.name, changes.length);
    if (isObjectKind(kind)) await applyObjects(kind, changes, trying);
    else if (isHolderKind(kind)) await applyTemplatesAndHosts(kind, changes, context, templatesWritten);
    else if (isDocumentKind(kind)) await applyDocuments(kind, changes, context);
    await finishDeferred('what can be', context);
    const waiting = context.deferred.filter(({ kind: { name } }) => name === kind.name).length;
    const done = context.report.done.filter((entry) => entry.kind === kind.name).length + waiting;
    context.progress.done(
      kind.name,
      done === changes.length ? `${done} done` : `${done} of ${changes.length} done`,
    );
  }
  await finishDeferred('all', context);
  await updateRefused(trying);
  // At the very end: 7.0 refuses to delete a trigger that an action names until that action was updated.
  const inside = plan.changes.filter(({ kind }) => isHolderKind(kindNamed(kind)));
  await deleteSurplusShared(inside, context);
  await deleteObjects(doomed, context);
  return context.report;
}

function isTemplated(kind: Kind): boolean {
  return isHolderKind(kind) && kind.travel.templated === true;
}

/** Objects that go by another key on the server are found by the key that they are about to have. */
function learnNewKeys(plan: Plan, context: ApplyContext): void {
  const known = [...plan.formerKeys].flatMap(([kind, keys]) =>
    [...keys].map(([key, former]) => ({ kind, key, id: context.names.idOf(kind, former) })),
  );
  for (const { kind, key, id } of known) if (id !== undefined) context.names.rename(kind, id, key);
}
