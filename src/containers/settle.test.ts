import { describe, expect, it } from 'vitest';
import { awaitSettled, NotSettledError } from './settle.ts';
import { memoryBackend } from './testing/memory-backend.ts';

const { signal } = new AbortController();

describe('containers that run in time', () => {
  it('are watched to the end, also where that is longer than the time', async () => {
    const backend = { ...memoryBackend({ number: 2 }), name: 'swarm' as const };
    expect(await awaitSettled(backend, 'web', 2, { signal, timeoutMs: 100 })).toMatchObject({ number: 2 });
  });

  it('and then end are not called settled', async () => {
    let runs = true;
    const backend = memoryBackend({
      number: 2,
      stateOf: (number) => (number === 2 && !runs ? { state: 'exited', exitCode: 7 } : {}),
    });
    backend.onRead = (times) => {
      runs = times < 2;
    };
    const waiting = awaitSettled({ ...backend, name: 'swarm' }, 'web', 2, { signal, timeoutMs: 1 });
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
