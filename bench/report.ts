import { renderTable } from '../src/terminal/table.ts';
import { type Figure, isMet, targetText, valueText } from './figures.ts';
import { type Machine, percent } from './machine.ts';
import type { Measurement, Result } from './measurement.ts';

/** A measurement and what came of it: figures, or the reason why there are none. */
export interface Outcome {
  readonly measurement: Pick<Measurement, 'name' | 'title'>;
  readonly result?: Result;
  readonly notMeasured?: string;
  /** It should have been possible. */
  readonly failed?: boolean;
}

/** One run of the bench. */
export interface Report {
  /** The day, as YYYY-MM-DD. */
  readonly day: string;
  readonly machine: Machine;
  /** By series: the versions of what ran. */
  readonly servers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly outcomes: readonly Outcome[];
}

/** The table for a terminal. */
export function reportText(report: Report): string {
  const lines = [...machineLines(report), ''];
  for (const outcome of report.outcomes) lines.push(outcomeText(outcome), '');
  lines.push(summary(report));
  return lines.join('\n');
}

/** What one measurement came to, for a terminal. */
export function outcomeText({ measurement, result, notMeasured }: Outcome): string {
  const lines = [`${measurement.title} (${measurement.name})`];
  if (notMeasured !== undefined) lines.push(`  not measured: ${notMeasured}`);
  else lines.push(renderTable((result?.figures ?? []).map(cells), { indent: '  ', right: [1] }));
  if (result?.drawing !== undefined) lines.push('', indented(result.drawing));
  return lines.join('\n');
}

/** The same for a page that is kept. */
export function reportMarkdown(report: Report): string {
  const lines = [
    '# The last result of `npm run bench`',
    '',
    'What the figures mean, and how to measure them yourself: [README.md](README.md).',
    '',
    ...machineLines(report).map((line) => `- ${line}`),
    '',
  ];
  for (const { measurement, result, notMeasured } of report.outcomes) {
    lines.push(`## ${capital(measurement.title)}`, '');
    if (notMeasured !== undefined) lines.push(`Not measured: ${notMeasured}`, '');
    else {
      lines.push('| | measured | target | |', '|---|--:|--:|---|');
      for (const figure of result?.figures ?? []) {
        const [what, value, target, mark, note] = cells(figure);
        const remark = [mark, note].filter((part) => part !== '').join(' ');
        lines.push(`| ${what} | ${value} | ${target} | ${remark} |`);
      }
      lines.push('');
    }
    if (result?.drawing !== undefined) lines.push('```', result.drawing, '```', '');
  }
  lines.push(summary(report), '');
  return lines.join('\n');
}

function machineLines({ day, machine, servers, rounds }: Report): string[] {
  const { processor, cores, memoryGigabytes, architecture, node, busyBefore, loadBefore } = machine;
  return [
    `${day}: ${processor}, ${cores} cores, ${memoryGigabytes} GB memory, ${architecture}, Node.js ${node}`,
    ...Object.values(servers),
    `medians of ${rounds}; before it began the machine was ${percent(busyBefore)} busy (load ${loadBefore.toFixed(1)})`,
  ];
}

function cells(figure: Figure): [string, string, string, string, string] {
  const met = isMet(figure);
  const mark = met === undefined ? '' : met ? '✓' : '✗';
  return [figure.what, valueText(figure.value, figure.unit), targetText(figure), mark, figure.note ?? ''];
}

function summary({ outcomes }: Report): string {
  const judged = outcomes.flatMap(({ result }) => result?.figures ?? []).map(isMet);
  const met = judged.filter((one) => one === true).length;
  const missed = judged.filter((one) => one === false).length;
  return `${met} ${met === 1 ? 'target' : 'targets'} met, ${missed} missed`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
