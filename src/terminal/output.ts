import type { Paint } from './paint.ts';

/** All that a command says. Results go to standard output, everything else to standard error; secrets are scrubbed. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /**
   * The result of the command, once per run: with `--json` the document, else the text (a missing line end is added,
   * nothing is printed for an empty text).
   */
  result(document: unknown, render: (paint: Paint) => string): void;
  /** A line of information on standard error; not with `--quiet`. */
  info(message: string): void;
  /** A line that needs attention on standard error, also with `--quiet`. */
  warn(message: string): void;
  /** A line for `--verbose` only. */
  detail(message: string): void;
}
