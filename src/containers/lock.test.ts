import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConciergeError } from '../errors.ts';
import { type LockOptions, withLock } from './lock.ts';
import { startChild } from './testing/child.ts';
import { newStateDir } from './testing/folder.ts';

function options(stateDir: string, more: Partial<LockOptions> = {}): LockOptions {
  return {
    stateDir,
    engine: 'unix:///var/run/docker.sock',
    service: 'shop/web',
    waitMs: 20_000,
    signal: new AbortController().signal,
    ...more,
  };
}

/** A process that takes the lock, says so, and holds it. */
function holder(stateDir: string, holdMs = 600_000) {
  return startChild(`
    import { withLock } from './lock.ts';
    const options = { stateDir: ${JSON.stringify(stateDir)}, engine: 'unix:///var/run/docker.sock', service: 'shop/web',
      waitMs: 20_000, signal: new AbortController().signal };
    await withLock(options, () => new Promise((resolve) => {
      console.log('held');
      setTimeout(resolve, ${holdMs});
    }));
  `);
}

describe('the lock of a component', () => {
  it('is held by one at a time within a process, and given back whatever comes of the work', async () => {
    const stateDir = newStateDir();
    let inside = 0;
    let most = 0;
    const work = async (number: number): Promise<number> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      if (number % 2 === 0) throw new Error('no');
      return number;
    };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, number) => withLock(options(stateDir), () => work(number))),
    );
    expect(most).toBe(1);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('keeps another process waiting, which is said once, and is had when the other is done', async () => {
    const stateDir = newStateDir();
    const child = holder(stateDir, 400);
    await child.said('held');
    let waits = 0;
    await withLock(options(stateDir, { onWait: () => (waits += 1) }), async () => {
      expect((await child.ended).code).toBe(0);
    });
    expect(waits).toBe(1);
  });

  it('is no longer there when its holder was killed', async () => {
    const stateDir = newStateDir();
    const child = holder(stateDir);
    await child.said('held');
    setTimeout(() => child.process.kill('SIGKILL'), 100);
    let waits = 0;
    await withLock(options(stateDir, { onWait: () => (waits += 1) }), async () => {});
    expect(waits).toBe(1);
    expect((await child.ended).code).toBe(null);
  });

  it('is waited for no longer than said', async () => {
    const stateDir = newStateDir();
    await withLock(options(stateDir), async () => {
      const second = withLock(options(stateDir, { waitMs: 150 }), async () => 'had');
      await expect(second).rejects.toThrow(ConciergeError);
      await expect(second).rejects.toThrow('shop/web is being scaled by another process');
    });
  });

  it('ends its wait at a signal, with its reason', async () => {
    const stateDir = newStateDir();
    const controller = new AbortController();
    await withLock(options(stateDir), async () => {
      const second = withLock(
        options(stateDir, {
          signal: controller.signal,
          onWait: () => controller.abort(new ConciergeError('ended')),
        }),
        async () => 'had',
      );
      await expect(second).rejects.toThrow('ended');
    });
  });

  it('of another component, or at another endpoint, is another one', async () => {
    const stateDir = newStateDir();
    await withLock(options(stateDir), async () => {
      const now = { waitMs: 0 };
      expect(await withLock(options(stateDir, { ...now, service: 'shop/api' }), async () => 1)).toBe(1);
      expect(await withLock(options(stateDir, { ...now, engine: 'tcp://h:2376' }), async () => 2)).toBe(2);
    });
  });

  it('is private, and nothing of a name becomes part of a path', async () => {
    const stateDir = newStateDir();
    for (const service of ['../../x', 'x'.repeat(300)]) {
      await withLock(options(stateDir, { service }), async () => {
        expect(statSync(stateDir).mode & 0o777).toBe(0o700);
        const files = readdirSync(join(stateDir, 'locks'), { withFileTypes: true });
        for (const file of files) {
          expect(file.isFile()).toBe(true);
          expect(file.name.length).toBeLessThan(210);
          expect(statSync(join(stateDir, 'locks', file.name)).mode & 0o777).toBe(0o600);
        }
      });
    }
    expect(readdirSync(stateDir)).toEqual(['locks']);
    expect(readdirSync(join(stateDir, 'locks'))).toHaveLength(2);
  });
});
