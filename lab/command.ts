import { spawn } from 'node:child_process';
import { ConciergeError } from '../src/errors.ts';

export interface CommandOptions {
  /** Written to the command's standard input. Default: nothing, at once at its end. */
  input?: string;
  /** The whole environment of the command. Default: a minimal one. */
  env?: Record<string, string>;
  /** After so many seconds the command is ended and the call fails. Default 120. */
  timeoutSeconds?: number;
  /** Receives every line that the command writes, of both streams. */
  onLine?: (line: string) => void;
}

export interface CommandResult {
  stdout: string;
  stderr: string;
}

/** What every command of the lab runs with, so that no setting of the person who starts it changes what it does. */
export const LAB_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/** A command that did not succeed, with all that is needed to see why. */
export class CommandError extends ConciergeError {
  readonly command: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;

  constructor(command: readonly string[], end: CommandEnd, result: CommandResult) {
    const ending = end.timedOut
      ? 'took too long and was ended'
      : end.signal
        ? `was ended by ${end.signal}`
        : `ended with ${end.code}`;
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-8).join('\n');
    super(`The command "${command.slice(0, 8).join(' ')}" ${ending}.`, { why: said || 'It wrote nothing.' });
    this.command = command;
    this.code = end.code;
    this.signal = end.signal;
    this.stdout = result.stdout;
    this.stderr = result.stderr;
  }
}

interface CommandEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
}

/** Runs a command without a shell and gives what it wrote. @throws CommandError where it ends other than with 0. */
export async function run(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = command;
  if (program === undefined) throw new TypeError('run() was given no command');
  const child = spawn(program, args, {
    env: options.env ?? { ...LAB_ENVIRONMENT },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
  });
  const result: CommandResult = { stdout: '', stderr: '' };
  const lines = options.onLine === undefined ? undefined : lineSplitter(options.onLine);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      result[stream] += text;
      lines?.(text);
    });
  }
  // A command that does not read all of its input ends by itself; its exit code says more than EPIPE.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');

  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      child.kill('SIGKILL');
    },
    (options.timeoutSeconds ?? 120) * 1000,
  );
  try {
    const end = await new Promise<CommandEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, timedOut }));
    });
    if (end.code !== 0) throw new CommandError(command, end, result);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a program stands on the machine's path. */
export async function hasProgram(name: string): Promise<boolean> {
  return run(['sh', '-c', 'command -v "$1"', 'sh', name]).then(
    () => true,
    () => false,
  );
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) onLine(line.trimEnd());
  };
}
