import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../errors.ts';
import { confirm } from './confirm.ts';

const terminal = (): PassThrough => Object.assign(new PassThrough(), { isTTY: true });

function ask(answer: string | undefined, signal = new AbortController().signal): Promise<boolean> {
  const input = new PassThrough();
  if (answer !== undefined) input.end(answer);
  return confirm('Delete 3 hosts?', { input, output: terminal() }, signal);
}

describe('confirm', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    [' yes \n', true],
    ['\n', false],
    ['n\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('takes %j as %s', async (answer, yes) => {
    await expect(ask(answer)).resolves.toBe(yes);
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const asked = ask(undefined, controller.signal);
    const reason = new Error('stopped');
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('shows the question', async () => {
    const [input, output] = [new PassThrough(), terminal()];
    input.end('y\n');
    await confirm('Delete 3 hosts?', { input, output }, new AbortController().signal);
    expect(output.read().toString()).toBe('Delete 3 hosts? [y/N] ');
  });

  it('refuses to ask where the question would go into a file', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end('y\n');
    const asked = confirm('Delete 3 hosts?', { input, output }, new AbortController().signal);
    const refused = await asked.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ message: 'Nothing was done', remedy: expect.stringContaining('--yes') });
    expect(output.read()).toBeNull();
    expect(input.read()?.toString()).toBe('y\n');
  });
});
