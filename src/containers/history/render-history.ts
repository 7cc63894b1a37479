import type { Paint } from '../../terminal/paint.ts';
import { type PlotPoint, renderPlot } from '../../terminal/plot.ts';
import { describeTime } from '../../terminal/progress.ts';
import { renderTable } from '../../terminal/table.ts';
import { fitTo } from '../../terminal/width.ts';
import type { Entry } from './entry.ts';

export interface HistoryLayout {
  readonly paint: Paint;
  /** Of the terminal; undefined where it is none: then lines are as long as they are, and nothing is drawn. */
  readonly columns: number | undefined;
}

/** So many components are drawn; more would push the table off the screen. */
const MOST_PLOTS = 3;

const HEADER = ['WHEN', 'COMPONENT', 'NUMBER', 'RESULT', 'TOOK', 'WHY', 'ASKED BY'];

/** The decisions as a table, and on a terminal the number of each component over time. */
export function renderHistory(entries: readonly Entry[], { paint, columns }: HistoryLayout): string {
  const rows = entries.map((entry) => [
    time(entry.begunAt),
    entry.service,
    change(entry),
    entry.result ?? 'begun, not ended',
    took(entry),
    firstLine(entry.why ?? ''),
    firstLine(entry.askedBy),
  ]);
  const lines = renderTable(rows, { header: HEADER }).split('\n');
  const [header = '', ...table] = columns === undefined ? lines : lines.map((line) => fitTo(line, columns));
  const coloured = table.map((line, at) => inColour(line, entries[at]?.result, paint));
  return [...plots(entries, paint, columns), paint.bold(header), ...coloured].join('\n');
}

/** The document of `--json`. What is not known is null. */
export function historyDocument(entries: readonly Entry[]): unknown {
  return {
    entries: entries.map((entry) => ({
      begunAt: entry.begunAt.toISOString(),
      endedAt: entry.endedAt?.toISOString() ?? null,
      seconds: seconds(entry) ?? null,
      askedBy: entry.askedBy,
      endpoint: entry.endpoint,
      backend: entry.backend,
      component: entry.component,
      service: entry.service,
      direction: entry.direction,
      current: entry.current,
      delta: entry.delta,
      from: entry.from,
      wish: entry.wish,
      to: entry.to ?? null,
      number: entry.number ?? null,
      result: entry.result ?? null,
      why: entry.why ?? null,
    })),
  };
}

function plots(entries: readonly Entry[], paint: Paint, columns: number | undefined): string[] {
  if (columns === undefined) return [];
  const byService = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.endpoint}\0${entry.service}`;
    byService.set(key, [...(byService.get(key) ?? []), entry]);
  }
  if (byService.size > MOST_PLOTS) return [];
  const drawn = [...byService.values()];
  return drawn.flatMap((own) => {
    const plot = renderPlot(own.flatMap(pointsOf), { columns, paint });
    const [{ service, endpoint }] = own as [Entry];
    const isElsewhere = drawn.filter(([other]) => other?.service === service).length > 1;
    const name = isElsewhere ? `${service} at ${endpoint}` : service;
    return plot === '' ? [] : [paint.bold(name), plot, ''];
  });
}

/** The number before, when it was begun, and the number after, when it had ended. */
function pointsOf({ begunAt, endedAt, from, number }: Entry): PlotPoint[] {
  const before = { at: begunAt.getTime(), value: from };
  if (endedAt === undefined || number === undefined) return [before];
  return [before, { at: endedAt.getTime(), value: number }];
}

function change({ from, to, number, wish }: Entry): string {
  if (to === undefined) return wish === from ? `${from}` : `${from} (wish ${wish})`;
  const end = number === undefined || number === to ? '' : `, now ${number}`;
  return `${from} → ${to}${end}${wish === to ? '' : ` (wish ${wish})`}`;
}

function took(entry: Entry): string {
  const known = seconds(entry);
  return known === undefined ? '' : describeTime(known * 1000);
}

function seconds({ begunAt, endedAt }: Entry): number | undefined {
  return endedAt === undefined ? undefined : Math.max(0, endedAt.getTime() - begunAt.getTime()) / 1000;
}

/** `2026-11-22 12:00:00Z` */
function time(at: Date): string {
  return at.toISOString().replace('T', ' ').replace(/\.\d+/u, '');
}

function firstLine(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return others.length === 0 ? first : `${first} …`;
}

function inColour(line: string, result: Entry['result'], paint: Paint): string {
  if (result === undefined || result === 'interrupted' || result === 'unknown') return paint.yellow(line);
  if (result === 'failed' || result === 'rolled back') return paint.red(line);
  return result === 'scaled' ? line : paint.dim(line);
}
