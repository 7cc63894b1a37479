import { describe, expect, it } from 'vitest';
import { ConciergeError } from '../errors.ts';
import { NoAnswerError } from './engine/failure.ts';
import { scale } from './scale.ts';
import { errorOf, failingFrom, setUp, up } from './testing/scale-setup.ts';

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
    expect(error.why).toContain('Nothing was undone: the number is 7 now');
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
