import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { EngineError, NoAnswerError } from '../engine/failure.ts';
import type { ContainerRow } from '../engine/objects.ts';
import { ProgramError } from '../process.ts';
import { composeBackend } from './compose.ts';

const NUMBERS = [1, 2, 3];

/** An Engine with three containers of `web`. */
function engineOf(change: (method: string, path: string) => Promise<void>): Engine {
  const rows = NUMBERS.map((number) => ({
    Id: `id${number}`,
    Names: [`/shop-web-${number}`],
    Image: 'web:1',
    State: 'running',
    Status: 'Up 5 minutes',
    Created: number,
    Labels: {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': String(number),
    },
  })) as unknown as ContainerRow[];
  const none = async (): Promise<never> => {
    throw new Error('nobody asks for that here');
  };
  return {
    endpoint: { host: 'unix:///s', timeoutMs: 1000 },
    async call<T>(method: string, path: string): Promise<T> {
      if (method !== 'GET') await change(method, path);
      return (method === 'GET' ? rows : undefined) as T;
    },
    bytes: none,
    follow: () => () => {},
    close() {},
  };
}

it.each([
  ['POST', 'stop'],
  ['DELETE', 'removal'],
])('a %s that fails is told when all others have ended (%s)', async (failing) => {
  const ended: string[] = [];
  let go = (): void => {};
  const slow = new Promise<void>((resolve) => {
    go = resolve;
  });
  const backend = composeBackend({
    engine: engineOf(async (method, path) => {
      if (method !== failing) return;
      if (path.includes('id3')) throw new Error('one that fails at once');
      await slow;
      ended.push(path);
      throw new Error('one that fails late');
    }),
    cli: { run: () => Promise.reject(new Error('Compose is not needed')) },
    project: { name: 'shop' },
    orderTimeoutMs: 1000,
  });
  let isTold = false;
  const order = backend.order(await backend.read('web'), 1).catch((error: unknown) => {
    isTold = true;
    return error;
  });
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(isTold).toBe(false);
  go();
  expect(await order).toEqual(new Error('one that fails late'));
  expect(ended).toEqual([expect.stringContaining('id2')]);
});

it.each([
  ['does not answer any more: nobody knows what was done', new NoAnswerError('Nothing listens'), true],
  ['answers, be it with a refusal: Compose failed', new EngineError(500, 'no', 'It refused'), false],
  ['answers: Compose failed', undefined, false],
])('where Compose ends with an error and the Engine %s', async (_, answer, isUnknown) => {
  const engine = engineOf(async () => {});
  let hasRun = false;
  const backend = composeBackend({
    engine: {
      ...engine,
      async call<T>(method: 'GET', path: string): Promise<T> {
        if (hasRun && answer !== undefined) throw answer;
        return await engine.call<T>(method, path);
      },
    },
    cli: {
      run: async (_files, _project, args) => {
        hasRun = true;
        throw new ProgramError(
          args,
          { code: 1, signal: null, how: 'ended with 1' },
          { stdout: '', stderr: 'EOF' },
        );
      },
    },
    project: { name: 'shop', files: { files: [fileURLToPath(import.meta.url)] } },
    orderTimeoutMs: 1000,
  });
  const error = await backend.order(await backend.read('web'), 5).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: 'Compose could not make 5 of shop/web',
    why: expect.stringContaining(isUnknown ? 'EOF\nNothing listens' : 'EOF'),
  });
  expect(error instanceof NoAnswerError).toBe(isUnknown);
});
