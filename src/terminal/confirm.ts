import type { Readable, Writable } from 'node:stream';
import { RefusedError } from '../errors.ts';
import { scrub } from './secrets.ts';

export interface ConfirmStreams {
  readonly input: Readable;
  /** Standard error: standard output may be a file. */
  readonly output: Writable & { readonly isTTY?: boolean };
}

/**
 * Asks a yes-or-no question before anything is deleted. Only `y` and `yes` are a yes; an empty line and the end of input are
 * a no.
 * @throws RefusedError where the question would not be seen, as with `2>log`: a program that waits for an answer to it seems
 *   to hang; the reason of the signal where that ends the question
 */
export async function confirm(
  question: string,
  streams: ConfirmStreams,
  signal: AbortSignal,
): Promise<boolean> {
  if (streams.output.isTTY !== true) {
    throw new RefusedError('Nothing was done', {
      why: 'a question comes before the deletion, and nobody would see it: standard error is not a terminal',
      remedy: 'Add --yes, or do not send standard error elsewhere.',
    });
  }
  const { createInterface } = await import('node:readline');
  signal.throwIfAborted();
  const lines = createInterface({ ...streams, terminal: false });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      lines.once('line', (line) => resolve(/^\s*y(?:es)?\s*$/iu.test(line)));
      lines.once('close', () => resolve(false));
      streams.output.write(`${scrub(question)} [y/N] `);
    });
  } finally {
    lines.close();
  }
}
