import { counted } from '../../terminal/counted.ts';
import type { Paint } from '../../terminal/paint.ts';
import { displayWidth } from '../../terminal/width.ts';
import type { Finding } from './check.ts';

export interface DoctorDocument {
  readonly checks: readonly (Omit<Finding, 'remedy'> & { readonly remedy: string | null })[];
  readonly warnings: number;
  readonly problems: number;
}

/** What `doctor --json` prints: the checks in their order, and how many came to what. */
export function doctorDocument(findings: readonly Finding[]): DoctorDocument {
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length;
  return {
    checks: findings.map(({ status, subject, detail, remedy }) => ({
      status,
      subject,
      detail,
      remedy: remedy ?? null,
    })),
    warnings: count('warning'),
    problems: count('problem'),
  };
}

/** A line for each finding, what to do under it, and a last line that sums up. */
export function doctorText(findings: readonly Finding[], paint: Paint): string {
  const colours = { ok: paint.green, warning: paint.yellow, problem: paint.red };
  const width = Math.max(0, ...findings.map(({ subject }) => displayWidth(subject)));
  const lines = findings.flatMap(({ status, subject, detail, remedy }) => {
    const space = ' '.repeat(width - displayWidth(subject));
    const indent = ' '.repeat('problem'.length + width + 4);
    return [
      `${colours[status](status.padEnd('problem'.length))}  ${subject}${space}  ${detail.replaceAll('\n', `\n${indent}`)}`,
      ...(remedy === undefined
        ? []
        : [`${indent}${paint.bold('to do:')} ${remedy.replaceAll('\n', `\n${indent}`)}`]),
    ];
  });
  const { problems, warnings } = doctorDocument(findings);
  const summary = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
  return [...lines, '', problems > 0 ? paint.red(summary) : summary].join('\n');
}
