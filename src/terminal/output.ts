import type { Paint } from './paint.ts';
import type { Screen } from './screen.ts';
import { scrubValue } from './secrets.ts';

/** All that a command says. Results go to standard output, everything else to standard error; secrets are scrubbed. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** For texts of `info`, `warn` and `detail`. `result` hands its own to the renderer. */
  readonly paint: Paint;
  /** Columns of the terminal that standard output is; undefined where it is none: a file, a pipe. */
  readonly columns?: number | undefined;
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

export interface OutputOptions {
  readonly screen: Screen;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Colours on standard output and on standard error; one of them may be a terminal and the other a file. */
  readonly resultPaint: Paint;
  readonly messagePaint: Paint;
  /** Default: standard output is no terminal. */
  readonly columns?: number | undefined;
}

/** Where a command says what it has to say; whether that is JSON, quiet or coloured is decided here and nowhere else. */
export function createOutput(options: OutputOptions): Output {
  const { screen, json, quiet, verbose, resultPaint, messagePaint: paint } = options;
  return {
    json,
    quiet,
    verbose,
    paint,
    columns: options.columns,
    result(document, render) {
      screen.out(json ? toJson(document) : render(resultPaint));
    },
    info(message) {
      if (!quiet) screen.err(message);
    },
    warn(message) {
      screen.err(`${paint.yellow('warning:')} ${message}`);
    },
    detail(message) {
      if (verbose && !quiet) screen.err(paint.dim(message));
    },
  };
}

/** The document, indented. Scrubbed before it becomes JSON: a secret with a quote in it must not break the syntax. */
export function toJson(document: unknown): string {
  return JSON.stringify(scrubValue(document), undefined, 2) ?? 'null';
}
