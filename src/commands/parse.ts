import { Command, CommanderError, Option } from 'commander';
import { InputError } from '../errors.ts';
import type { VariableName } from '../settings/variables.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import type { CommandDefinition } from './command.ts';
import { FAMILY_NAMES, type FamilyName } from './families.ts';
import { globalOptions } from './global-options.ts';
import { GROUP_NAMES } from './groups.ts';
import type {
  ArgumentTable,
  ArgumentValues,
  OptionDefinition,
  OptionTable,
  OptionValues,
} from './options.ts';
import { needsValue, optionsFor, sameName, unknownOption } from './words.ts';

/** A command line that has been read as a whole. */
export interface Invocation {
  readonly options: OptionValues<OptionTable>;
  readonly arguments: ArgumentValues<ArgumentTable>;
  readonly globals: OptionValues<typeof globalOptions>;
  /** What the options say about settings, by the variable that each overrides. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
}

/**
 * Reads the options and arguments of a command.
 * @param rest the command line without the words that name the command
 * @throws InputError for whatever does not fit the command's definition
 */
export function parseInvocation(
  command: CommandDefinition,
  family: FamilyName | undefined,
  rest: readonly string[],
): Invocation {
  const table = optionsFor(family, command);
  const given = new Map<string, string[]>();
  const parser = new Command(command.name)
    .exitOverride()
    .configureOutput({ writeErr() {}, writeOut() {} })
    .helpOption(false)
    .allowExcessArguments(true);
  for (const [key, definition] of Object.entries(table)) {
    const option = new Option(definition.flags);
    parser.addOption(option);
    parser.on(`option:${option.name()}`, (text: string | null) => {
      given.set(key, [...(given.get(key) ?? []), text ?? 'true']);
    });
  }
  try {
    parser.parse([...rest], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? asInputError(error, command, table) : error;
  }
  checkArguments(command, parser.args);
  for (const [key, values] of given) checkValues(command, table[key], values);

  const texts = (key: string): string[] => given.get(key) ?? [];
  const flags: Partial<Record<VariableName, string>> = {};
  for (const [key, { variable }] of Object.entries(table)) {
    const last = texts(key).at(-1);
    if (variable !== undefined && last !== undefined) flags[variable] = last;
  }
  return {
    options: readAll(command.options, texts),
    arguments: Object.fromEntries(
      Object.entries(command.arguments).map(([key, { read }], index) => [key, read(parser.args[index])]),
    ),
    globals: readAll(globalOptions, texts),
    flags,
  };
}

function readAll<Options extends OptionTable>(
  options: Options,
  texts: (key: string) => readonly string[],
): OptionValues<Options> {
  const values = Object.entries(options).map(([key, { read }]) => [key, read(texts(key))]);
  return Object.fromEntries(values) as OptionValues<Options>;
}

/** @throws InputError for an argument too few, too many, or that is none of those that the command takes */
function checkArguments(command: CommandDefinition, typed: readonly string[]): void {
  const taken = Object.entries(command.arguments);
  const remedy = seeHelp(command);
  for (const [index, [name, { required, choices, refusesEmpty }]] of taken.entries()) {
    const text = typed[index];
    if (text === undefined && required) {
      throw new InputError(`${command.name} needs the argument <${name}>`, {
        why:
          choices === undefined ? 'it is not given' : `it is not given; it is one of ${choices.join(', ')}`,
        remedy,
      });
    }
    if (text === '' && refusesEmpty) {
      throw new InputError(`The argument <${name}> is empty`, {
        why: 'an empty text names nothing; a variable that is not set is one',
        remedy: `Give a value, or leave the argument out. ${remedy}`,
      });
    }
    if (text !== undefined && choices?.includes(text) === false) {
      throw new InputError(`"${text}" is not one of the values of <${name}>`, {
        why: `${command.name} takes ${choices.join(', ')}`,
        remedy,
      });
    }
  }
  const excess = typed[taken.length];
  if (excess === undefined) return;
  const another = secondCommand(excess);
  if (another !== undefined) {
    throw new InputError(`"${excess}" is too much`, {
      why: another,
      remedy: `Run them one after the other. ${remedy}`,
    });
  }
  const names = taken.map(([name]) => `<${name}>`).join(' ');
  throw new InputError(`"${excess}" is too much`, {
    why: `${command.name} takes ${names === '' ? 'no arguments, only options' : `no more than ${names}`}`,
    remedy: `Put quotes around a value that holds spaces. ${remedy}`,
  });
}

/** What is to be said of a word too many that names a command; undefined where it names none. */
function secondCommand(word: string): string | undefined {
  const isNamed = (names: readonly string[]): boolean => names.some((name) => sameName(word, name));
  if (isNamed(ALL_COMMANDS.map(({ name }) => name)))
    return 'it is a command of its own, and one is run at a time';
  return isNamed([...GROUP_NAMES, ...FAMILY_NAMES])
    ? 'it begins a command of its own, and one is run at a time'
    : undefined;
}

/** What the value of an option names, where it must name something: an empty variable stands for none instead. */
function namedBy({ names, completes, variable }: OptionDefinition<unknown>): string | undefined {
  return names ?? (completes === 'file' && variable === undefined ? 'file' : undefined);
}

/** @throws InputError for a value that is none of those that the option takes, and an empty one where it names something */
function checkValues(
  command: CommandDefinition,
  option: OptionDefinition<unknown> | undefined,
  texts: readonly string[],
): void {
  if (option === undefined) return;
  const named = namedBy(option);
  if (named !== undefined && texts.includes(''))
    throw needsValue(option.flags, nameOf(option.flags), `an empty text names no ${named}`);
  const wrong = texts.find((text) => option.choices?.includes(text) === false);
  if (wrong === undefined || option.choices === undefined) return;
  throw new InputError(`"${wrong}" is not one of the values of ${nameOf(option.flags)}`, {
    why: `it takes ${option.choices.join(', ')}`,
    remedy: seeHelp(command),
  });
}

/** `--config-dir` of `--config-dir <folder>`. */
function nameOf(flags: string): string {
  return flags.split(/[ ,]+/u).find((part) => part.startsWith('--')) ?? flags;
}

function seeHelp(command: CommandDefinition): string {
  return `See concierge-scheduler ${command.name} --help.`;
}

/** The two things that are left to the parser to find: an option that is not there, and one without its value. */
function asInputError(error: CommanderError, command: CommandDefinition, options: OptionTable): InputError {
  const quoted = /'(?<quoted>[^']*)'/u.exec(error.message)?.groups?.quoted ?? '';
  if (error.code === 'commander.unknownOption') return unknownOption(quoted, options, command);
  if (error.code === 'commander.optionMissingArgument') {
    return needsValue(quoted, nameOf(quoted));
  }
  return new InputError(error.message.replace(/^error: /u, ''), { remedy: seeHelp(command), cause: error });
}
