import { describe, expect, it, vi } from 'vitest';
import { ConciergeError, InputError, RefusedError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { NoAnswerError } from './engine/failure.ts';
import { openHistory } from './history/open-history.ts';
import { policyOfFlags } from './policy.ts';
import { scale } from './scale.ts';
import type { ScaleOrder, ScaleTools } from './scaling.ts';
import { newStateDir } from './testing/folder.ts';
import { type MemoryBackend, type MemoryOptions, memoryBackend } from './testing/memory-backend.ts';

interface Setup {
  readonly backend: MemoryBackend;
  readonly tools: ScaleTools;
  /** What the listener was told, in order. */
  readonly told: string[];
  readonly abort: (reason: Error) => void;
  entries(): ReturnType<ScaleTools['history']['entries']>;
}

async function setUp(options: MemoryOptions = {}, more: Partial<ScaleTools> = {}): Promise<Setup> {
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

function up(current: number | 'auto', delta: number, more: Partial<ScaleOrder> = {}): ScaleOrder {
  return {
    component: 'web',
    request: { direction: 'up', current, delta, exact: false, allowZero: false },
    flags: {},
    askedBy: 'a test',
    rollback: true,
    ...more,
  };
}

function down(current: number | 'auto', delta: number): ScaleOrder {
  return {
    ...up(current, delta),
    request: { direction: 'down', current, delta, exact: false, allowZero: false },
  };
}

async function errorOf(work: Promise<unknown>): Promise<ConciergeError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConciergeError);
  return error as ConciergeError;
}

/** Containers from this number on do not run. */
function failingFrom(first: number): NonNullable<MemoryOptions['stateOf']> {
  return (number) => (number >= first ? { state: 'exited', exitCode: 7 } : {});
}

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

describe('containers that do not come up', () => {
  it('are named with what they said, and the former number is back', async () => {
    const { backend, tools, told, entries } = await setUp({ stateOf: failingFrom(2) });
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.exitCode).toBe(1);
    expect(error.message).toBe('shop/web was not scaled from 1 to 3');
    expect(error.why).toContain('exited with 7');
    expect(error.why).toContain('no room left');
    expect(error.why).toContain('The former number is back: 1 container.');
    expect(backend.orders).toEqual([3, 1]);
    expect(told).toEqual(['orders shop/web 1→3', 'goes back shop/web 1']);
    expect(entries()).toMatchObject([{ result: 'rolled back', from: 1, to: 3, number: 1 }]);
  });

  it('stay where --no-rollback is given', async () => {
    const { backend, tools, entries } = await setUp({ stateOf: failingFrom(2) });
    const error = await errorOf(scale(up(1, 2, { rollback: false }), tools));
    expect(backend.orders).toEqual([3]);
    expect(error.why).not.toContain('former');
    expect(error.remedy).toContain('Before this there was 1.');
    expect(entries()).toMatchObject([{ result: 'failed', number: undefined }]);
  });

  it('as far as is known are left alone: an Engine that says no more has not said that they failed', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onRead = () => {
      if (backend.orders.length > 0) throw new ConciergeError('the Engine is gone', { why: 'ECONNREFUSED' });
    };
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error.exitCode).toBe(1);
    expect(error.why).toContain('the Engine is gone\nECONNREFUSED\nWhether they run is not known');
    expect(backend.orders).toEqual([2]);
    expect(error.message).toBe('It is not known whether shop/web was scaled from 1 to 2');
    expect(entries()).toMatchObject([{ result: 'unknown', to: 2, number: undefined }]);
  });

  it.each([
    ['has come', true],
    ['has not', false],
  ])('by an order without an answer are not touched: whether it %s, nobody can say', async (_, isTaken) => {
    const { backend, tools, told, entries } = await setUp();
    backend.onOrder = () => {
      if (isTaken) backend.change(3);
      throw new NoAnswerError('The Docker Engine does not answer', { why: 'no answer within 60 s' });
    };
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.exitCode).toBe(1);
    expect(error.message).toBe('It is not known whether shop/web was scaled from 1 to 3');
    expect(error.why).toBe(
      'The Docker Engine does not answer\nno answer within 60 s\nWhether the order was taken is not known, and nothing was undone.',
    );
    expect(error.remedy).toContain('concierge-scheduler list web');
    expect(told).toEqual(['orders shop/web 1→3']);
    expect((await backend.read('web')).number).toBe(isTaken ? 3 : 1);
    expect(entries()).toMatchObject([{ result: 'unknown', to: 3, number: undefined }]);
  });

  it('in time are given up', async () => {
    const { backend, tools } = await setUp({ stateOf: (n) => (n > 1 ? { state: 'created' } : {}) });
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error.message).toBe('shop/web was not scaled from 1 to 2');
    expect(backend.orders).toEqual([2, 1]);
  });

  it('and an order that fails halfway goes back as well', async () => {
    const { backend, tools, entries } = await setUp();
    backend.onOrder = (_, times) => {
      if (times > 1) return;
      backend.change(2);
      throw new ConciergeError('docker compose failed', { why: 'exec: "/nope": no such file' });
    };
    const error = await errorOf(scale(up(1, 3), tools));
    expect(error.why).toContain('docker compose failed\nexec: "/nope": no such file');
    expect(backend.orders).toEqual([1]);
    expect(entries()).toMatchObject([{ result: 'rolled back', number: 1 }]);
  });

  it('and cannot be taken back: both are said', async () => {
    const { backend, tools, entries } = await setUp({ stateOf: failingFrom(2) });
    backend.onOrder = (_, times) => {
      if (times > 1) throw new ConciergeError('the Engine is gone', { why: 'ECONNREFUSED' });
    };
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error.why).toContain('exited with 7');
    expect(error.why).toContain('Going back from 2 to 1 failed too: the Engine is gone\nECONNREFUSED');
    expect(error.remedy).toContain('Before this there was 1.');
    expect(entries()).toMatchObject([{ result: 'failed', number: 2 }]);
  });

  it('and a way back on which others get in between is tried again', async () => {
    const { backend, tools } = await setUp({ stateOf: failingFrom(2) });
    backend.onOrder = (_, times) => {
      if (times === 2) backend.change(3);
    };
    const error = await errorOf(scale(up(1, 2), tools));
    expect(error.why).toContain('The former number is back');
    expect(backend.orders).toEqual([3, 1]);
  });

  it('and a number that somebody else has ordered meanwhile stays', async () => {
    const { backend, tools, entries } = await setUp({ stateOf: failingFrom(2) });
    const { read } = backend;
    backend.onRead = () => {
      if (backend.orders.length === 1) backend.change(7);
    };
    expect(read).toBe(backend.read);
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error.why).toContain('Nothing was undone: there are 7 now');
    expect(backend.orders).toEqual([2]);
    expect(entries()).toMatchObject([{ result: 'failed', number: 7 }]);
  });

  it('on the way back neither, is said too', async () => {
    const { backend, tools, entries } = await setUp({ stateOf: () => ({ state: 'exited', exitCode: 7 }) });
    const error = await errorOf(scale(up(1, 1), tools));
    expect(error.why).toContain('Going back from 2 to 1 failed too');
    expect(backend.orders).toEqual([2, 1]);
    expect(entries()).toMatchObject([{ result: 'failed', number: 1 }]);
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
