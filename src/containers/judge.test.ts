import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Container, ContainerHealth, ContainerState } from './container.ts';
import { judge, reasonOf } from './judge.ts';

function container(state: ContainerState, more: Partial<Container> = {}): Container {
  return {
    id: 'i',
    name: 'web-1',
    component: 'web',
    state,
    health: 'none',
    createdAt: '2026-11-22T00:00:00.000Z',
    image: 'web',
    ...more,
  };
}

const up = container('running');
const well = container('running', { health: 'healthy' });
const starting = container('running', { health: 'starting' });
const sick = container('running', { health: 'unhealthy' });
const created = container('created');
const ended = container('exited', { exitCode: 3 });

describe('a component', () => {
  it.each([
    ['settled', 0, []],
    ['settled', 2, [up, well]],
    ['settled', 1, [up, ended]],
    ['settled', 0, [ended, ended]],
    ['settled', 1, [container('running', { restarts: 5 })]],
    ['waiting', 1, []],
    ['waiting', 2, [up]],
    ['waiting', 2, [up, starting]],
    ['waiting', 2, [up, created]],
    ['waiting', 2, [up, starting, ended]],
    ['waiting', 1, [up, up]],
    ['waiting', 1, [up, container('removing')]],
    ['waiting', 1, [container('restarting', { restarts: 2 })]],
    ['failed', 2, [up, ended]],
    ['failed', 2, [up, container('dead')]],
    ['failed', 2, [up, sick]],
    ['failed', 2, [starting, sick]],
    ['failed', 2, [up, container('paused')]],
    ['failed', 1, [container('restarting', { restarts: 3 })]],
    ['failed', 1, [container('created', { restarts: 3 }), ended]],
  ] as const)('is %s: %d wanted of %j', (verdict, wanted, containers) => {
    expect(judge(containers, wanted).verdict).toBe(verdict);
  });

  it('counts what is up and what is starting', () => {
    expect(judge([up, well, starting, sick, ended], 5).waiting).toEqual({ wanted: 5, up: 2, starting: 1 });
  });

  it('has failed for the containers that are missing, the newest of those that ended', () => {
    const old = container('exited', { id: 'old', createdAt: '2026-01-01T00:00:00.000Z' });
    const fresh = container('exited', { id: 'new', createdAt: '2026-11-22T00:00:01.000Z' });
    expect(judge([old, up, fresh], 2).failed).toEqual([fresh]);
    expect(judge([old, fresh], 2).failed).toEqual([fresh, old]);
  });

  it('of a Swarm has failed for the task that has the exit code', () => {
    const next = container('created', { number: 1, restarts: 3 });
    const first = container('exited', { number: 1, exitCode: 3, createdAt: '2026-11-22T00:00:01.000Z' });
    const second = container('exited', { number: 1, exitCode: 4, createdAt: '2026-11-22T00:00:02.000Z' });
    const elsewhere = container('exited', { number: 2, exitCode: 5 });
    expect(judge([next, first, second, elsewhere], 1).failed).toEqual([second]);
  });

  const anyContainer = fc
    .record({
      state: fc.constantFrom<ContainerState>(
        'created',
        'running',
        'paused',
        'restarting',
        'removing',
        'exited',
        'dead',
      ),
      health: fc.constantFrom<ContainerHealth>('none', 'starting', 'healthy', 'unhealthy'),
      restarts: fc.nat(5),
      id: fc.uuid(),
    })
    .map((fields) => container(fields.state, fields));

  it('is settled only where exactly so many are up and nothing else goes on; failed only with a reason', () => {
    fc.assert(
      fc.property(fc.array(anyContainer, { maxLength: 8 }), fc.nat(8), (containers, wanted) => {
        const { verdict, waiting, failed, missing } = judge(containers, wanted);
        if (verdict === 'settled') {
          expect(waiting.up).toBe(wanted);
          expect(containers.every(({ state }) => ['running', 'exited', 'dead'].includes(state))).toBe(true);
        }
        expect(failed.length > 0).toBe(verdict === 'failed');
        for (const each of failed) expect(containers).toContain(each);
        expect(new Set(missing).size).toBe(missing.length);
      }),
    );
  });
});

describe('the reason', () => {
  it.each([
    [ended, 'exited with 3'],
    [
      container('exited', { exitCode: 137, error: 'it needed more memory than it may have' }),
      'exited with 137: it needed more memory than it may have',
    ],
    [sick, 'is unhealthy'],
    [starting, 'runs, and is not healthy yet'],
    [created, 'was created, and does not run'],
    [container('created', { error: 'no suitable node' }), 'was created, and does not run: no suitable node'],
    [
      container('restarting', { exitCode: 1, restarts: 4 }),
      'ends again and again, at last with 1, after it was started anew 4 times',
    ],
    [container('paused'), 'is paused'],
  ])('of %j is in words', (given, words) => {
    expect(reasonOf(given)).toBe(words);
  });
});
