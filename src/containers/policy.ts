import { InputError } from '../errors.ts';
import { durationText, readDuration } from './duration.ts';
import { readWhole } from './whole-number.ts';

/** A bound and who set it, for messages: `concierge.scale.max` (a label) or `--max` (a flag). */
export interface Bound<T> {
  readonly value: T;
  readonly source: string;
}

export type Pause = 'up' | 'down' | 'both';

/** How far and how fast a component may be scaled. What is not there does not bound. */
export interface ScalePolicy {
  /** scale_down does not go below it. */
  readonly min?: Bound<number>;
  /** scale_up does not go above it. */
  readonly max?: Bound<number>;
  /** The most containers that one request adds or removes. */
  readonly step?: Bound<number>;
  /** Seconds after a scaling in which the next is refused. */
  readonly cooldown?: Bound<number>;
  /** The direction in which nothing is done. */
  readonly pause?: Bound<Pause>;
}

/** The bounds as they were written, by name: labels without their prefix, flags without their dashes. */
export type WrittenPolicy = Readonly<Partial<Record<keyof ScalePolicy, string>>>;

const LABEL_PREFIX = 'concierge.scale.';

const NAMES = ['min', 'max', 'step', 'cooldown', 'pause'] as const satisfies readonly (keyof ScalePolicy)[];

/**
 * The policy of a component: its labels `concierge.scale.*` and what the flags add; of two the stricter counts. Fails
 * closed: a label that cannot be read, or that nobody knows, is an error, since a bound that was meant must not be lost.
 * @param service the component's name in messages
 * @throws InputError that names the label and the service, or the flag
 */
export function policyOf(
  labels: Readonly<Record<string, string>>,
  flags: ScalePolicy,
  service: string,
): ScalePolicy {
  const written: Partial<Record<keyof ScalePolicy, string>> = {};
  for (const [label, text] of Object.entries(labels)) {
    if (!label.startsWith(LABEL_PREFIX)) continue;
    const name = NAMES.find((each) => LABEL_PREFIX + each === label);
    if (name === undefined) throw unknownLabel(label, service);
    written[name] = text;
  }
  const policy = stricter(
    readPolicy(written, (name) => `${LABEL_PREFIX}${name}`, service),
    flags,
  );
  refuseContradiction(policy, service);
  return policy;
}

/**
 * The policy of the flags alone.
 * @throws InputError that names the flag
 */
export function policyOfFlags(flags: WrittenPolicy): ScalePolicy {
  const policy = readPolicy(flags, (name) => `--${name}`, undefined);
  refuseContradiction(policy, undefined);
  return policy;
}

/** Of two policies the stricter in each bound; where they are equal, the first. Pauses of both directions add up. */
export function stricter(one: ScalePolicy, other: ScalePolicy): ScalePolicy {
  return {
    ...of(
      'min',
      chosen(one.min, other.min, (a, b) => a >= b),
    ),
    ...of(
      'max',
      chosen(one.max, other.max, (a, b) => a <= b),
    ),
    ...of(
      'step',
      chosen(one.step, other.step, (a, b) => a <= b),
    ),
    ...of(
      'cooldown',
      chosen(one.cooldown, other.cooldown, (a, b) => a >= b),
    ),
    ...of('pause', bothPauses(one.pause, other.pause)),
  };
}

function of<Name extends keyof ScalePolicy>(name: Name, bound: ScalePolicy[Name]): ScalePolicy {
  return bound === undefined ? {} : { [name]: bound };
}

function chosen<T>(
  one: Bound<T> | undefined,
  other: Bound<T> | undefined,
  firstCounts: (a: T, b: T) => boolean,
): Bound<T> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return firstCounts(one.value, other.value) ? one : other;
}

function bothPauses(
  one: Bound<Pause> | undefined,
  other: Bound<Pause> | undefined,
): Bound<Pause> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.value === other.value || one.value === 'both') return one;
  if (other.value === 'both') return other;
  return { value: 'both', source: `${one.source} and ${other.source}` };
}

function readPolicy(
  written: WrittenPolicy,
  sourceOf: (name: keyof ScalePolicy) => string,
  service: string | undefined,
): ScalePolicy {
  function read<T>(name: keyof ScalePolicy, parse: (text: string) => T | undefined, takes: string) {
    const text = written[name];
    if (text === undefined) return undefined;
    const source = sourceOf(name);
    const value = parse(text);
    if (value === undefined) throw unreadable(source, text, takes, service);
    return { value, source };
  }
  return {
    ...of('min', read('min', readWhole, 'a whole number from 0 on')),
    ...of('max', read('max', readWhole, 'a whole number from 0 on')),
    ...of(
      'step',
      read('step', (text) => readWhole(text) || undefined, 'a whole number from 1 on'),
    ),
    ...of('cooldown', read('cooldown', readDuration, 'a time such as 90, 90s, 5m or 1h')),
    ...of('pause', read('pause', readPause, 'up, down or both')),
  };
}

function readPause(text: string): Pause | undefined {
  return text === 'up' || text === 'down' || text === 'both' ? text : undefined;
}

function refuseContradiction({ min, max }: ScalePolicy, service: string | undefined): void {
  if (min === undefined || max === undefined || min.value <= max.value) return;
  throw new InputError(`The bounds${service === undefined ? '' : ` of ${service}`} contradict each other`, {
    why: `min is ${min.value} (${min.source}), max is ${max.value} (${max.source})`,
    remedy: 'Make min no more than max.',
  });
}

function unreadable(source: string, text: string, takes: string, service: string | undefined): InputError {
  const where = service === undefined ? source : `The label ${source} of ${service}`;
  return new InputError(`${where} cannot be read`, {
    why: `it is ${JSON.stringify(text.slice(0, 100))}, and takes ${takes}`,
    remedy:
      service === undefined
        ? `Give ${source} such a value, or leave it out.`
        : 'Correct the label where the service is defined, and deploy it. Nothing is scaled until then.',
  });
}

function unknownLabel(label: string, service: string): InputError {
  return new InputError(`The label ${label.slice(0, 200)} of ${service} is not known`, {
    why: `the labels are ${NAMES.map((name) => LABEL_PREFIX + name).join(', ')}`,
    remedy:
      'Correct the label where the service is defined, and deploy it. Nothing is scaled until then: it may be meant as a bound.',
  });
}

/** A bound in words: `max is 6 (concierge.scale.max)`. */
export function boundText(name: 'min' | 'max' | 'step', bound: Bound<number>): string {
  return `${name} is ${bound.value} (${bound.source})`;
}

/** The cooldown in words: `a cooldown of 5m (--cooldown)`. */
export function cooldownText(bound: Bound<number>): string {
  return `a cooldown of ${durationText(bound.value)} (${bound.source})`;
}
