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

/** How long a program that was asked to end may take before it is made to. */
const GRACE_MS = 3000;

/**
 * Runs a program to its end: without a shell, with this environment and nothing else, with nothing to read. It has a
 * process group of its own, which is ended as a whole where the time is over or the signal is aborted.
 * @throws ProgramError where it ends other than with 0, or the time is over
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
  const splitter = options.onLine === undefined ? undefined : lineSplitter(options.onLine);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      splitter?.(text);
    });
  }

  let timedOut = false;
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(child.pid, 'SIGTERM');
    killer ??= setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { code, endedBy } = await new Promise<{ code: number | null; endedBy: NodeJS.Signals | null }>(
      (resolve, reject) => {
        child.once('error', (error) => reject(notStarted(program, error)));
        child.once('close', (code, endedBy) => resolve({ code, endedBy }));
      },
    );
    signal.throwIfAborted();
    if (code === 0 && !timedOut) return output;
    const how = timedOut
      ? `took longer than ${inSeconds(timeoutMs)} and was ended`
      : endedBy === null
        ? `ended with ${code}`
        : `was ended by ${endedBy}`;
    throw new ProgramError(command, { code, signal: endedBy, how }, output);
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal.removeEventListener('abort', end);
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
    for (const line of lines) if (line.trim() !== '') onLine(line.trimEnd());
  };
}
