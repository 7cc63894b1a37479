import type { CommandContext } from '../command.ts';

/** One line of what `doctor` says. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'problem';
  /** What was looked at: "Node.js", "ZBX_API_HOST". */
  readonly subject: string;
  /** What was found. */
  readonly detail: string;
  /** What to do; with every warning and problem. */
  readonly remedy?: string;
}

/** What a check may use. */
export type CheckContext = Pick<CommandContext, 'settings' | 'environment' | 'signal' | 'onExit'>;

/**
 * One check, or several that belong together. It finds what it can and says so; only a defect throws. A later check
 * is a file beside this one and a line in `all-checks.ts`.
 */
export interface Check {
  /** What `--verbose` says while it runs. */
  readonly name: string;
  run(context: CheckContext): Promise<readonly Finding[]>;
}
