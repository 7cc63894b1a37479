import { inspect } from 'node:util';
import { ConciergeError, type ExitCode, InputError } from '../errors.ts';
import type { Paint } from '../terminal/paint.ts';

/** An error as a person reads it, and as the JSON document that a program reads. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly why: string | undefined;
  readonly remedy: string | undefined;
  /** What a program is told besides. */
  readonly document: object | undefined;
  /** Where in the program it arose, for `--debug`. */
  readonly trace: string;
}

/** Turns whatever was thrown into what is shown. Everything that is not a ConciergeError is a defect of the program. */
export function describeFailure(error: unknown): Failure {
  const trace = inspect(error, { depth: 4 });
  if (error instanceof ConciergeError) {
    const { message, why, remedy, document, exitCode } = error;
    return { exitCode, message, why, remedy, document, trace };
  }
  if ((error as NodeJS.ErrnoException | undefined)?.syscall === 'uv_cwd') {
    return { ...describeFailure(folderGone(error)), trace };
  }
  return {
    exitCode: 1,
    message: 'This is a defect in concierge-scheduler',
    why: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    remedy: 'Please report it, with what the same command says when --debug is added.',
    document: undefined,
    trace,
  };
}

/**
 * Anything may ask for the folder of this process, to make a path of it. A backup takes the place of its folder, so that
 * who stands in it with a shell stands in one that is no longer there.
 */
function folderGone(cause: unknown): InputError {
  return new InputError('The folder that this was started in is no longer there', {
    why: 'it was deleted, or another was put in its place, as a new backup is',
    remedy: 'Change to it once more (cd "$PWD"), or to another one, and run the command again.',
    cause,
  });
}

/** What failed, why, and what to do, each beginning a line. */
export function failureText(failure: Failure, paint: Paint, debug: boolean): string {
  const indented = (text: string): string => text.replaceAll('\n', '\n         ');
  return [
    `${paint.red('error:')}   ${indented(failure.message)}`,
    failure.why === undefined ? '' : `${paint.bold('why:')}     ${indented(failure.why)}`,
    failure.remedy === undefined ? '' : `${paint.bold('to do:')}   ${indented(failure.remedy)}`,
    debug ? paint.dim(failure.trace) : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** The document of `--json`. The three fields of `error` are always there. */
export function failureDocument({ message, why, remedy, document }: Failure): unknown {
  return { error: { message, why: why ?? null, remedy: remedy ?? null }, ...document };
}
