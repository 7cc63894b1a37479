/**
 * Exit codes that scripts rely on (docs/backup-and-restore.md):
 * 1 failed, or done in part; 2 wrong arguments, settings or input; 3 differences found; 4 refused for safety.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface ErrorDetails {
  /** What ended the command for the calling shell. Default 1. */
  exitCode?: ExitCode;
  /** Why it happened, as far as is known: the server's own words, the operating system's code. */
  why?: string;
  /** What the reader can do about it. */
  remedy?: string;
  /** What a program is told besides, in the document of `--json`. */
  document?: object;
  cause?: unknown;
}

/**
 * An error that is meant for a person: what failed (`message`), why, and what to do. Everything else that reaches
 * the top of the program is a defect and is shown as one.
 */
export class ConciergeError extends Error {
  readonly exitCode: ExitCode;
  readonly why: string | undefined;
  readonly remedy: string | undefined;
  readonly document: object | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.exitCode = details.exitCode ?? 1;
    this.why = details.why;
    this.remedy = details.remedy;
    this.document = details.document;
  }
}

/** Arguments, settings or files that cannot be used as they are: exit code 2. */
export class InputError extends ConciergeError {
  constructor(message: string, details: Omit<ErrorDetails, 'exitCode'> = {}) {
    super(message, { ...details, exitCode: 2 });
  }
}

/** Something that could be done but is refused for safety or by policy: exit code 4. */
export class RefusedError extends ConciergeError {
  constructor(message: string, details: Omit<ErrorDetails, 'exitCode'> = {}) {
    super(message, { ...details, exitCode: 4 });
  }
}
