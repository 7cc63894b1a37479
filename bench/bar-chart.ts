export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value in words, behind the bar. */
  readonly text: string;
}

const WIDTH = 48;

/** Bars as long as their values, the longest over the whole width, a line each. */
export function barChart(bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const labels = Math.max(...bars.map(({ label }) => label.length));
  return bars
    .map(({ label, value, text }) => {
      const length = longest > 0 ? Math.round((value / longest) * WIDTH) : 0;
      return `${label.padStart(labels)}  ${'█'.repeat(length).padEnd(WIDTH)}  ${text}`;
    })
    .join('\n');
}
