import type { Readable, Writable } from 'node:stream';
import { scrub } from './secrets.ts';

export interface ConfirmStreams {
  readonly input: Readable;
  /** Standard error: standard output may be a file. */
  readonly output: Writable;
}

/**
 * Asks a yes-or-no question. Only `y` and `yes` are a yes; an empty line and the end of input are a no.
 * @throws the reason of the signal where that ends the question
 */
export async function confirm(
  question: string,
  streams: ConfirmStreams,
  signal: AbortSignal,
): Promise<boolean> {
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
