import { counted } from '../terminal/counted.ts';
import { type Container, isUp } from './container.ts';

/** How far a component is on its way. */
export interface Waiting {
  readonly wanted: number;
  /** Running, and healthy where they have a health check. */
  readonly up: number;
  /** Running, their health check not yet done. */
  readonly starting: number;
}

export interface Judgement {
  readonly verdict: 'settled' | 'waiting' | 'failed';
  readonly waiting: Waiting;
  readonly up: readonly Container[];
  /** Where it has failed: the containers that are the reason. */
  readonly failed: readonly Container[];
  /** Where the time is over: all that are not up. */
  readonly missing: readonly Container[];
}

/** One that was started anew so often will not do better the next time. */
const TOO_MANY_RESTARTS = 3;

/**
 * Tells from one look at the containers of a component whether there are `wanted` of them, whether there will be if one
 * waits, or whether they have failed. A container that has ended is a failure only where one is missing for it: those
 * that ended long ago do not count.
 */
export function judge(containers: readonly Container[], wanted: number): Judgement {
  const up = containers.filter(isUp);
  const starting = containers.filter(({ state, health }) => state === 'running' && health === 'starting');
  const bad = containers.filter(isBad);
  const coming = containers.filter(
    (container) => ['created', 'restarting'].includes(container.state) && !isBad(container),
  );
  const going = containers.filter(({ state }) => state === 'removing');
  const ended = containers.filter(({ state }) => state === 'exited' || state === 'dead');
  const present = up.length + starting.length + coming.length + bad.length;

  const waiting = { wanted, up: up.length, starting: starting.length };
  const missing = [...bad, ...ended, ...coming, ...starting].filter(unique);
  const make = (verdict: Judgement['verdict'], failed: readonly Container[] = []): Judgement => ({
    verdict,
    waiting,
    up,
    failed,
    missing: up.length < wanted ? missing : [],
  });

  if (up.length === wanted && present === wanted && going.length === 0) return make('settled');
  if (bad.length > 0) return make('failed', tellingOf(bad, ended));
  const hopeful = up.length + starting.length + coming.length;
  if (hopeful < wanted && ended.length > 0)
    return make('failed', newestFirst(ended).slice(0, wanted - hopeful));
  return make('waiting');
}

/** What a container that did not come up has come to. */
export function reasonOf({ state, health, exitCode, error, restarts = 0 }: Container): string {
  const often = restarts > 0 ? `, after it was started anew ${counted(restarts, 'time')}` : '';
  const words = error === undefined || error === '' ? '' : `: ${error}`;
  if (state === 'running' && health === 'unhealthy') return `is unhealthy${often}`;
  if (state === 'running' && health === 'starting') return `runs, and is not healthy yet${often}`;
  if (state === 'exited' || state === 'dead' || state === 'restarting') {
    const verb = state === 'restarting' ? 'ends again and again, at last' : 'exited';
    return `${verb}${exitCode === undefined ? '' : ` with ${exitCode}`}${often}${words}`;
  }
  if (state === 'created') return `was created, and does not run${often}${words}`;
  return `is ${state}${often}${words}`;
}

/** One that runs after it was started anew often may still be well; whoever waits watches it for longer. */
function isBad({ state, health, restarts = 0 }: Container): boolean {
  if (state === 'running') return health === 'unhealthy';
  if (state === 'restarting' || state === 'created') return restarts >= TOO_MANY_RESTARTS;
  return state === 'paused';
}

/**
 * A Swarm has a new task for each that failed. The new one says nothing yet; those that ended before in the same place
 * have the exit code and the words.
 */
function tellingOf(bad: readonly Container[], ended: readonly Container[]): Container[] {
  return bad.flatMap((container) => {
    const before = ended.filter(({ number }) => number !== undefined && number === container.number);
    return container.state === 'created' && before.length > 0 ? newestFirst(before).slice(0, 1) : [container];
  });
}

function newestFirst(containers: readonly Container[]): Container[] {
  return [...containers].sort((a, b) => (a.createdAt > b.createdAt ? -1 : a.createdAt < b.createdAt ? 1 : 0));
}

function unique(container: Container, index: number, all: readonly Container[]): boolean {
  return all.indexOf(container) === index;
}
