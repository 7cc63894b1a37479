import type { ExitCode } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { VariableName } from '../settings/variables.ts';
import type { Output } from '../terminal/output.ts';
import type { Progress } from '../terminal/progress.ts';
import type { FamilyName } from './families.ts';
import type { ArgumentTable, ArgumentValues, OptionTable, OptionValues } from './options.ts';

/** What a command is given to work with. */
export interface CommandContext<
  Options extends OptionTable = OptionTable,
  Arguments extends ArgumentTable = ArgumentTable,
> {
  /** All settings with their origin. Those in the command's `variables` are known to be free of problems. */
  readonly settings: Settings;
  readonly options: OptionValues<Options>;
  readonly arguments: ArgumentValues<Arguments>;
  /** The environment that the program was started with, for programs that it runs and for what names a variable in it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly progress: Progress;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. Its reason is a ConciergeError that says so. */
  readonly signal: AbortSignal;
  /** What was typed, for records of who asked for what. Not for reading: options are. */
  readonly commandLine: readonly string[];
  /** True where a person can be asked: standard input is a terminal. */
  readonly interactive: boolean;
  /**
   * Asks for a yes or no before something is deleted, no being the default. Only where `interactive`; throws otherwise.
   * @throws RefusedError where the person would not see the question
   */
  confirm(question: string): Promise<boolean>;
  /** Runs when the command has ended, however it ended; the last registered first. */
  onExit(release: () => void | Promise<void>): void;
}

/** A line to copy, and what it does. */
export interface Example {
  readonly line: string;
  readonly comment: string;
}

/**
 * A command as data: the parser, the help, the completion and the documentation are made from it. Its file imports
 * no more than this folder's small definitions; `run` imports the core when it is called, so that `--help` stays fast.
 */
export interface CommandDefinition<
  Options extends OptionTable = OptionTable,
  Arguments extends ArgumentTable = ArgumentTable,
> {
  /**
   * The name as the documentation writes it, with underscores: `backup_config`. Dashes work as well. Of two words the
   * first is a group: `certificates put`.
   */
  readonly name: string;
  /** The family under which the Python tool had the command: `event backup_config` is the same as `backup_config`. */
  readonly family?: FamilyName;
  /** One line, lower case, without a full stop. */
  readonly summary: string;
  /** One or several paragraphs, the text of `--help`. */
  readonly description: string;
  readonly examples: readonly Example[];
  readonly arguments: Arguments;
  readonly options: Options;
  /**
   * Variables that the command reads. Listed in its help; a problem in one of them ends the command (exit 2), and so
   * does a missing one of those that it cannot do without: folder, address, login (`assertGiven`).
   */
  readonly variables: readonly VariableName[];
  /** Of `variables`, those that matter with these options. Default: all. */
  variablesFor?(options: OptionValues<Options>): readonly VariableName[];
  /** What the exit codes mean here, where that says more than the general list. */
  readonly exitCodes: Partial<Record<ExitCode, string>>;
  /** True for `doctor`: what is wrong or missing in the settings is its subject, not its end. */
  readonly toleratesBadSettings?: boolean;
  run(context: CommandContext<Options, Arguments>): Promise<ExitCode>;
}

/** Gives the definition its exact type, so that `run` sees its own options and arguments. */
export function defineCommand<Options extends OptionTable, Arguments extends ArgumentTable>(
  definition: CommandDefinition<Options, Arguments>,
): CommandDefinition<Options, Arguments> {
  return definition;
}
