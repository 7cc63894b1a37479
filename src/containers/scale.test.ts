import { describe, expect, it, vi } from 'vitest';
import { ConciergeError, InputError, RefusedError } from '../errors.ts';
import { policyOfFlags } from './policy.ts';
import { scale } from './scale.ts';
import { down, errorOf, setUp, up } from './testing/scale-setup.ts';

describe('scaling', () => {
  it('orders, waits, reads again, and keeps it', async () => {
    const { backend, tools, told, entries } = await setUp();
    const scaled = await scale(up(1, 3), tools);
    expect(scaled).toMatchObject({
      result: 'scaled',
      service: 'shop/web',
      from: 1,
      wish: 4,
      to: 4,
      number: 4,
    });
    expect(backend.orders).toEqual([4]);
    expect(told).toEqual(['orders shop/web 1→4']);
    expect(entries()).toMatchObject([
      {
        askedBy: 'a test',
        endpoint: 'unix:///run/docker.sock',
        backend: 'compose',
        component: 'web',
        service: 'shop/web',
        direction: 'up',
        current: 1,
        delta: 3,
        from: 1,
        wish: 4,
        to: 4,
        number: 4,
        result: 'scaled',
        why: 'asked for 4',
      },
    ]);
    expect(await scale(down('auto', 2), tools)).toMatchObject({
      result: 'scaled',
      from: 4,
      to: 2,
      number: 2,
    });
    expect(entries()).toHaveLength(2);
  });

  it('that is not needed orders nothing, and is kept', async () => {
    const { backend, tools, entries } = await setUp({ number: 3 });
    expect(await scale(up(1, 1), tools)).toMatchObject({
      result: 'unchanged',
      number: 3,
      to: undefined,
      why: 'asked for 2, there are 3 already, and scale_up removes none',
    });
    expect(backend.orders).toEqual([]);
    expect(entries()).toMatchObject([{ result: 'unchanged', from: 3, to: undefined, number: 3 }]);
  });

  it('that is met by orders of which not all run says so', async () => {
    const { tools } = await setUp({
      number: 2,
      stateOf: (number) => (number === 2 ? { state: 'created' } : {}),
    });
    expect(await scale(up(1, 1), tools)).toMatchObject({
      result: 'unchanged',
      why: 'asked for 2, there are 2 already, of which only 1 runs',
    });
  });

  it('is bound by the labels of the component and by flags', async () => {
    const { tools } = await setUp({ number: 4, labels: { 'concierge.scale.max': '6' } });
    expect(await scale(up(4, 5), tools)).toMatchObject({
      to: 6,
      why: 'asked for 9, max is 6 (concierge.scale.max)',
    });
    expect(await scale(up(6, 5, { flags: policyOfFlags({ max: '5' }) }), tools)).toMatchObject({
      result: 'unchanged',
      why: 'asked for 11, max is 5 (--max), there are 6 already',
    });
  });

  it('ten at once end at exactly 2', async () => {
    const { backend, tools, entries } = await setUp();
    const results = await Promise.all(Array.from({ length: 10 }, () => scale(up(1, 1), tools)));
    expect(backend.orders).toEqual([2]);
    expect(results.map(({ number }) => number)).toEqual(Array(10).fill(2));
    expect(results.filter(({ result }) => result === 'scaled')).toHaveLength(1);
    expect(entries().filter(({ result }) => result === 'unchanged')).toHaveLength(9);
  });

  it('says that it waits for another, and decides only then', async () => {
    const { backend, tools, told } = await setUp();
    let second: Promise<unknown> | undefined;
    backend.onOrder = async (_, times) => {
      if (times > 1) return;
      second = scale(up('auto', 1), tools);
      await vi.waitFor(() => expect(told).toContain('waits for shop/web'));
    };
    expect(await scale(up('auto', 1), tools)).toMatchObject({ from: 1, to: 2 });
    expect(await second).toMatchObject({ from: 2, to: 3 });
  });
});

describe('a refusal', () => {
  it('of --exact, a pause or a cooldown is exit code 4, and is kept', async () => {
    const { backend, tools, entries } = await setUp();
    const exact = up(3, 1);
    const wrong = await errorOf(scale({ ...exact, request: { ...exact.request, exact: true } }, tools));
    expect(wrong).toBeInstanceOf(RefusedError);
    expect(wrong.message).toBe('shop/web stays at 1 container');
    expect(wrong.why).toBe('there are 1, not 3, and --exact was given');
    const paused = await errorOf(scale(up(1, 1, { flags: policyOfFlags({ pause: 'up' }) }), tools));
    expect(paused.exitCode).toBe(4);
    const cooldown = policyOfFlags({ cooldown: '10m' });
    expect(await scale(up(1, 1, { flags: cooldown }), tools)).toMatchObject({ number: 2 });
    const early = await errorOf(scale(up(2, 1, { flags: cooldown }), tools));
    expect(early).toBeInstanceOf(RefusedError);
    expect(early.why).toMatch(
      /^a cooldown of 10m \(--cooldown\) goes on for another \d+ (?:min(?: \d+ s)?|s)$/u,
    );
    expect(backend.orders).toEqual([2]);
    expect(entries().map(({ result }) => result)).toEqual(['refused', 'refused', 'scaled', 'refused']);
  });

  it('for a label that cannot be read changes nothing, and is kept', async () => {
    const { backend, tools, entries } = await setUp({ labels: { 'concierge.scale.max': 'six' } });
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('concierge.scale.max of shop/web');
    expect(backend.orders).toEqual([]);
    expect(entries()).toMatchObject([
      { result: 'refused', from: 1, wish: 2, to: undefined, why: expect.stringContaining('"six"') },
    ]);
  });

  it('of a component that there is not is no decision', async () => {
    const { tools, entries } = await setUp();
    expect(await errorOf(scale(up(1, 1, { component: 'wob' }), tools))).toBeInstanceOf(InputError);
    expect(entries()).toEqual([]);
  });
});

describe('a history that cannot be written', () => {
  it('before the order: nothing is ordered', async () => {
    const { backend, tools } = await setUp();
    const history = {
      ...tools.history,
      begin: () => {
        throw new InputError('history.sqlite cannot be written');
      },
    };
    expect((await errorOf(scale(up(1, 1), { ...tools, history }))).message).toContain('cannot be written');
    expect(backend.orders).toEqual([]);
  });

  it('after it: what was done is done, and a warning says that it was not kept', async () => {
    const { tools, told } = await setUp();
    const history = {
      ...tools.history,
      end: () => {
        throw new ConciergeError('history.sqlite could not be written');
      },
    };
    expect(await scale(up(1, 1), { ...tools, history })).toMatchObject({ result: 'scaled' });
    expect(told).toContain('not recorded: history.sqlite could not be written');
  });
});
