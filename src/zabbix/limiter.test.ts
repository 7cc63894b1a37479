import { describe, expect, it } from 'vitest';
import { limiter } from './limiter.ts';

describe('limiter', () => {
  it('lets only so many in, and the others in the order in which they came', async () => {
    const limit = limiter(2);
    const entered: number[] = [];
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const leave = await limit.enter();
        entered.push(index);
        inside += 1;
        most = Math.max(most, inside);
        await Promise.resolve();
        inside -= 1;
        leave();
        leave();
      }),
    );
    expect(most).toBe(2);
    expect(entered).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('gives up on the signal, and the place goes to the next', async () => {
    const limit = limiter(1);
    const leave = await limit.enter();
    const controller = new AbortController();
    const waiting = limit.enter(controller.signal);
    const next = limit.enter();
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    leave();
    (await next)();
    await expect(limit.enter(controller.signal)).rejects.toThrow('enough');
    (await limit.enter())();
  });
});
