import process from 'node:process';
import { createPaint } from '../terminal/paint.ts';
import { createScreen } from '../terminal/screen.ts';
import { reportFailure, runCommandLine } from './run.ts';

/**
 * Runs one command line as this process, and ends it: the only exit. What was written is on its way before; nothing
 * that is still open (a kept connection, a timer) holds the process back.
 */
export async function runProcess(argv: readonly string[], version: string): Promise<never> {
  return await asProcess(argv, () => runInProcess(argv, version));
}

/** Runs one of several command lines of this process, which goes on afterwards. Gives the exit code. */
export async function runInProcess(
  argv: readonly string[],
  version: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  return await runCommandLine(argv, {
    version,
    environment,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    exitNow: (code) => process.exit(code),
  });
}

/**
 * Does the work of this process, and ends it with the exit code that the work gives.
 * @param argv what was typed, for how a failure is shown.
 */
export async function asProcess(argv: readonly string[], work: () => Promise<number>): Promise<never> {
  let lost: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has gone (`| head`). That ends neither a restore under way nor says that it failed.
    if (error.code !== 'EPIPE') lost ??= error;
  });
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => process.exit(reportHere(error, argv)));

  const exitCode = await work();
  await Promise.all([written(process.stdout), written(process.stderr)]);
  if (lost !== undefined)
    process.stderr.write(`error:   The result could not be written\nwhy:     ${lost.message}\n`);
  process.exit(lost === undefined || exitCode !== 0 ? exitCode : 1);
}

/** Says on this process's own streams what went wrong. Gives the exit code. */
export function reportHere(error: unknown, argv: readonly string[]): number {
  const screen = createScreen(process.stdout, process.stderr, process.env);
  return reportFailure(
    error,
    { screen, messagePaint: createPaint(false) },
    argv.includes('--json'),
    argv.includes('--debug'),
  );
}

/** Until everything that was written before has left the process, or cannot any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
