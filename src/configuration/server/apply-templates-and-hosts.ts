import { EXACT } from '../exact/section.ts';
import type { HolderKind } from '../kind.ts';
import type { Change, Update } from '../plan.ts';
import { type ApplyContext, withReferences } from './apply-context.ts';
import { applyExact } from './apply-exact.ts';
import { applyInherited } from './apply-inherited.ts';
import { clearLeftInSteps } from './clear-left-in-steps.ts';
import { finishLater, isLeftForLater } from './finish-later.ts';
import { importFirstPass } from './first-pass.ts';
import { freeGraphs } from './free-graphs.ts';
import { freeNames, giveNamesBack } from './free-names.ts';
import { isOwnField } from './own-fields.ts';
import { reportDone } from './report-done.ts';
import { importSecondPass } from './second-pass.ts';
import { removeSurplusInterfaces, updateOwn } from './update-own.ts';

/**
 * Carries out the changes of templates or hosts: their own fields by X.update, so that nothing that the backup does not
 * hold is touched; everything inside them by configuration.import, in documents small enough for any front end.
 * @param templatesWritten whether the plan changes templates: what inherits from them is looked at then, changed or not
 */
export async function applyTemplatesAndHosts(
  kind: HolderKind,
  changes: readonly Change[],
  context: ApplyContext,
  templatesWritten: boolean,
): Promise<void> {
  const surplusInterfaces = new Map<string, readonly string[]>();
  const importable: Change[] = [];
  const others: Change[] = [];
  const updates = changes.filter((change): change is Update => change.type === 'update');
  const possible = await withoutMissing(kind, updates, context);
  const freed = await freeNames(kind, possible, context);
  for (const update of possible) {
    if (context.report.isBlocked(update)) continue;
    const surplus = await updateOwn(kind, update, context);
    if (surplus === undefined) continue;
    if (surplus.length > 0) surplusInterfaces.set(update.key, surplus);
    if (needsImport(update)) importable.push(update);
    else others.push(update);
  }
  await giveNamesBack(kind, freed, context);
  importable.push(...changes.filter(({ type }) => type === 'create'));
  await freeGraphs(kind, importable, context);
  const imported = await importFirstPass(kind, importable, context);
  await importSecondPass(kind, imported, context);
  for (const [key, ids] of surplusInterfaces)
    await removeSurplusInterfaces({ kind: kind.name, key }, ids, context);
  await clearLeftInSteps(kind, imported.flat(), context);
  await applyExact(kind, [...others, ...imported.flat()], context);
  const written = templatesWritten ? undefined : new Set(changes.map(({ key }) => key));
  await applyInherited(kind, context, written);
  const unfinished = new Set(imported.flat().filter((change) => isLeftForLater(kind, change, context)));
  for (const change of [...others, ...imported.flat()]) {
    if (context.report.isBlocked(change)) continue;
    if (unfinished.has(change)) finishLater(kind, change, context);
    else reportDone(change, context);
    context.progress.advance(kind.name);
  }
}

/** An update asks for what is created along with it only in its links, which the import makes. */
async function withoutMissing(
  kind: HolderKind,
  updates: readonly Update[],
  context: ApplyContext,
): Promise<readonly Update[]> {
  const others: HolderKind = { ...kind, references: kind.references.filter(({ to }) => to !== kind.name) };
  return await withReferences(others, updates, context);
}

/** Whether anything inside the object differs, or a link: what only an import writes. */
function needsImport({ kind, differences, desired }: Update): boolean {
  return differences.some(({ path: [field = ''] }) => {
    const supplement = desired.supplement !== undefined && Object.hasOwn(desired.supplement, field);
    return !supplement && field !== EXACT && field !== 'interfaces' && !isOwnField(kind, field);
  });
}
