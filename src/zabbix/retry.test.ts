import { describe, expect, it } from 'vitest';
import { Failure, type FailureKind } from './failure.ts';
import { DEFAULT_POLICY, type Retry, waitBefore, withRetries } from './retry.ts';

const failure = (
  kind: FailureKind,
  details: { notProcessed?: boolean; retryAfterMs?: number; stale?: boolean } = {},
) => new Failure(kind, kind, { notProcessed: false, ...details });

describe('waitBefore', () => {
  it('waits longer each time, with jitter, and stops after the last try', () => {
    const waits = (random: number) =>
      [1, 2, 3, 4].map((attempt) =>
        waitBefore(failure('reset'), { read: true, attempt }, DEFAULT_POLICY, random),
      );
    expect(waits(0.5)).toEqual([500, 1000, 2000, undefined]);
    expect(waits(0)).toEqual([375, 750, 1500, undefined]);
  });

  it.each(['reset', 'cut', 'gateway', 'busy', 'refused', 'database', 'dns', 'proxy'] as const)(
    'asks a read again: %s',
    (kind) => {
      expect(waitBefore(failure(kind), { read: true, attempt: 1 })).toBeGreaterThan(0);
    },
  );

  it.each(['untrusted', 'tls', 'not tls', 'not http', 'proxy forbids'] as const)(
    'does not try again what cannot pass: %s',
    (kind) => {
      expect(waitBefore(failure(kind, { notProcessed: true }), { read: true, attempt: 1 })).toBeUndefined();
    },
  );

  it('makes a write again only where it was certainly not carried out', () => {
    for (const kind of ['reset', 'cut', 'timeout', 'gateway'] as const) {
      expect(waitBefore(failure(kind), { read: false, attempt: 1 })).toBeUndefined();
    }
    for (const kind of ['refused', 'busy', 'database'] as const) {
      expect(waitBefore(failure(kind, { notProcessed: true }), { read: false, attempt: 1 })).toBeGreaterThan(
        0,
      );
    }
  });

  it('waits what the server asks for, unless that is too long', () => {
    expect(waitBefore(failure('busy', { retryAfterMs: 7_000 }), { read: true, attempt: 1 })).toBe(7_000);
    expect(
      waitBefore(failure('busy', { retryAfterMs: 3_600_000 }), { read: true, attempt: 1 }),
    ).toBeUndefined();
  });

  it('tries a time-out once more only, and an idle connection that was closed at once', () => {
    expect(waitBefore(failure('timeout'), { read: true, attempt: 1 })).toBeGreaterThan(0);
    expect(waitBefore(failure('timeout'), { read: true, attempt: 2 })).toBeUndefined();
    expect(waitBefore(failure('reset', { stale: true }), { read: true, attempt: 1 })).toBe(0);
  });

  it('does not ask again for a name that does not exist', () => {
    const unknown = new Failure('dns', 'no such name', { notProcessed: true, code: 'ENOTFOUND' });
    expect(waitBefore(unknown, { read: true, attempt: 1 })).toBeUndefined();
  });
});

describe('withRetries', () => {
  const policy = { tries: 3, firstWaitMs: 1, maxWaitMs: 10 };

  it('tells of each further try and gives the result', async () => {
    const told: Retry[] = [];
    const result = await withRetries(
      async (attempt) => (attempt < 3 ? Promise.reject(failure('gateway')) : 'here'),
      { method: 'host.get', read: true },
      policy,
      (retry) => told.push(retry),
    );
    expect(result).toBe('here');
    expect(told.map(({ method, attempt, reason }) => ({ method, attempt, reason }))).toEqual([
      { method: 'host.get', attempt: 1, reason: 'gateway' },
      { method: 'host.get', attempt: 2, reason: 'gateway' },
    ]);
  });

  it('stops waiting when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    const run = withRetries(
      async () => Promise.reject(failure('gateway')),
      { method: 'host.get', read: true, signal: controller.signal },
      { tries: 2, firstWaitMs: 60_000, maxWaitMs: 60_000 },
      () => controller.abort(new Error('enough')),
    );
    await expect(run).rejects.toThrow('enough');
  });
});
