import { BACKED_UP } from '../../configuration/kinds/all-kinds.ts';
import { ALL_COMMANDS } from '../all-commands.ts';
import { FAMILIES, FAMILY_NAMES } from '../families.ts';
import { globalOptions } from '../global-options.ts';
import { GROUP_NAMES, GROUPS, groupOf } from '../groups.ts';
import type { OptionDefinition } from '../options.ts';
import { commandsOf, optionsFor, spellings } from '../words.ts';

/** What the scripts need to know of an option. */
export interface CompletedOption {
  readonly spellings: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** What is offered as its value; a pattern may go on behind a kind. */
  readonly choices: readonly string[];
  readonly completes: 'file' | 'directory' | undefined;
}

/** A word after which other words may follow: a command, a family of commands, or the first word of commands of two. */
export interface CompletedWord {
  /** Two words where it counts only behind the first of them: `certificates put`. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What may follow: the commands of a family or group, the values of the first argument. */
  readonly following: readonly string[];
}

export interface CompletionModel {
  /** Under each of these names the program is installed. */
  readonly programs: readonly string[];
  readonly words: readonly CompletedWord[];
  /** Those that are offered as the first word. */
  readonly firstWords: readonly CompletedWord[];
  /** Those of two words. */
  readonly secondWords: readonly CompletedWord[];
  /** Options that stand before the first word. */
  readonly globals: readonly CompletedOption[];
}

/** All that can be completed, read from the command table. */
export function completionModel(): CompletionModel {
  const commands = ALL_COMMANDS.map((command) => ({
    name: command.name,
    summary: command.summary,
    options: Object.values(optionsFor(command.family, command)).map(completed),
    following: Object.values(command.arguments)[0]?.choices ?? [],
  }));
  const families = FAMILY_NAMES.map((name) => ({
    name,
    summary: FAMILIES[name].summary,
    options: Object.values({ ...FAMILIES[name].options, ...globalOptions }).map(completed),
    following: commandsOf(name).map((command) => command.name),
  }));
  const groups = GROUP_NAMES.map((name) => ({
    name,
    summary: GROUPS[name].summary,
    options: Object.values(globalOptions).map(completed),
    following: commands
      .filter((command) => groupOf(command.name) === name)
      .map(({ name: whole }) => lastWord(whole)),
  }));
  const words = [...commands, ...groups, ...families];
  return {
    programs: ['concierge-scheduler', 'concierge_scheduler'],
    words,
    firstWords: words.filter(({ name }) => !name.includes(' ')),
    secondWords: words.filter(({ name }) => name.includes(' ')),
    globals: Object.values(globalOptions).map(completed),
  };
}

/** `put` of `certificates put`. */
function lastWord(name: string): string {
  return name.split(' ').at(-1) ?? name;
}

function completed(option: OptionDefinition<unknown>): CompletedOption {
  const { completes } = option;
  return {
    spellings: spellings(option),
    description: option.description,
    takesValue: option.form !== 'switch',
    choices: completes === 'kind' ? BACKED_UP.map(({ name }) => name) : (option.choices ?? []),
    completes: completes === 'kind' ? undefined : completes,
  };
}

/** Every option once, whichever command it belongs to. */
export function everyOption({ words, globals }: CompletionModel): CompletedOption[] {
  const bySpelling = new Map<string, CompletedOption>();
  for (const option of [...globals, ...words.flatMap(({ options }) => options)]) {
    bySpelling.set(option.spellings.join(' '), option);
  }
  return [...bySpelling.values()];
}
