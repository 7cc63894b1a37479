import { barChart } from './bar-chart.ts';
import type { Figure } from './figures.ts';

/** What a kind takes beyond what every run does. */
export interface Cost {
  readonly kind: string;
  readonly objects: number;
  readonly seconds: number;
}

/** A kind is listed by itself where it takes more than this part of what every run takes: less is noise. */
const NOTICEABLE = 0.15;

/**
 * What each kind costs, the dearest first. `fixed` is what the quickest of them takes: the start, the login, the looks
 * before and after, which are part of each of these runs, and of a whole backup once.
 * @param secondsOf how long a backup of one kind takes
 */
export function costsOf(
  counts: Readonly<Record<string, number>>,
  secondsOf: (kind: string) => number,
): { fixed: number; costs: Cost[] } {
  const all = Object.entries(counts).map(([kind, objects]) => ({ kind, objects, seconds: secondsOf(kind) }));
  const fixed = Math.min(...all.map(({ seconds }) => seconds));
  const costs = all.map((cost) => ({ ...cost, seconds: cost.seconds - fixed }));
  return { fixed, costs: costs.toSorted((a, b) => b.seconds - a.seconds) };
}

/** Objects per second, for each kind that takes a noticeable time, and for the others together. */
export function figuresOf(fixed: number, costs: readonly Cost[]): Figure[] {
  const seconds = sumOf(costs, (cost) => cost.seconds);
  const { dear, cheap } = divided(fixed, costs);
  return [
    { what: 'what a backup of any one kind takes before and after it', value: fixed, unit: 's' },
    ...dear.map(
      (cost): Figure => ({
        what: `${cost.kind}, ${cost.objects} ${cost.objects === 1 ? 'object' : 'objects'}`,
        value: cost.objects / cost.seconds,
        unit: 'per s',
        note: `${cost.seconds.toFixed(2)} s, ${Math.round((cost.seconds / seconds) * 100)} % of what all kinds take`,
      }),
    ),
    {
      what: `${cheap.length} other kinds, ${sumOf(cheap, ({ objects }) => objects)} objects, together`,
      value: sumOf(cheap, (cost) => cost.seconds),
      unit: 's',
    },
  ];
}

/** Bars for the kinds that are listed by themselves. */
export function drawingOf(fixed: number, costs: readonly Cost[]): string {
  const bars = divided(fixed, costs).dear.map(({ kind, seconds }) => ({
    label: kind,
    value: seconds,
    text: `${seconds.toFixed(2)} s`,
  }));
  return bars.length > 0 ? barChart(bars) : 'No kind takes a noticeable time.';
}

function divided(fixed: number, costs: readonly Cost[]): { dear: Cost[]; cheap: Cost[] } {
  const isDear = ({ objects, seconds }: Cost): boolean => objects > 0 && seconds > fixed * NOTICEABLE;
  return { dear: costs.filter(isDear), cheap: costs.filter((cost) => !isDear(cost)) };
}

function sumOf(costs: readonly Cost[], value: (cost: Cost) => number): number {
  return costs.reduce((sum, cost) => sum + value(cost), 0);
}
