import { expect } from 'vitest';
import { ConciergeError } from '../../errors.ts';
import { openHistory } from '../history/open-history.ts';
import type { ScaleOrder, ScaleTools } from '../scaling.ts';
import { newStateDir } from './folder.ts';
import { type MemoryBackend, type MemoryOptions, memoryBackend } from './memory-backend.ts';

/** What a test of scaling works with. */
export interface Setup {
  readonly backend: MemoryBackend;
  readonly tools: ScaleTools;
  /** What the listener was told, in order. */
  readonly told: string[];
  readonly abort: (reason: Error) => void;
  entries(): ReturnType<ScaleTools['history']['entries']>;
}

/** Everything that scaling takes, with a backend in memory, and what came of it. */
export async function setUp(options: MemoryOptions = {}, more: Partial<ScaleTools> = {}): Promise<Setup> {
  const stateDir = newStateDir();
  const backend = memoryBackend(options);
  const history = await openHistory(stateDir);
  const controller = new AbortController();
  const told: string[] = [];
  let seconds = 0;
  const tools: ScaleTools = {
    backend,
    endpoint: 'unix:///run/docker.sock',
    engineId: undefined,
    stateDir,
    history,
    lockWaitMs: 20_000,
    settleTimeoutMs: 300,
    signal: controller.signal,
    listener: {
      onLockWait: (service) => told.push(`waits for ${service}`),
      onOrder: (service, from, to) => told.push(`orders ${service} ${from}→${to}`),
      onProgress() {},
      onSettled() {},
      onGoBack: (service, from) => told.push(`goes back ${service} ${from}`),
      onNotRecorded: (error) => told.push(`not recorded: ${(error as Error).message}`),
    },
    now: () => new Date(Date.UTC(2026, 10, 22, 12, 0, seconds++)),
    ...more,
  };
  return {
    backend,
    tools,
    told,
    abort: (reason) => controller.abort(reason),
    entries: () => history.entries({ limit: 100 }),
  };
}

/** An order of more of `web`. */
export function up(current: number | 'auto', delta: number, more: Partial<ScaleOrder> = {}): ScaleOrder {
  return {
    component: 'web',
    request: { direction: 'up', current, delta, exact: false, allowZero: false },
    flags: {},
    askedBy: 'a test',
    rollback: true,
    ...more,
  };
}

/** An order of fewer of `web`. */
export function down(current: number | 'auto', delta: number): ScaleOrder {
  return {
    ...up(current, delta),
    request: { direction: 'down', current, delta, exact: false, allowZero: false },
  };
}

/** The error for a person with which work ends. */
export async function errorOf(work: Promise<unknown>): Promise<ConciergeError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConciergeError);
  return error as ConciergeError;
}

/** Containers from this number on do not run. */
export function failingFrom(first: number): NonNullable<MemoryOptions['stateOf']> {
  return (number) => (number >= first ? { state: 'exited', exitCode: 7 } : {});
}
