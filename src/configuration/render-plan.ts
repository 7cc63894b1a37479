import { counted } from '../terminal/counted.ts';
import type { Paint } from '../terminal/paint.ts';
import type { Difference } from './compare.ts';
import { markOf } from './configuration.ts';
import { changedLines, isLong, shownDifference } from './difference-text.ts';
import type { Change, Plan } from './plan.ts';
import { renderDeletes, renderLosses } from './render-deletions.ts';
import type { NotDoneEntry } from './report.ts';
import { shownKey, shownName } from './shown-name.ts';

/**
 * A plan for people: object by object, field by field, as the target is and as it would be. Secrets are hidden.
 * @param skipped changes that are known not to be possible, with their reasons
 */
export function renderPlan(plan: Plan, skipped: readonly NotDoneEntry[], paint: Paint): string {
  const reasons = new Map(skipped.map((entry) => [markOf(entry), entry.reason]));
  const blocks = plan.changes.map((change) => renderChange(change, reasons.get(markOf(change)), paint));
  const deletes = plan.deletes.map((identity) => paint.red(`- ${shownName(identity)}`));
  // Each stands above by itself: what it costs is left to say.
  const summary = summaryLines(plan, skipped, renderDeletes(plan).slice(0, 1));
  return [...blocks, ...deletes, ...summary].join('\n');
}

/** How much a plan would do, on one line, then what is deleted for it, with the names of the first of each kind. */
export function renderSummary(plan: Plan, skipped: readonly NotDoneEntry[]): string {
  return summaryLines(plan, skipped, renderDeletes(plan)).join('\n');
}

function summaryLines(plan: Plan, skipped: readonly NotDoneEntry[], deletes: readonly string[]): string[] {
  const creates = plan.changes.filter(({ type }) => type === 'create').length;
  const renames = plan.changes.filter(
    (change) => change.type === 'update' && change.liveKey !== change.key,
  ).length;
  const updates = plan.changes.length - creates - renames;
  const counts = [
    `${creates} to create`,
    `${updates} to update`,
    ...(renames > 0 ? [`${renames} to rename`] : []),
    ...(plan.deletes.length > 0 ? [`${plan.deletes.length} to delete`] : []),
    `${plan.unchanged} unchanged`,
    ...(skipped.length > 0 ? [`${skipped.length} of these cannot be done`] : []),
  ];
  return [
    `${counts.join(', ')}.`,
    ...deletes,
    ...renderLosses(plan),
    ...renderNotCompared(plan),
    ...renderLeftAlone(plan),
  ];
}

/** What cannot be said of the target; nothing where that is nothing. */
export function renderNotCompared({ notCompared }: Plan): string[] {
  if (notCompared.length === 0) return [];
  const values = counted(notCompared.length, 'secret value');
  return [
    `Cannot be compared, since no API gives them back: ${values} that the backup holds (restore_config --set-secrets sets them).`,
    ...notCompared.map(({ kind, key, macro }) => `  ${kind}: ${key}: ${macro}`),
  ];
}

/** What differs and is left as it is on the target; nothing where that is nothing. */
export function renderLeftAlone({ leftAlone }: Plan): string[] {
  if (leftAlone.length === 0) return [];
  return [
    'Different, and left as it is on the target:',
    ...leftAlone.map(({ kind, key, needs }) => `  ${kind}: ${key}: ${needs}`),
  ];
}

function renderChange(change: Change, skipped: string | undefined, paint: Paint): string {
  const name = shownName(change);
  const note = skipped === undefined ? [] : [paint.yellow(`    cannot be done: ${skipped}`)];
  if (change.type === 'create') return [paint.green(`+ ${name}`), ...note].join('\n');
  const renamed = change.liveKey === change.key ? '' : ` (now ${shownKey(change.liveKey)})`;
  return [
    paint.yellow(`~ ${name}${renamed}`),
    ...note,
    ...change.differences.flatMap((difference) => renderDifference(change.kind, difference, paint)),
  ].join('\n');
}

function renderDifference(kind: string, difference: Difference, paint: Paint): string[] {
  const shown = shownDifference(kind, difference);
  const place = `   ${shown.place}`;
  switch (shown.what) {
    case 'surplus':
      return [paint.red(`${place}: only on the target${shown.words}`)];
    case 'missing':
      return [paint.green(`${place}: missing on the target${shown.words}`)];
    case 'hidden':
      return [`${place}: differs (hidden)`];
    default: {
      const { before, after } = shown;
      if (!isLong(before, after)) return [`${place}: ${paint.red(before)} → ${paint.green(after)}`];
      return [`${place}:`, ...lineDiff(before, after, paint)];
    }
  }
}

function lineDiff(before: string, after: string, paint: Paint): string[] {
  return changedLines(before, after).map((line) => {
    const text = `      ${line}`;
    return line.startsWith('+')
      ? paint.green(text)
      : line.startsWith('-')
        ? paint.red(text)
        : paint.dim(text);
  });
}
