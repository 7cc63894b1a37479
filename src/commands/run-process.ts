import process from 'node:process';
import { createPaint } from '../terminal/paint.ts';
import { createScreen } from '../terminal/screen.ts';
import { reportFailure, runCommandLine } from './run.ts';

/**
 * Runs one command line as this process, and ends it: the only exit. What was written is on its way before; nothing
 * that is still open (a kept connection, a timer) holds the process back.
 */
export async function runProcess(argv: readonly string[], version: string): Promise<never> {
  let lost: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has gone (`| head`). That ends neither a restore under way nor says that it failed.
    if (error.code !== 'EPIPE') lost ??= error;
  });
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => {
    const screen = createScreen(process.stdout, process.stderr, process.env);
    process.exit(
      reportFailure(
        error,
        { screen, messagePaint: createPaint(false) },
        argv.includes('--json'),
        argv.includes('--debug'),
      ),
    );
  });

  const exitCode = await runCommandLine(argv, {
    version,
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    exitNow: (code) => process.exit(code),
  });
  await Promise.all([written(process.stdout), written(process.stderr)]);
  if (lost !== undefined)
    process.stderr.write(`error:   The result could not be written\nwhy:     ${lost.message}\n`);
  process.exit(lost === undefined || exitCode !== 0 ? exitCode : 1);
}

/** Until everything that was written before has left the process, or cannot any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
