import type { Paint } from '../terminal/paint.ts';
import type { JsonObject } from './json.ts';
import { templates } from './kinds/templates.ts';
import type { NotDoneEntry, Report } from './report.ts';
import { shownName } from './shown-name.ts';

const GO_ON =
  'Put the reasons right, here or in the backup, and run restore_config again: it does what is left and nothing twice.';

/**
 * What an import says where templates of another installation or version stand in the way: shared uuids and names
 * (CConfigurationImport, C*Import of value maps), inventory fields that another item fills (CItem), objects that are
 * not the same ones any more. `value (hostid, key_)=(…) already exists` is none of these: the template itself holds two of
 * one key (CItemPrototype of 7.0, 'uniq'), and would be refused by an empty server too.
 */
const IN_THE_WAY = /uuid|(?<!value \(.*)already exists|inventory field|No permissions to referred object/iu;

const FORCE =
  'Where templates that are on the target stand in the way of those of the backup, restore_config --force-templates deletes all of them first, with their items and history: look with --dry-run.';

/** What a restore did, for people: counts by kind, then everything that was not done and all that a person must do. */
export function renderReport(report: Report, paint: Paint): string {
  const kinds = [...new Set(report.done.map(({ kind }) => kind))];
  const done = kinds.map((kind) => {
    const entries = report.done.filter((entry) => entry.kind === kind);
    const counts = ['created', 'updated', 'renamed', 'deleted'].map((what) => ({
      what,
      count: entries.filter((entry) => entry.what === what).length,
    }));
    const words = counts.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
    return `  ${kind}: ${words.join(', ')}`;
  });
  return [
    ...(done.length > 0 ? ['Done:', ...done] : []),
    ...secretsSet(report),
    ...section('Failed:', report.failed, paint.red),
    ...section('Skipped:', report.skipped, paint.yellow),
    ...(report.failed.length + report.skipped.length > 0 ? [GO_ON] : []),
    ...(report.failed.some(isInTheWay) ? [FORCE] : []),
    ...(report.needs.length > 0
      ? [
          'For a person to set, since no backup can hold it:',
          ...report.needs.map(({ kind, key, needs }) => `  ${kind}: ${key}: ${needs}`),
        ]
      : []),
  ].join('\n');
}

function isInTheWay({ kind, reason }: NotDoneEntry): boolean {
  return kind === templates.name && IN_THE_WAY.test(reason);
}

function secretsSet({ secretsSet: all }: Report): string[] {
  if (all.length === 0) return [];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => `${all.filter((entry) => entry.kind === kind).length} of ${kind}`);
  return [`Secrets set: ${all.length} (${counts.join(', ')})`];
}

function section(
  title: string,
  entries: readonly { kind: string; key: string; reason: string }[],
  colour: (text: string) => string,
): string[] {
  if (entries.length === 0) return [];
  return [title, ...entries.map((entry) => colour(`  ${shownName(entry)}: ${entry.reason}`))];
}

/** A report for `--json`; `secrets_set` is there only where a secrets file filled something. */
export function reportDocument(report: Report): JsonObject {
  return {
    done: report.done.map((entry) => ({ ...entry })),
    failed: report.failed.map((entry) => ({ ...entry })),
    skipped: report.skipped.map((entry) => ({ ...entry })),
    needs: report.needs.map((entry) => ({ ...entry })),
    ...(report.secretsSet.length > 0 && { secrets_set: report.secretsSet.map((entry) => ({ ...entry })) }),
  };
}
