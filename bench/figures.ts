/** What a figure is measured in. A ratio is a number of times. */
export type Unit = 'times' | 's' | 'ms' | 'per s' | '%' | 'MB' | '';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** What is asked for. Absent: for information. */
  readonly target?: Target;
  readonly note?: string;
}

export type Target = { readonly atMost: number } | { readonly exactly: number };

/** Whether a figure is as it should be; undefined where nothing is asked of it. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atMost' in target ? value <= target.atMost : value === target.exactly;
}

/** A value in words: '0.31 times', '4.42 s', '183 MB'. */
export function valueText(value: number, unit: Unit): string {
  const text = value.toFixed(decimals(value, unit));
  if (unit === '') return text;
  return unit === '%' ? `${text} %` : `${text} ${unit}`;
}

function decimals(value: number, unit: Unit): number {
  if (unit === '' || unit === 'MB') return 0;
  if (unit === 'per s') return value < 10 ? 1 : 0;
  if (unit === 'times' || unit === 's') return value < 100 ? 2 : 0;
  return value < 100 ? 1 : 0;
}

export function targetText({ target, unit }: Figure): string {
  if (target === undefined) return '';
  const [sign, bound] = 'atMost' in target ? ['≤', target.atMost] : ['=', target.exactly];
  return `${sign} ${bound}${unit === '' ? '' : ` ${unit}`}`;
}

/** The middle value; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (below + above) / 2 : above;
}

/** The median of what each round says, where rounds are alike: ratios within a round, not of two medians. */
export function medianOf<Round>(rounds: readonly Round[], value: (round: Round) => number): number {
  return median(rounds.map(value));
}
