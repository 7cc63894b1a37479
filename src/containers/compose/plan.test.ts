import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Container, ContainerState } from '../container.ts';
import { isLive } from './containers.ts';
import { planCompose } from './plan.ts';

const states = fc.constantFrom<ContainerState>(
  'created',
  'running',
  'paused',
  'restarting',
  'exited',
  'dead',
);

const services = fc.array(states, { maxLength: 10 }).chain((all) =>
  fc.shuffledSubarray(
    all.map(
      (state, index): Container => ({
        id: `${index}`,
        name: `web-${index + 1}`,
        component: 'web',
        state,
        health: 'none',
        createdAt: '2026-11-22T00:00:00.000Z',
        image: 'web',
        number: index + 1,
      }),
    ),
    { minLength: all.length },
  ),
);

describe('how many containers of a service come to be', () => {
  it('stops only what is too many, the highest-numbered first', () => {
    fc.assert(
      fc.property(services, fc.nat(12), (containers, number) => {
        const live = containers.filter(isLive);
        const { stop } = planCompose(containers, number);
        expect(stop).toHaveLength(Math.max(0, live.length - number));
        const stays = live.filter((each) => !stop.includes(each));
        for (const each of stop) {
          expect(isLive(each)).toBe(true);
          for (const other of stays) expect(each.number).toBeGreaterThan(other.number ?? 0);
        }
      }),
    );
  });

  it('leaves nothing behind that does not run, where there are to be no more', () => {
    fc.assert(
      fc.property(services, fc.nat(12), (containers, number) => {
        const { remove, up } = planCompose(containers, number);
        if (up) return;
        const ended = containers.filter((each) => !isLive(each));
        expect(new Set(remove)).toEqual(new Set(ended));
      }),
    );
  });

  it('leaves Compose nothing to remove where it is asked for more', () => {
    fc.assert(
      fc.property(services, fc.nat(12), (containers, number) => {
        const { stop, remove, up } = planCompose(containers, number);
        expect(up).toBe(containers.filter(isLive).length < number);
        for (const each of remove) expect(isLive(each)).toBe(false);
        if (!up) return;
        expect(stop).toEqual([]);
        expect(containers.length - remove.length).toBeLessThanOrEqual(number);
        // And not one more than that is removed.
        expect(remove).toHaveLength(Math.max(0, containers.length - number));
      }),
    );
  });
});
