import { describe, expect, it } from 'vitest';
import { awaitSettled, NotSettledError } from './settle.ts';
import { memoryBackend } from './testing/memory-backend.ts';

const { signal } = new AbortController();

/** So long that however slow the machine is, the first look is not the last. */
const LONG = { steadyMs: { least: 60_000, most: 60_000 } };

const second = (2).toString(16).padStart(64, '0');
const ids = [1, 2].map((number) => number.toString(16).padStart(64, '0'));

function knownFor(ms: number, ...which: string[]): Map<string, number> {
  return new Map(which.map((id) => [id, performance.now() - ms]));
}

describe('containers whose start was seen', () => {
  it('long enough ago are looked at once', async () => {
    const backend = memoryBackend({ number: 2 });
    await awaitSettled(backend, 'web', 2, { signal, timeoutMs: 1000, knownToRun: knownFor(10_000, ...ids) });
    expect(backend.reads).toBe(1);
  });

  it.each([
    ['just now', knownFor(0, ...ids)],
    ['of which one was not', knownFor(10_000, ids[0] ?? '')],
  ])('%s are watched: one that ends is noticed', async (_what, knownToRun) => {
    let runs = true;
    const backend = memoryBackend({
      ...LONG,
      number: 2,
      stateOf: (number) => (number === 2 && !runs ? { state: 'exited', exitCode: 7 } : {}),
    });
    backend.onRead = (times) => {
      runs = times < 2;
    };
    // The time since the start is the time of the reading: none of it has gone by before.
    const known = new Map([...knownToRun].map(([id, at]) => [id, id === second ? performance.now() : at]));
    const waiting = awaitSettled(backend, 'web', 2, { signal, timeoutMs: 1000, knownToRun: known });
    await expect(waiting).rejects.toMatchObject({ why: expect.stringContaining('exited with 7') });
    expect(backend.reads).toBe(2);
  });

  it('lately are settled as soon as the host has processes of them', async () => {
    const asked: string[] = [];
    const hasProcesses = async ({ id }: { id: string }) => asked.push(id) > 0;
    const backend = { ...memoryBackend({ ...LONG, number: 2 }), hasProcesses };
    const knownToRun = new Map([...knownFor(100_000, ids[0] ?? ''), ...knownFor(0, second)]);
    expect(await awaitSettled(backend, 'web', 2, { signal, timeoutMs: 1000, knownToRun })).toMatchObject({
      number: 2,
    });
    expect(asked).toEqual([second]);
  });

  it.each([
    ['has none', false],
    ['does not tell', undefined],
  ])('and of which the host %s are watched further: one that ends is noticed', async (_what, answer) => {
    let ended = false;
    const memory = memoryBackend({
      ...LONG,
      number: 2,
      stateOf: (number) => (number === 2 && ended ? { state: 'exited', exitCode: 7 } : {}),
    });
    const hasProcesses = async () => {
      ended = true;
      return answer;
    };
    const options = { signal, timeoutMs: 1000, knownToRun: knownFor(0, ...ids) };
    const waiting = awaitSettled({ ...memory, hasProcesses }, 'web', 2, options);
    await expect(waiting).rejects.toMatchObject({ why: expect.stringContaining('exited with 7') });
  });

  it('never are watched for as long as the backend says, which may be not at all', async () => {
    const backend = memoryBackend({ number: 2, steadyMs: { least: 0, most: 0 } });
    await awaitSettled(backend, 'web', 2, { signal, timeoutMs: 1000 });
    expect(backend.reads).toBe(1);
  });

  it('and which were started anew since are not believed', async () => {
    let restarts = 0;
    const backend = memoryBackend({
      number: 2,
      stateOf: (number) => (number === 2 ? { restarts, ...(restarts > 1 ? { state: 'exited' } : {}) } : {}),
    });
    backend.onRead = (times) => {
      restarts = times;
    };
    const waiting = awaitSettled(backend, 'web', 2, {
      signal,
      timeoutMs: 1000,
      knownToRun: knownFor(10_000, ...ids),
    });
    await expect(waiting).rejects.toThrow(NotSettledError);
  });
});

describe('containers that run in time', () => {
  it('are watched to the end, also where that is longer than the time', async () => {
    const backend = memoryBackend({ number: 2, steadyMs: { least: 300, most: 300 } });
    const options = { signal, timeoutMs: 1, knownToRun: knownFor(0, ...ids) };
    expect(await awaitSettled(backend, 'web', 2, options)).toMatchObject({ number: 2 });
  });

  it('and then end are not called settled', async () => {
    let runs = true;
    const backend = memoryBackend({
      ...LONG,
      number: 2,
      stateOf: (number) => (number === 2 && !runs ? { state: 'exited', exitCode: 7 } : {}),
    });
    backend.onRead = (times) => {
      runs = times < 2;
    };
    const options = { signal, timeoutMs: 1, knownToRun: knownFor(10_000, ...ids) };
    const waiting = awaitSettled(backend, 'web', 2, options);
    await expect(waiting).rejects.toThrow(NotSettledError);
    await expect(waiting).rejects.toMatchObject({ why: expect.stringContaining('exited with 7') });
  });

  it('and are others each time do not keep it waiting beyond the time', async () => {
    let times = 0;
    const backend = memoryBackend({
      number: 2,
      stateOf: (number) => ({ id: `${number}-${times}` }),
    });
    backend.onRead = (reads) => {
      times = reads;
    };
    const waiting = awaitSettled(backend, 'web', 2, { signal, timeoutMs: 200 });
    await expect(waiting).rejects.toMatchObject({
      timedOut: true,
      why: 'others go, or take the place of those that ran',
    });
  });
});
