import { spokenDuration } from './duration.ts';
import { type Bound, boundText, cooldownText, type ScalePolicy } from './policy.ts';

export type Direction = 'up' | 'down';

/** What somebody asks for. */
export interface ScaleRequest {
  readonly direction: Direction;
  /** The number that the asker believes in, or `auto` for the actual one. */
  readonly current: number | 'auto';
  /** How many more, or fewer. */
  readonly delta: number;
  /** Refuses where `current` is not the actual number. */
  readonly exact: boolean;
  readonly allowZero: boolean;
}

/** What is remembered of a component, as far as a decision needs it. */
export interface ScaleHistory {
  /** When it was last ordered to change, whatever came of it. */
  readonly lastOrderAt: Date | undefined;
}

interface Considered {
  /** The actual number. */
  readonly from: number;
  /** What was asked for, before any bound; below zero where more are to go than there are. */
  readonly wish: number;
  /** In words, lower case, without a full stop. */
  readonly reason: string;
}

/**
 * - `order`: make it `to`.
 * - `nothing`: it stays as it is, and that is no fault: the wish is met, or a bound cuts it to nothing.
 * - `refused`: it could be done, and is not, for `by`.
 */
export type Decision =
  | (Considered & { readonly kind: 'order'; readonly to: number })
  | (Considered & { readonly kind: 'nothing' })
  | (Considered & { readonly kind: 'refused'; readonly by: 'exact' | 'pause' | 'cooldown' });

/**
 * How many there should be. No I/O, no clock: the same arguments give the same decision.
 *
 * What holds of it, whatever the arguments (the tests say each of these by property):
 * - up never removes, down never adds, and neither goes beyond the wish. Bounds only cut: they never make a request
 *   larger, and where the actual number is outside of them already, nothing is done against the direction.
 * - Whoever repeats a request with a number for `current` changes nothing more: ten at once are as one.
 * - Never below zero; below one only with `allowZero`.
 * - A request that would change nothing is not refused by pause or cooldown.
 */
export function decide(
  request: ScaleRequest,
  actual: number,
  policy: ScalePolicy,
  history: ScaleHistory,
  now: Date,
): Decision {
  const { direction, current, delta } = request;
  const sign = direction === 'up' ? 1 : -1;
  const base = current === 'auto' ? actual : current;
  const wish = base + sign * delta;
  const considered = { from: actual, wish };

  if (request.exact && base !== actual) {
    const reason = `there are ${actual}, not ${base}, and --exact was given`;
    return { ...considered, kind: 'refused', by: 'exact', reason };
  }
  if (sign * (wish - actual) <= 0) {
    return { ...considered, kind: 'nothing', reason: metText(direction, wish, actual) };
  }

  const limits = limitsOf(request, base, actual, policy).filter(({ at }) => sign * (wish - at) > 0);
  const nearest = limits.map(({ at }) => at).sort((a, b) => sign * (a - b))[0];
  const to = nearest ?? wish;
  const cut = [...new Set(limits.filter(({ at }) => at === nearest).map(({ text }) => text))];
  const reason = [`asked for ${wish}`, ...cut].join(', ');
  if (sign * (to - actual) <= 0) {
    return { ...considered, kind: 'nothing', reason: `${reason}, there ${countText(actual)} already` };
  }

  const refusal = pauseOf(direction, policy) ?? cooldownOf(policy, history, now);
  return refusal === undefined
    ? { ...considered, kind: 'order', to, reason }
    : { ...considered, kind: 'refused', ...refusal };
}

/** How far a request may go, and what says so. */
interface Limit {
  readonly at: number;
  readonly text: string;
}

/**
 * A step counts from the actual number, and from the one that the asker believes in as well: else each of ten equal
 * requests would go one step further.
 */
function limitsOf(request: ScaleRequest, base: number, actual: number, policy: ScalePolicy): Limit[] {
  const { min, max, step } = policy;
  const up = request.direction === 'up';
  const limits: Limit[] = [];
  if (step !== undefined) {
    const text = boundText('step', step);
    const by = up ? step.value : -step.value;
    limits.push({ at: base + by, text }, { at: actual + by, text });
  }
  if (up && max !== undefined) limits.push({ at: max.value, text: boundText('max', max) });
  if (up) return limits;
  if (min !== undefined) limits.push({ at: min.value, text: boundText('min', min) });
  limits.push(
    request.allowZero
      ? { at: 0, text: 'there is nothing below 0' }
      : { at: 1, text: 'below 1 only with --allow-zero' },
  );
  return limits;
}

function metText(direction: Direction, wish: number, actual: number): string {
  if (wish === actual) return `asked for ${wish}, there ${countText(actual)} already`;
  return direction === 'up'
    ? `asked for ${wish}, there ${countText(actual)} already, and scale_up removes none`
    : `asked for ${wish}, there ${actual === 1 ? 'is' : 'are'} only ${actual}, and scale_down adds none`;
}

function countText(number: number): string {
  return number === 1 ? 'is 1' : `are ${number}`;
}

interface Refusal {
  readonly by: 'pause' | 'cooldown';
  readonly reason: string;
}

function pauseOf(direction: Direction, { pause }: ScalePolicy): Refusal | undefined {
  if (pause === undefined || (pause.value !== 'both' && pause.value !== direction)) return undefined;
  const which = pause.value === 'both' ? 'all scaling' : `scaling ${pause.value}`;
  return { by: 'pause', reason: `${which} is paused (${pause.source})` };
}

function cooldownOf({ cooldown }: ScalePolicy, history: ScaleHistory, now: Date): Refusal | undefined {
  if (cooldown === undefined || history.lastOrderAt === undefined) return undefined;
  const left = secondsLeft(cooldown, history.lastOrderAt, now);
  if (left <= 0) return undefined;
  const reason = `${cooldownText(cooldown)} goes on for another ${spokenDuration(left)}`;
  return { by: 'cooldown', reason };
}

/**
 * Seconds until the cooldown is over. An order that lies ahead was made before the clock was set back: then it counts
 * as of now, unless it is so far ahead that the clock must have been wrong. A wrong clock must not stop scaling for years.
 */
function secondsLeft(cooldown: Bound<number>, lastOrderAt: Date, now: Date): number {
  const elapsed = (now.getTime() - lastOrderAt.getTime()) / 1000;
  if (elapsed < -cooldown.value) return 0;
  return cooldown.value - Math.max(0, elapsed);
}
