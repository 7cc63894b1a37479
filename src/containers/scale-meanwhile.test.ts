import { describe, expect, it } from 'vitest';
import { ConciergeError, InputError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { policyOfFlags } from './policy.ts';
import { scale } from './scale.ts';
import { errorOf, failingFrom, setUp, up } from './testing/scale-setup.ts';

describe('a component that is changed by somebody else', () => {
  it('between reading and ordering is read and decided anew', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onOrder = (_, times) => {
      if (times === 1) backend.change(2);
    };
    expect(await scale(up('auto', 1, { flags: policyOfFlags({ cooldown: '1h' }) }), tools)).toMatchObject({
      from: 2,
      to: 3,
    });
    expect(entries()).toMatchObject([{ from: 2, wish: 3, to: 3, result: 'scaled' }]);
  });

  it('and has what was wished for by then, needs nothing', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onOrder = () => backend.change(2);
    expect(await scale(up(1, 1), tools)).toMatchObject({ result: 'unchanged', number: 2 });
    expect(entries()).toMatchObject([{ result: 'unchanged', from: 2, to: undefined }]);
  });

  it('each time is given up', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onOrder = (_, times) => backend.change(times % 2 === 0 ? 1 : 2);
    const error = await errorOf(scale(up('auto', 3), tools));
    expect(error.why).toContain('5 times in a row; nothing was ordered');
    expect(backend.orders).toEqual([]);
    expect(entries()).toMatchObject([{ result: 'failed', to: undefined }]);
    // What was never ordered is no reason for a cooldown.
    expect(tools.history.of(tools.history.entries({ limit: 1 })[0] as never).lastOrderAt).toBeUndefined();
  });

  it('and cannot be read again has ordered nothing, and is kept so', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onOrder = () => backend.change(2);
    backend.onRead = () => {
      // Before the lock, under it, and anew.
      if (backend.reads === 3) throw new ConciergeError('the Engine is gone', { why: 'ECONNREFUSED' });
    };
    const error = await errorOf(scale(up('auto', 1), tools));
    expect(error.message).toBe('the Engine is gone');
    expect(entries()).toMatchObject([{ result: 'failed', why: 'the Engine is gone\nECONNREFUSED' }]);
    expect(entries()[0]?.endedAt).toBeDefined();
    expect(tools.history.of(entries()[0] as never).lastOrderAt).toBeUndefined();
  });

  it('and has labels that cannot be read by then is kept once', async () => {
    const labels: Record<string, string> = {};
    const { backend, tools, entries } = await setUp({ labels });
    backend.onOrder = () => {
      backend.change(2);
      labels['concierge.scale.max'] = 'six';
    };
    expect((await errorOf(scale(up('auto', 1), tools))).exitCode).toBe(2);
    expect(backend.orders).toEqual([]);
    expect(entries()).toMatchObject([{ result: 'refused', from: 2, to: undefined }]);
  });

  it('by nobody, but without what the order needs, has ordered nothing: no way back, and no cooldown', async () => {
    const { backend, tools, told, entries } = await setUp();
    backend.onOrder = () => {
      throw new InputError('The compose file of shop is not on this machine');
    };
    expect((await errorOf(scale(up(1, 1), tools))).exitCode).toBe(2);
    expect(told).toEqual(['orders shop/web 1→2']);
    expect(entries()).toMatchObject([{ result: 'failed', to: undefined }]);
    expect(tools.history.of(entries()[0] as never).lastOrderAt).toBeUndefined();
  });

  it('while it came up is not called scaled, and stays as they want it', async () => {
    const { backend, tools, entries } = await setUp();
    // A Swarm has taken their order, and has not begun with it.
    const read: Backend['read'] = async (name) => {
      const component = await backend.read(name);
      return backend.orders.length === 0 ? component : { ...component, number: 5 };
    };
    const error = await errorOf(scale(up(1, 1), { ...tools, backend: { ...backend, read } }));
    expect(error.exitCode).toBe(1);
    expect(error.why).toContain('shop/web has 5 now: it was changed by somebody else');
    expect(backend.orders).toEqual([2]);
    expect(entries()).toMatchObject([{ result: 'failed', number: 5 }]);
  });
});

describe('a signal', () => {
  const reason = new ConciergeError('The command was ended before it was done');

  it('while waiting leaves what was ordered, says it, and is kept', async () => {
    const { backend, tools, entries, abort } = await setUp(
      { stateOf: (n) => (n > 1 ? { state: 'created' } : {}) },
      { settleTimeoutMs: 60_000 },
    );
    setTimeout(() => abort(reason), 50);
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.message).toMatch(/^3 of shop\/web were ordered, from 1 before; 1 of them ran by then$/u);
    expect(error.remedy).toContain('nothing was undone');
    expect(backend.orders).toEqual([3]);
    expect(entries()).toMatchObject([{ result: 'interrupted', to: 3, why: error.message }]);
  });

  it('while the order is given as well', async () => {
    const { backend, tools, entries, abort } = await setUp();
    backend.onOrder = () => {
      abort(reason);
      throw reason;
    };
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.message).toBe(
      'The order of 3 of shop/web, from 1 before, was cut off: a part of it may be done',
    );
    expect(entries()).toMatchObject([{ result: 'interrupted' }]);
  });

  it('on the way back says that going back did not end', async () => {
    const { backend, tools, entries, abort } = await setUp({ stateOf: failingFrom(2) });
    backend.onOrder = (_, times) => {
      if (times === 1) return;
      abort(reason);
      throw reason;
    };
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.why).toContain('Going back from 3 to 1 failed too: The command was ended');
    expect(entries()).toMatchObject([{ result: 'interrupted' }]);
  });

  it('before anything was decided leaves nothing', async () => {
    const { backend, tools, entries, abort } = await setUp();
    abort(reason);
    expect(await errorOf(scale(up(1, 2), tools))).toBe(reason);
    expect(backend.orders).toEqual([]);
    expect(entries()).toEqual([]);
  });
});
