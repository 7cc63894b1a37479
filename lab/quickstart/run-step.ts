import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface StepResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/**
 * Runs the built program with these settings and no others. Ended with SIGTERM where the signal is aborted.
 * @throws where it cannot be started
 */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StepResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    // Nothing of the person's own settings: a proxy or a token in the environment is not for these servers.
    env: { PATH: process.env.PATH ?? '', HOME: homedir(), LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C in the terminal is for us, who pass it on once: the program takes a second one as "at once".
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  return new Promise<StepResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ exitCode: code ?? 1, ...said, seconds: (performance.now() - startedAt) / 1000 });
    });
  }).finally(() => signal.removeEventListener('abort', end));
}
