import type { Comparison } from '../../configuration/compare-with-server.ts';
import { dependenciesDocument, renderDependencies } from '../../configuration/dependencies.ts';
import { isEmpty } from '../../configuration/plan.ts';
import { planDocument } from '../../configuration/plan-document.ts';
import { renderLosses } from '../../configuration/render-deletions.ts';
import { renderForce } from '../../configuration/render-force.ts';
import {
  renderLeftAlone,
  renderNotCompared,
  renderPlan,
  renderSummary,
} from '../../configuration/render-plan.ts';
import { renderReport, reportDocument } from '../../configuration/render-report.ts';
import type { RestoreOutcome } from '../../configuration/restore.ts';
import type { ForceCost } from '../../configuration/server/force-templates.ts';
import type { KindShare } from '../../configuration/threshold.ts';
import type { Undo } from '../../configuration/undo.ts';
import { counted } from '../../terminal/counted.ts';
import type { Paint } from '../../terminal/paint.ts';
import { undoDocument, undoText } from './undo.ts';

/** What a restore_config is about to do, for all who are told of it. */
export interface Undertaking {
  readonly comparison: Comparison;
  /** All templates go first, at this cost. */
  readonly force?: ForceCost | undefined;
  /** It undoes another restore. */
  readonly undo?: Undo | undefined;
  /** What keeps an empty plan from meaning that the server is equal to the backup. */
  readonly limits: Limits;
  /** Kinds of which so much would be changed that it is refused. */
  readonly refused?: readonly KindShare[] | undefined;
}

/** What a comparison leaves out because it was told to. */
export interface Limits {
  /** Only chosen objects are compared (--only, --skip). */
  readonly selected: boolean;
  readonly rehearsal: boolean;
  readonly keepItems: boolean;
}

/** Whether no write would be made: the server is as it should be, and nothing is to be forced or taken back. */
export function isNothingToDo({ comparison: { plan }, force, undo }: Undertaking): boolean {
  return isEmpty(plan) && force === undefined && !undo?.deletions.length;
}

/** Whether something is deleted, which a person is asked about. */
export function deletes({ comparison: { plan }, force, undo }: Undertaking): boolean {
  return (
    force !== undefined ||
    plan.deletes.length > 0 ||
    renderLosses(plan).length > 0 ||
    (undo?.deletions.length ?? 0) > 0
  );
}

/** The result of --dry-run, for programs. */
export function intentDocument({ comparison, force, undo, refused = [] }: Undertaking): object {
  const { plan, skipped, dependencies } = comparison;
  return {
    dry_run: true,
    ...(refused.length > 0 && { would_refuse: refused.map((share) => ({ ...share })) }),
    ...(force && { force_templates: { ...force, actions: force.actions.map(({ name }) => name) } }),
    ...(undo && { undo: undoDocument(undo) }),
    plan: { ...planDocument(plan, skipped), ...dependenciesDocument(dependencies) },
  };
}

/** The result of --dry-run, for people: everything, object by object. */
export function intentText(undertaking: Undertaking, paint: Paint): string {
  if (isNothingToDo(undertaking)) return nothingText(undertaking);
  const { plan, skipped } = undertaking.comparison;
  const all = undertaking.undo?.deletions.length;
  const text = `${preface(undertaking, paint, all)}${renderPlan(plan, skipped, paint)}`;
  return [text, ...refusalText(undertaking.refused).map(paint.yellow)].join('\n');
}

/** What is said before the first write: how much, and what it costs. */
export function summaryText(undertaking: Undertaking, paint: Paint): string {
  const { plan, skipped } = undertaking.comparison;
  return `${preface(undertaking, paint)}${renderSummary(plan, skipped)}`;
}

/** What `restore_config --json` prints at the end: what was done, what is still different, where copies and records lie. */
export function outcomeDocument({ comparison, undo }: Undertaking, outcome: RestoreOutcome): object {
  const { report, left, before, record } = outcome;
  return {
    ...reportDocument(report),
    ...dependenciesDocument(comparison.dependencies),
    left: planDocument(left, []),
    ...(undo && { undo: undoDocument(undo) }),
    ...(before === undefined ? {} : { before }),
    ...(record === undefined ? {} : { record }),
  };
}

/** The same for people: the report, then whether the server, read again, is equal to what was restored. */
export function outcomeText(undertaking: Undertaking, outcome: RestoreOutcome, paint: Paint): string {
  const { report, left } = outcome;
  if (isNothingToDo(undertaking)) {
    // What an earlier restore that was ended has left to a person.
    return [nothingText(undertaking), renderReport(report, paint)].filter((part) => part !== '').join('\n');
  }
  const goal = undertaking.undo ? 'the copy' : 'the backup';
  const rest = isEmpty(left)
    ? paint.green(equalText(undertaking.limits, goal))
    : `Still different from ${goal}:\n${renderPlan(left, [], paint)}`;
  return [renderReport(report, paint), rest].join('\n');
}

/** What an empty difference at the end means, and no more than that. */
export function equalText(limits: Limits, goal: 'the backup' | 'the copy'): string {
  const same = limits.selected ? `The chosen objects are as in ${goal}` : `The server is equal to ${goal}`;
  return `${same}${exceptions(limits)}: read again, no difference.`;
}

function exceptions({ rehearsal, keepItems }: Limits): string {
  return [
    ...(rehearsal ? [', apart from what the rehearsal keeps disabled'] : []),
    ...(keepItems ? [', save what --keep-items leaves'] : []),
  ].join('');
}

/** What --dry-run says of a restore that would be refused; nothing where it would not be. */
function refusalText(refused: readonly KindShare[] = []): string[] {
  if (refused.length === 0) return [];
  const numbers = refused.map(({ kind, changed, present }) => `${changed} of ${present} ${kind}`);
  return [
    `restore_config would refuse this: it changes ${numbers.join(', ')}. If it is meant, add --allow-many.`,
  ];
}

function nothingText({ comparison: { plan }, limits, undo }: Undertaking): string {
  const objects = counted(plan.unchanged, limits.selected ? 'chosen object' : 'object');
  const goal = undo ? 'the copy' : 'the backup';
  return [
    `Nothing to do: ${objects} ${plan.unchanged === 1 ? 'is' : 'are'} as in ${goal}${exceptions(limits)}.`,
    ...renderNotCompared(plan),
    ...renderLeftAlone(plan),
  ].join('\n');
}

/** What is done besides the plan, each part on lines of its own. */
function preface({ comparison, force, undo }: Undertaking, paint: Paint, mostUndone?: number): string {
  return [
    ...(undo ? [undoText(undo, paint, mostUndone)] : []),
    ...(force ? [renderForce(force)] : []),
    ...renderDependencies(comparison.dependencies),
  ]
    .map((part) => `${part}\n`)
    .join('');
}
