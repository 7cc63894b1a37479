import process from 'node:process';
import { ConciergeError } from '../errors.ts';
import { inSeconds } from './engine/failure.ts';

export interface ProgramOptions {
  /** The whole environment of the program. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Receives every line that the program writes, of both streams. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that did not succeed, with all that is needed to see why. */
export class ProgramError extends ConciergeError {
  readonly command: readonly string[];
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly output: ProgramOutput;

  constructor(
    command: readonly string[],
    end: { code: number | null; signal: NodeJS.Signals | null; how: string },
    output: ProgramOutput,
  ) {
    const said = (output.stderr.trim() || output.stdout.trim()).split('\n').slice(-12).join('\n');
    super(`"${command.join(' ')}" ${end.how}`, { why: said || 'it wrote nothing' });
    this.command = command;
    this.code = end.code;
    this.endedBy = end.signal;
    this.output = output;
  }
}

/** Of standard error the end is kept: it says why. Characters. */
const KEPT_STDERR = 64 * 1024;
/** More than this on standard output is no answer to anything that is asked here. Characters. */
const LONGEST_STDOUT = 16 * 1024 * 1024;
/** A line that goes on and on is passed on in pieces. */
const LONGEST_LINE = 64 * 1024;

/** How long a program that was asked to end may take before it is made to. */
const GRACE_MS = 3000;

/**
 * Runs a program to its end: without a shell, with this environment and nothing else, with nothing to read. It has a
 * process group of its own, which is ended as a whole where the time is over or the signal is aborted.
 * @returns its standard output, and the last 64 KB of its standard error
 * @throws ProgramError where it ends other than with 0, the time is over, or it writes more than 16 MB
 * @throws the signal's reason where it is aborted, after the program has ended
 */
export async function runProgram(
  command: readonly string[],
  options: ProgramOptions,
): Promise<ProgramOutput> {
  const [program = '', ...args] = command;
  const { signal, timeoutMs } = options;
  signal.throwIfAborted();
  // Taken when it is needed: `list` runs no program.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(program, args, {
    env: { ...options.environment },
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  let ended: string | undefined;
  let killer: NodeJS.Timeout | undefined;
  const end = (why?: string): void => {
    ended ??= why;
    killGroup(child.pid, 'SIGTERM');
    killer ??= setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const splitter = options.onLine === undefined ? undefined : lineSplitter(options.onLine);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output.stdout.length + text.length > LONGEST_STDOUT)
      return end('wrote more than 16 MB and was ended');
    output.stdout += text;
    splitter?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr = (output.stderr + text).slice(-KEPT_STDERR);
    splitter?.(text);
  });
  const timer = setTimeout(() => end(`took longer than ${inSeconds(timeoutMs)} and was ended`), timeoutMs);
  const onAbort = (): void => end();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { code, endedBy } = await new Promise<{ code: number | null; endedBy: NodeJS.Signals | null }>(
      (resolve, reject) => {
        child.once('error', (error) => reject(notStarted(program, error)));
        child.once('close', (code, endedBy) => resolve({ code, endedBy }));
      },
    );
    signal.throwIfAborted();
    if (code === 0 && ended === undefined) return output;
    const how = ended ?? (endedBy === null ? `ended with ${code}` : `was ended by ${endedBy}`);
    throw new ProgramError(command, { code, signal: endedBy, how }, output);
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal.removeEventListener('abort', onAbort);
  }
}

function notStarted(program: string, error: Error): ConciergeError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new ConciergeError(`${program} cannot be run`, {
    why: missing ? 'there is no such program on the PATH, or the working directory is gone' : error.message,
    cause: error,
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split(/\r?\n|\r/u);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) if (line.trim() !== '') onLine(line.trimEnd());
  };
}
