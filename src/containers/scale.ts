import { InputError, RefusedError } from '../errors.ts';
import { type Component, ComponentChangedError, type KnownToRun } from './backend.ts';
import { isUp } from './container.ts';
import { type Decision, decide } from './decide.ts';
import { NoAnswerError } from './engine/failure.ts';
import type { Decided, Outcome, Subject } from './history/entry.ts';
import { withLock } from './lock.ts';
import { policyOf, type ScalePolicy } from './policy.ts';
import { goBack } from './rollback.ts';
import { changedTooOften, interrupted, notKnown, notScaled, shownNumber, textOf } from './scale-errors.ts';
import type { Ordered, Scaled, ScaleOrder, ScaleTools } from './scaling.ts';
import { awaitSettled, NotSettledError, type Waiting } from './settle.ts';

/** How often a component may be changed by somebody else between reading and ordering before it is given up. */
const MOST_TRIES = 5;

/**
 * Scales a component: lock → read → decide → order → wait until it has settled → read again. Each step that was
 * decided on is kept in the history before it is taken.
 *
 * Where the containers do not come up the former number is ordered again; where the Engine does not tell, it is not.
 * Where a signal ends it, nothing is: what was ordered is Docker's to finish, it may well be what is needed, and to undo
 * it would take as long as to wait for it.
 * @throws RefusedError where `--exact`, a pause or a cooldown refuses
 * @throws ConciergeError where it failed: with what, and what was done about it
 */
export async function scale(order: ScaleOrder, tools: ScaleTools): Promise<Scaled> {
  const { backend, endpoint, engineId, stateDir, lockWaitMs, signal, listener } = tools;
  // What the word means is the backend's to say, and the lock goes by that.
  const service = await backend.serviceOf(order.component);
  const lock = { stateDir, engine: engineId ?? endpoint, service, waitMs: lockWaitMs, signal };
  return await withLock({ ...lock, onWait: () => listener.onLockWait(service) }, async () => {
    const ordered = await decideAndOrder(order, tools);
    return 'result' in ordered ? ordered : await settled(ordered.begun, ordered.knownToRun, order, tools);
  });
}

interface Accepted {
  readonly begun: Ordered;
  readonly knownToRun: KnownToRun;
}

async function decideAndOrder(order: ScaleOrder, tools: ScaleTools): Promise<Accepted | Scaled> {
  const { backend, history, listener, now } = tools;
  let begun: Ordered | undefined;
  let component = await backend.read(order.component);
  let readAt = performance.now();
  // Read once: an order of our own that came to nothing must not put us into a cooldown.
  const remembered = history.of(subjectOf(component, tools));
  for (let tries = 1; ; tries += 1) {
    const policy = policyFor(component, order, begun?.id, tools);
    const decision = decide(order.request, component.number, policy, remembered, now());
    const decided = decidedOn(component, decision, order, tools);
    if (decision.kind !== 'order') return concluded(decision, component, decided, begun?.id, tools);
    begun = recordBegin(decided, decision, begun?.id, tools);
    listener.onOrder(component.service, decision.from, decision.to);
    try {
      const started = await backend.order(component, decision.to);
      return { begun, knownToRun: new Map([...ranAt(component, readAt), ...started]) };
    } catch (error) {
      if (error instanceof InputError) throw notOrdered(begun, error, tools);
      if (error instanceof NoAnswerError && !tools.signal.aborted)
        return leftUnknown(begun, error, 'Whether the order was taken is not known', tools);
      if (!(error instanceof ComponentChangedError))
        return await failed(begun, error, 'ordering', order, tools);
      if (tries >= MOST_TRIES) throw await givenUp(begun, tools);
    }
    component = await readAnew(begun, order, tools);
    readAt = performance.now();
  }
}

function ranAt({ containers }: Component, time: number): KnownToRun {
  return new Map(containers.filter(isUp).map(({ id }) => [id, time]));
}

/** The component after it was changed by somebody else. What was begun and cannot go on has ordered nothing. */
async function readAnew(begun: Ordered, order: ScaleOrder, tools: ScaleTools): Promise<Component> {
  try {
    return await tools.backend.read(order.component);
  } catch (error) {
    recordNotOrdered(
      begun,
      { result: tools.signal.aborted ? 'interrupted' : 'failed', why: textOf(error) },
      tools,
    );
    throw error;
  }
}

/** Waits for the containers, and says what is there then, not what was meant to be. */
async function settled(
  ordered: Ordered,
  knownToRun: KnownToRun,
  order: ScaleOrder,
  tools: ScaleTools,
): Promise<Scaled> {
  const { backend, signal, settleTimeoutMs, listener } = tools;
  const { id, reason, ...decided } = ordered;
  let last: Waiting | undefined;
  let number: number;
  try {
    ({ number } = await awaitSettled(backend, order.component, ordered.to, {
      signal,
      timeoutMs: settleTimeoutMs,
      knownToRun,
      onProgress: (state) => {
        last = state;
        listener.onProgress(ordered.service, state);
      },
    }));
    listener.onSettled();
  } catch (error) {
    if (error instanceof NotSettledError || signal.aborted)
      return await failed(ordered, error, last, order, tools);
    return leftUnknown(ordered, error, 'Whether they run is not known', tools);
  }
  if (number !== ordered.to) return changedAfterwards(ordered, number, tools);
  record(id, { result: 'scaled', why: reason, number }, tools);
  return { ...decided, result: 'scaled', why: reason, number };
}

/** The Engine does not tell any more. Nothing is known to be wrong, so nothing is undone. */
function leftUnknown(ordered: Ordered, error: unknown, what: string, tools: ScaleTools): never {
  const outcome = notKnown(ordered, error, what);
  record(ordered.id, { result: 'unknown', why: textOf(outcome), number: undefined }, tools);
  throw outcome;
}

/** Somebody else ordered another number meanwhile. That is theirs to know; nothing is undone for it. */
function changedAfterwards(ordered: Ordered, number: number, tools: ScaleTools): never {
  const { service, to } = ordered;
  const seen = new Error(`${to} came up, but ${service} has ${number} now: it was changed by somebody else`);
  record(ordered.id, { result: 'failed', why: seen.message, number }, tools);
  throw notScaled(ordered, seen, undefined);
}

async function failed(
  ordered: Ordered,
  error: unknown,
  last: Waiting | 'ordering' | undefined,
  order: ScaleOrder,
  tools: ScaleTools,
): Promise<never> {
  const { signal } = tools;
  if (signal.aborted) {
    const ended = interrupted(ordered, last, signal.reason);
    record(ordered.id, { result: 'interrupted', why: ended.message, number: undefined }, tools);
    throw ended;
  }
  const wayBack = order.rollback ? await goBack(ordered, order.component, tools) : undefined;
  const outcome = notScaled(ordered, error, wayBack);
  const result = signal.aborted ? 'interrupted' : wayBack?.isBack ? 'rolled back' : 'failed';
  record(ordered.id, { result, why: textOf(outcome), number: wayBack?.number }, tools);
  throw outcome;
}

async function givenUp(begun: Ordered, tools: ScaleTools): Promise<Error> {
  const error = changedTooOften(begun, MOST_TRIES);
  recordNotOrdered(begun, { result: 'failed', why: textOf(error) }, tools);
  return error;
}

/** What the order needs is not there (a compose file). Nothing was ordered, so there is nothing to go back from. */
function notOrdered(begun: Ordered, error: InputError, tools: ScaleTools): InputError {
  recordNotOrdered(begun, { result: 'failed', why: textOf(error) }, tools);
  return error;
}

/** What was begun and never ordered is no reason for a cooldown. */
function recordNotOrdered(begun: Ordered, outcome: Omit<Outcome, 'number'>, tools: ScaleTools): void {
  const { id, reason: _, ...decided } = begun;
  tools.history.decideAnew(id, { ...decided, to: undefined });
  record(id, { ...outcome, number: undefined }, tools);
}

/** A decision to do nothing, or to refuse: kept, then said. */
function concluded(
  decision: Exclude<Decision, { kind: 'order' }>,
  component: Component,
  decided: Decided,
  begunId: number | undefined,
  { history, now }: ScaleTools,
): Scaled {
  const { from: number } = decision;
  const reason = `${decision.reason}${notRunning(component)}`;
  const result = decision.kind === 'refused' ? 'refused' : 'unchanged';
  const id = begunId ?? history.begin(decided, now());
  if (begunId !== undefined) history.decideAnew(id, decided);
  history.end(id, { result, why: reason, number }, now());
  if (decision.kind !== 'refused') return { ...decided, result: 'unchanged', why: reason, number };
  throw new RefusedError(`${decided.service} stays at ${shownNumber(number)}`, {
    why: reason,
    remedy: REMEDIES[decision.by],
  });
}

/** A Swarm counts what is ordered: a number that is there already need not run. */
function notRunning({ number, containers }: Component): string {
  const up = containers.filter(isUp).length;
  return up < number ? `, of which only ${up} ${up === 1 ? 'runs' : 'run'}` : '';
}

const REMEDIES = {
  exact: 'Ask again with the number that there is, with auto, or without --exact.',
  pause: 'Ask again when the pause is lifted.',
  cooldown: 'Ask again when it is over.',
} as const;

function policyFor(
  component: Component,
  { flags, ...order }: ScaleOrder,
  begunId: number | undefined,
  tools: ScaleTools,
): ScalePolicy {
  try {
    return policyOf(component.labels, flags, component.service);
  } catch (error) {
    const { number } = component;
    const unbounded = decide(
      { ...order.request, exact: false },
      number,
      {},
      { lastOrderAt: undefined },
      tools.now(),
    );
    const refused: Decision = { kind: 'nothing', from: number, wish: unbounded.wish, reason: '' };
    const decided = decidedOn(component, refused, { flags, ...order }, tools);
    const id = begunId ?? tools.history.begin(decided, tools.now());
    if (begunId !== undefined) tools.history.decideAnew(id, decided);
    record(id, { result: 'refused', why: textOf(error), number }, tools);
    throw error;
  }
}

function subjectOf({ name, service }: Component, { endpoint, engineId, backend }: ScaleTools): Subject {
  return { endpoint, engineId, backend: backend.name, component: name, service };
}

function decidedOn(component: Component, decision: Decision, order: ScaleOrder, tools: ScaleTools): Decided {
  const { direction, current, delta } = order.request;
  const { from, wish } = decision;
  const to = decision.kind === 'order' ? decision.to : undefined;
  return {
    ...subjectOf(component, tools),
    askedBy: order.askedBy,
    direction,
    current,
    delta,
    from,
    wish,
    to,
  };
}

/** Where this cannot be written nothing is ordered: the next run would not know of it. */
function recordBegin(
  decided: Decided,
  { to, reason }: Extract<Decision, { kind: 'order' }>,
  begunId: number | undefined,
  { history, now }: ScaleTools,
): Ordered {
  const id = begunId ?? history.begin(decided, now());
  if (begunId !== undefined) history.decideAnew(id, decided);
  return { ...decided, to, id, reason };
}

/** What has been done stays done where it cannot be written down. */
function record(id: number, outcome: Outcome, { history, now, listener }: ScaleTools): void {
  try {
    history.end(id, outcome, now());
  } catch (error) {
    listener.onNotRecorded(error);
  }
}
