import { setTimeout as sleep } from 'node:timers/promises';
import { ConciergeError } from '../errors.ts';
import { counted } from '../terminal/counted.ts';
import type { Backend, Component, KnownToRun } from './backend.ts';
import type { Container } from './container.ts';
import { inSeconds } from './engine/failure.ts';
import { judge, reasonOf, type Waiting } from './judge.ts';

export type { Waiting } from './judge.ts';

/** A container that did not come up, and what is known of why. */
export interface ContainerFailure {
  readonly container: Container;
  /** In a few words: `exited with 3`, `is unhealthy`. */
  readonly reason: string;
  /** The last lines that it printed, oldest first. */
  readonly lastLines: readonly string[];
}

export interface SettleOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Which of them were seen to run before, and since when. */
  readonly knownToRun?: KnownToRun;
  /** Called whenever something has changed. */
  readonly onProgress?: ((state: Waiting) => void) | undefined;
}

/** The containers that were ordered do not run. `message` says how many of how many, `why` which and with what. */
export class NotSettledError extends ConciergeError {
  readonly failures: readonly ContainerFailure[];
  /** The component as it was last seen. */
  readonly component: Component;
  readonly timedOut: boolean;

  constructor(
    message: string,
    details: {
      why: string;
      failures: readonly ContainerFailure[];
      component: Component;
      timedOut: boolean;
    },
  ) {
    super(message, { why: details.why });
    this.failures = details.failures;
    this.component = details.component;
    this.timedOut = details.timedOut;
  }
}

/** How many readings of the component are watched, between the least and the most that its backend says. */
const STEADY_READINGS = 10;
/**
 * How long it is watched where the system of the host is asked, not what the Engine was told; of so many at most, as it costs some. A
 * container that fails at its start was never found alive, even when it was asked for at once.
 */
const SURE_MS = 15;
const MOST_ASKED = 4;
/** The same for one that was started anew after it had ended by itself. */
const STEADY_AFTER_RESTART_MS = 5000;

const POLL_MS = { first: 50, most: 500 } as const;
/** How many containers are shown with their last lines, and how many lines of each. */
const SHOWN_FAILURES = 3;
const SHOWN_LINES = 8;

/**
 * Waits until exactly `wanted` containers of the component run, healthy where they have a health check. Those that ran
 * in time are watched for as long as it takes to see that they stay, which may go beyond the time.
 * @returns the component as it is then
 * @throws NotSettledError where containers failed, or the time is over
 * @throws the signal's reason where it is aborted; what the backend throws
 */
export async function awaitSettled(
  backend: Backend,
  componentName: string,
  wanted: number,
  options: SettleOptions,
): Promise<Component> {
  const { signal, timeoutMs, onProgress, knownToRun = new Map() } = options;
  const end = performance.now() + timeoutMs;
  let steadySince: { at: number; ids: string; readingMs: number } | undefined;
  let shown = '';
  let askedFor = '';
  let ask: (() => Promise<boolean | undefined>[]) | undefined;
  for (let pause: number = POLL_MS.first; ; pause = Math.min(pause * 1.5, POLL_MS.most)) {
    signal.throwIfAborted();
    const readAt = performance.now();
    const [component, answers] = await Promise.all([backend.read(componentName), Promise.all(ask?.() ?? [])]);
    ask = undefined;
    const judgement = judge(component.containers, wanted);
    const { waiting } = judgement;
    if (JSON.stringify(waiting) !== shown) onProgress?.(waiting);
    shown = JSON.stringify(waiting);
    const now = performance.now();

    if (judgement.verdict === 'failed') {
      throw await notSettled(backend, component, wanted, judgement.failed, undefined);
    }
    if (judgement.verdict === 'settled') {
      const ids = idsOf(judgement.up);
      if (steadySince?.ids !== ids) {
        steadySince = { at: runningSince(judgement.up, knownToRun, now), ids, readingMs: now - readAt };
      }
      const steadyFor = now - steadySince.at;
      const left = steadyMsOf(backend, judgement.up, steadySince.readingMs) - steadyFor;
      const isSure = answers.length > 0 && answers.every((answer) => answer === true);
      if (left <= 0 || (isSure && askedFor === ids)) return component;
      pause = Math.min(left, POLL_MS.most);
      ask = askedFor === ids ? undefined : asking(backend, judgement.up, knownToRun, now);
      if (ask !== undefined) {
        askedFor = ids;
        pause = Math.min(pause, Math.max(1, SURE_MS - steadyFor));
      }
      if (answers.includes(false)) pause = 1;
    } else {
      steadySince = undefined;
    }
    // As many as were ordered ran in time: whether they stay is still watched, once.
    const ranInTime = steadySince !== undefined && steadySince.at <= end;
    if (now >= end && !ranInTime) {
      throw await notSettled(backend, component, wanted, judgement.missing, timeoutMs);
    }
    const until = ranInTime ? pause : Math.min(pause, end - now);
    await sleep(Math.max(1, until), undefined, { signal }).catch(() => {});
  }
}

/** Where every container has a health check that says it is well, nothing is left to wait for. */
function steadyMsOf({ steadyMs }: Backend, up: readonly Container[], readingMs: number): number {
  if (up.some(({ restarts = 0, health }) => restarts > 0 && health !== 'healthy'))
    return STEADY_AFTER_RESTART_MS;
  if (up.every(({ health }) => health === 'healthy')) return 0;
  return Math.min(steadyMs.most, Math.max(steadyMs.least, STEADY_READINGS * readingMs));
}

/** How to ask for the processes of those that run since a moment ago; undefined where that would not do. */
function asking(
  backend: Backend,
  up: readonly Container[],
  known: KnownToRun,
  now: number,
): (() => Promise<boolean | undefined>[]) | undefined {
  if (up.some(({ restarts = 0 }) => restarts > 0)) return undefined;
  const young = up.filter(({ id }) => now - (known.get(id) ?? now) < backend.steadyMs.least);
  if (backend.hasProcesses === undefined || young.length > MOST_ASKED) return undefined;
  return () => young.map(async (container) => await backend.hasProcesses?.(container));
}

/** Since when all of them are known to run. What was started anew after it had ended is seen for the first time. */
function runningSince(up: readonly Container[], known: KnownToRun, now: number): number {
  return Math.max(...up.map(({ id, restarts = 0 }) => (restarts > 0 ? now : (known.get(id) ?? now))));
}

function idsOf(containers: readonly Container[]): string {
  return containers
    .map(({ id, restarts = 0 }) => `${id}/${restarts}`)
    .sort()
    .join();
}

async function notSettled(
  backend: Backend,
  component: Component,
  wanted: number,
  which: readonly Container[],
  timedOutAfterMs: number | undefined,
): Promise<NotSettledError> {
  const failures = await Promise.all(
    which.slice(0, SHOWN_FAILURES).map(async (container): Promise<ContainerFailure> => {
      const lastLines = await backend.lastLines(container, SHOWN_LINES);
      return { container, reason: reasonOf(container), lastLines };
    }),
  );
  const rest = which.slice(SHOWN_FAILURES).map((container) => ({
    container,
    reason: reasonOf(container),
    lastLines: [],
  }));
  const all = [...failures, ...rest];
  const { waiting } = judge(component.containers, wanted);
  const timedOut = timedOutAfterMs !== undefined;
  const within = timedOut ? ` within ${inSeconds(timedOutAfterMs)}` : '';
  return new NotSettledError(
    `${waiting.up} of ${counted(wanted, 'container')} of ${component.service} run${within}`,
    {
      why:
        all.map(describe).join('\n') ||
        (waiting.up > wanted
          ? 'there are more than were ordered'
          : 'others go, or take the place of those that ran'),
      failures: all,
      component,
      timedOut,
    },
  );
}

function describe({ container, reason, lastLines }: ContainerFailure): string {
  return [`${container.name} ${reason}`, ...lastLines.map((line) => `  ${line}`)].join('\n');
}
