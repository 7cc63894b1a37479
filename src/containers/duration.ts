const SECONDS_OF = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Longer ones are a slip of the hand: 365 days. */
const LONGEST_SECONDS = 365 * SECONDS_OF.d;

/**
 * Seconds of a time as people write it: `90`, `90s`, `5m`, `1h`, `2d`; undefined for anything else and for more than
 * a year.
 */
export function readDuration(text: string): number | undefined {
  const parts = /^(?<amount>\d{1,8})(?<unit>[smhd]?)$/u.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const seconds = Number(parts.amount) * SECONDS_OF[(parts.unit || 's') as keyof typeof SECONDS_OF];
  return seconds <= LONGEST_SECONDS ? seconds : undefined;
}

/** Seconds in the same form, in the largest unit that is whole: `90s`, `5m`. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  for (const unit of ['d', 'h', 'm'] as const) {
    if (whole > 0 && whole % SECONDS_OF[unit] === 0) return `${whole / SECONDS_OF[unit]}${unit}`;
  }
  return `${whole}s`;
}

/** Seconds as a person says them, in the two largest units: `53 min 51 s`, `2 d`, `8 s`. */
export function spokenDuration(seconds: number): string {
  let left = Math.ceil(seconds);
  const parts: { unit: string; amount: number }[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    parts.push({ unit, amount: Math.floor(left / size) });
    left %= size;
  }
  const first = parts.findIndex(({ amount }) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(({ amount }) => amount > 0)
    .map(({ unit, amount }) => `${amount} ${unit}`)
    .join(' ');
}
