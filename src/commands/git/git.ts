import { spawn } from 'node:child_process';
import { ConciergeError, InputError } from '../../errors.ts';

/** What git, its hooks and what signs its commits go by. Not what says which repository: that is the folder's. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
  ...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LC_CTYPE', 'TZ'],
  ...['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'EMAIL'],
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
  ...['GNUPGHOME', 'GPG_TTY', 'SSH_AUTH_SOCK'],
];

/** Nothing is asked. */
const OWN = { GIT_TERMINAL_PROMPT: '0' };

export interface GitRun {
  /** The folder to run it in. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** What it reads. Default: nothing. */
  readonly input?: string;
}

/** git ended with another code than 0. Its words are the reason. */
export class GitError extends ConciergeError {
  readonly code: number | null;

  constructor(args: readonly string[], code: number | null, how: string, words: string) {
    super(`git ${args.find((arg) => !arg.startsWith('-'))} ${how}`, {
      why: words.trim() || 'it wrote nothing',
    });
    this.code = code;
  }
}

/**
 * Runs git to its end: without a shell, with an environment of its own.
 * @returns what it wrote to standard output.
 * @throws InputError where there is no git; GitError; the signal's reason.
 */
export async function git(args: readonly string[], run: GitRun): Promise<string> {
  run.signal.throwIfAborted();
  const passed = PASSED_ON.flatMap((name) => {
    const value = run.environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = spawn('git', args, {
    cwd: run.folder,
    env: { ...Object.fromEntries(passed), ...OWN },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end = (): boolean => child.kill('SIGTERM');
  run.signal.addEventListener('abort', end, { once: true });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  // It may end without reading all: what it says then is what matters.
  child.stdin.on('error', () => {});
  child.stdin.end(run.input ?? '');
  try {
    const [code, endedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(error)));
      child.once('close', (...how) => resolve(how));
    });
    run.signal.throwIfAborted();
    if (code === 0) return output.stdout;
    const how = endedBy === null ? `ended with ${code}` : `was ended by ${endedBy}`;
    throw new GitError(args, code, how, output.stderr || output.stdout);
  } finally {
    run.signal.removeEventListener('abort', end);
  }
}

function notStarted(error: Error): InputError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new InputError('git cannot be run', {
    why: missing ? 'there is no git on the PATH' : error.message,
    remedy: 'Install git, or leave --commit away.',
    cause: error,
  });
}
