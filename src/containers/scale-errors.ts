import { ConciergeError } from '../errors.ts';
import { counted } from '../terminal/counted.ts';
import type { WayBack } from './rollback.ts';
import type { Ordered } from './scaling.ts';
import type { Waiting } from './settle.ts';

/** `1 container`, `3 containers`, `no container`. */
export function shownNumber(number: number): string {
  return number === 0 ? 'no container' : counted(number, 'container');
}

/** An error as one text: what failed and why. */
export function textOf(error: unknown): string {
  if (error instanceof ConciergeError) return [error.message, error.why].filter(Boolean).join('\n');
  return error instanceof Error ? error.message : String(error);
}

/** The number that was ordered did not come up, and what was done about it. */
export function notScaled(
  { service, from, to }: Ordered,
  error: unknown,
  wayBack: WayBack | undefined,
): ConciergeError {
  const remedy = wayBack?.isBack
    ? 'See why the containers do not run, and scale again.'
    : `See what runs with concierge-scheduler list, and why the others do not. Before this there ${from === 1 ? 'was 1' : `were ${from}`}.`;
  return new ConciergeError(`${service} was not scaled from ${from} to ${to}`, {
    why: [textOf(error), wayBack?.text].filter(Boolean).join('\n'),
    remedy,
    cause: error,
  });
}

/** The Engine does not tell what came of an order: nothing is known to be wrong. */
export function notKnown(
  { service, from, to, component }: Ordered,
  error: unknown,
  what: string,
): ConciergeError {
  return new ConciergeError(`It is not known whether ${service} was scaled from ${from} to ${to}`, {
    why: `${textOf(error)}\n${what}, and nothing was undone.`,
    remedy: `When the Engine answers again, see what runs: concierge-scheduler list ${component}`,
    cause: error,
  });
}

/** Somebody else changes the component all the time. */
export function changedTooOften({ service }: Ordered, tries: number): ConciergeError {
  return new ConciergeError(`${service} was not scaled`, {
    why: `it was changed by somebody else each time between reading and ordering, ${counted(tries, 'time')} in a row; nothing was ordered`,
    remedy: 'See what else changes the service, and try again.',
  });
}

/**
 * A signal came when something was ordered and had not settled yet. All of it stands in the message.
 * @param last `ordering` where Docker had not taken the order whole: Compose, which a signal ends too, may have made
 * some and not started them
 */
export function interrupted(
  { service, from, to, component }: Ordered,
  last: Waiting | 'ordering' | undefined,
  cause: unknown,
): ConciergeError {
  if (last === 'ordering') {
    return new ConciergeError(
      `The order of ${to} of ${service}, from ${from} before, was cut off: a part of it may be done`,
      {
        remedy: `Nothing was undone. See what runs, and ask again for what is missing: concierge-scheduler list ${component}`,
        cause,
      },
    );
  }
  const seen = last === undefined ? 'whether they run was not looked at' : `${last.up} of them ran by then`;
  return new ConciergeError(`${to} of ${service} were ordered, from ${from} before; ${seen}`, {
    remedy: `Docker goes on with what was ordered, and nothing was undone. See what runs: concierge-scheduler list ${component}`,
    cause,
  });
}
