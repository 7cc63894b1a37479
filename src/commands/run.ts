import type { Readable, Writable } from 'node:stream';
import { ConciergeError, InputError } from '../errors.ts';
import { confirm } from '../terminal/confirm.ts';
import { createOutput, type Output, toJson } from '../terminal/output.ts';
import { createPaint, type Paint, wantsColour } from '../terminal/paint.ts';
import { createProgress, silentProgress } from '../terminal/progress.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import type { CommandDefinition } from './command.ts';
import { describeFailure, failureDocument, failureText } from './failure.ts';
import type { HelpLayout } from './help.ts';
import { listenForInterruption, type SignalSource, signalExitCode } from './interruption.ts';
import type { Invocation } from './parse.ts';
import { createReleasers } from './releasers.ts';
import { findWords, type Words } from './words.ts';

/** What a run of the program touches; the process itself, or a test's own. */
export interface Surroundings {
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly signals: SignalSource;
  /** Ends the program at once: the second Ctrl-C. */
  exitNow(exitCode: number): void;
}

/** A run as far as its options are known: what to say, and how. */
interface Run {
  readonly argv: readonly string[];
  readonly surroundings: Surroundings;
  readonly screen: Screen;
  readonly resultPaint: Paint;
  readonly messagePaint: Paint;
}

/**
 * Runs one command line. Never throws: this is the one place where an error becomes words and an exit code.
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, environment } = surroundings;
  const has = (flag: string): boolean => argv.some((token) => token.replaceAll('_', '-') === flag);
  const paintFor = (stream: { isTTY?: boolean }): Paint =>
    createPaint(wantsColour(stream, environment, has('--no-color')));
  const run: Run = {
    argv,
    surroundings,
    screen: createScreen(stdout, stderr, environment),
    resultPaint: paintFor(stdout),
    messagePaint: paintFor(stderr),
  };
  try {
    const words = findWords(argv);
    if (words.wantsVersion) {
      run.screen.out(surroundings.version);
      return 0;
    }
    if (!words.wantsHelp && words.command === undefined && has('--json')) {
      throw new InputError('No command is given', {
        why: 'a document was asked for with --json, and only a command gives one',
        remedy: 'See concierge-scheduler --help.',
      });
    }
    if (words.wantsHelp || words.command === undefined) return await showHelp(words, run);
    const { parseInvocation } = await import('./parse.ts');
    const invocation = parseInvocation(words.command, words.family, words.rest);
    return await runCommand(words.command, invocation, run);
  } catch (error) {
    return reportFailure(error, run, has('--json'), has('--debug'));
  }
}

/** Says what went wrong: in words on standard error, with `--json` also as a document on standard output. */
export function reportFailure(
  error: unknown,
  run: Pick<Run, 'screen' | 'messagePaint'>,
  json: boolean,
  debug: boolean,
): number {
  const failure = describeFailure(error);
  run.screen.status(undefined);
  run.screen.err(failureText(failure, run.messagePaint, debug));
  if (json) run.screen.out(toJson(failureDocument(failure)));
  return failure.exitCode;
}

/** Help that was asked for is a result; help for want of a command is a message, and an error. */
async function showHelp({ command, family, group, wantsHelp }: Words, run: Run): Promise<number> {
  const { commandHelp, familyHelp, groupHelp, programHelp } = await import('./help.ts');
  const stream = wantsHelp ? run.surroundings.stdout : run.surroundings.stderr;
  const layout: HelpLayout = {
    paint: wantsHelp ? run.resultPaint : run.messagePaint,
    columns: Math.min(stream.columns ?? 100, 110),
  };
  const text =
    command !== undefined
      ? commandHelp(command, layout)
      : family !== undefined
        ? familyHelp(family, layout)
        : group !== undefined
          ? groupHelp(group, layout)
          : programHelp(layout);
  if (wantsHelp) run.screen.out(text);
  else run.screen.err(text);
  return wantsHelp ? 0 : 2;
}

async function runCommand(command: CommandDefinition, invocation: Invocation, run: Run): Promise<number> {
  const { globals } = invocation;
  const { surroundings, screen, resultPaint, messagePaint } = run;
  const { readSettings } = await import('./read-settings.ts');
  const settings = await readSettings(command, invocation, surroundings.environment);
  const { json, quiet, verbose } = globals;
  const { stdout } = surroundings;
  // A terminal may say that it has none: one of a test, one that is not yet drawn.
  const columns = stdout.isTTY === true ? stdout.columns || 80 : undefined;
  const output = createOutput({ screen, json, quiet, verbose, resultPaint, messagePaint, columns });
  const display = quiet || globals.noProgress ? undefined : createProgress(screen);
  const releasers = createReleasers();
  const interactive = surroundings.stdin.isTTY === true;
  const interruption = listenForInterruption(
    surroundings.signals,
    () => output.info('Ending after the step under way. Press Ctrl-C again to end at once.'),
    (exitCode) => {
      display?.close();
      surroundings.exitNow(exitCode);
    },
  );
  try {
    return await command.run({
      settings,
      options: invocation.options,
      arguments: invocation.arguments,
      environment: surroundings.environment,
      output,
      progress: display ?? silentProgress,
      signal: interruption.signal,
      commandLine: run.argv,
      interactive,
      confirm: (question) => ask(question, interactive, run, interruption.signal),
      onExit: (release) => releasers.add(release),
    });
  } catch (error) {
    const received = interruption.received();
    if (received === undefined) throw error;
    reportFailure(asInterrupted(error, interruption.signal), run, json, globals.debug);
    return signalExitCode(received);
  } finally {
    display?.close();
    await releasers.runAll((error) => warnOfRelease(error, output));
    interruption.stopListening();
  }
}

/** The signal comes first; what it cut short is told where that says more than that it was cut short. */
function asInterrupted(error: unknown, signal: AbortSignal): unknown {
  const { reason } = signal;
  if (!(error instanceof ConciergeError) || !(reason instanceof ConciergeError) || error === reason)
    return reason;
  const why = [reason.why, error.message].filter((part) => part !== undefined).join('\n');
  const { remedy, document } = error;
  return new ConciergeError(reason.message, {
    why,
    cause: error,
    ...(remedy !== undefined && { remedy }),
    ...(document !== undefined && { document }),
  });
}

function warnOfRelease(error: unknown, output: Output): void {
  const { message, why } = describeFailure(error);
  output.warn(`cleaning up: ${error instanceof ConciergeError ? message : (why ?? message)}`);
}

function ask(question: string, interactive: boolean, run: Run, signal: AbortSignal): Promise<boolean> {
  if (!interactive) throw new Error('confirm() was called although nobody can be asked');
  run.screen.status(undefined);
  const { stdin, stderr } = run.surroundings;
  return confirm(question, { input: stdin, output: stderr }, signal);
}
