import { Argument, Command, CommanderError, Option } from 'commander';
import { InputError } from '../errors.ts';
import type { VariableName } from '../settings/variables.ts';
import type { CommandDefinition } from './command.ts';
import type { FamilyName } from './families.ts';
import { globalOptions } from './global-options.ts';
import type { ArgumentTable, ArgumentValues, OptionTable, OptionValues } from './options.ts';
import { optionsFor, unknownOption } from './words.ts';

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
    .allowExcessArguments(false);
  for (const [key, definition] of Object.entries(table)) {
    const option = new Option(definition.flags);
    if (definition.choices !== undefined) option.choices([...definition.choices]);
    parser.addOption(option);
    parser.on(`option:${option.name()}`, (text: string | null) => {
      given.set(key, [...(given.get(key) ?? []), text ?? 'true']);
    });
  }
  for (const [key, definition] of Object.entries(command.arguments)) {
    const argument = new Argument(definition.required ? `<${key}>` : `[${key}]`);
    if (definition.choices !== undefined) argument.choices([...definition.choices]);
    parser.addArgument(argument);
  }
  try {
    parser.parse([...rest], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? asInputError(error, command, table) : error;
  }

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

function asInputError(error: CommanderError, command: CommandDefinition, options: OptionTable): InputError {
  const unknown = /^error: unknown option '(?<spelled>[^']*)'/u.exec(error.message)?.groups?.spelled;
  if (unknown !== undefined) return unknownOption(unknown, options);
  return new InputError(error.message.replace(/^error: /u, ''), {
    remedy: `See concierge-scheduler ${command.name} --help.`,
    cause: error,
  });
}
