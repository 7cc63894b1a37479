import { scrub } from './secrets.ts';

/** What is needed of process.stdout and process.stderr. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Standard output and standard error of one run, with a status line that gets out of the way of everything else. */
export interface Screen {
  /** Whether a status line can be drawn: standard error is a terminal that knows the codes. */
  readonly drawsStatus: boolean;
  /** Columns of the status line. */
  readonly columns: number;
  /** Text on standard output. A missing line end is added. */
  out(text: string): void;
  /** Text on standard error. A missing line end is added. */
  err(text: string): void;
  /** Draws the status line, or takes it away. */
  status(text: string | undefined): void;
}

/** Back to the first column, and everything after it erased (ECMA-48, EL). */
const ERASE_LINE = '\r\u001b[K';

/**
 * Control characters but tab and line end, save the colours that this program sets itself; and those by which a text is
 * shown in another order than it has (Unicode Standard Annex 9, embeddings, overrides, isolates). Right-to-left scripts need none.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HARMFUL = /(\u001b\[\d{1,2}m)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Names and texts come from a server; one that holds a control sequence must not move the reader's cursor or rename
 * the window. Only for a terminal: in a file or pipe the bytes stay what they are.
 */
function harmless(text: string): string {
  return text.replace(HARMFUL, (found, colour: string | undefined) => (colour ? found : '\ufffd'));
}

/** The two streams of the program, with a status line on standard error where that is a terminal that can draw one. */
export function createScreen(
  stdout: TextStream,
  stderr: TextStream,
  environment: Readonly<Record<string, string | undefined>> = {},
): Screen {
  const drawsStatus = Boolean(stderr.isTTY) && environment.TERM !== 'dumb';
  let shown: string | undefined;

  function write(stream: TextStream, text: string): void {
    if (text === '') return;
    const clean = scrub(text.endsWith('\n') ? text : `${text}\n`);
    if (shown !== undefined) stderr.write(ERASE_LINE);
    stream.write(stream.isTTY ? harmless(clean) : clean);
    if (shown !== undefined) stderr.write(shown);
  }

  return {
    drawsStatus,
    get columns() {
      return stderr.columns ?? 80;
    },
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    status(text) {
      if (!drawsStatus) return;
      const next = text === undefined ? undefined : harmless(scrub(text)).replaceAll('\n', ' ');
      if (next === shown) return;
      stderr.write(ERASE_LINE + (next ?? ''));
      shown = next;
    },
  };
}
