import type { VariableName } from '../settings/variables.ts';

/** One option of a command. `T` is what `run` finds under the option's key. */
export interface OptionDefinition<T> {
  /** As in the help: `--only <pattern>`, `-q, --quiet`. Underscores in the name work as well. */
  readonly flags: string;
  readonly description: string;
  /** `switch` takes no value, `value` one (the last given counts), `list` may be given several times. */
  readonly form: 'switch' | 'value' | 'list';
  /** The environment variable that the option overrides. The value then also reaches the settings. */
  readonly variable?: VariableName;
  /** The heading under which the help lists it. */
  readonly group?: string;
  /** The only values that it takes; completion offers them. */
  readonly choices?: readonly string[];
  /** What completion offers after it. */
  readonly completes?: 'file' | 'directory' | 'kind';
  /** What its value names: an empty text is then refused, as it is for a file that overrides no variable. */
  readonly names?: string;
  /** Makes the value of what was typed, in order; empty where the option was not given. May throw InputError. */
  read(given: readonly string[]): T;
}

/** Options by the key under which `run` finds their value. */
// biome-ignore lint/suspicious/noExplicitAny: a table holds options of every type; OptionValues gives each its own back
export type OptionTable = Readonly<Record<string, OptionDefinition<any>>>;

export type OptionValues<Options extends OptionTable> = {
  readonly [Key in keyof Options]: Options[Key] extends OptionDefinition<infer T> ? T : never;
};

type Extras = Partial<
  Pick<OptionDefinition<unknown>, 'variable' | 'group' | 'choices' | 'completes' | 'names'>
>;

/** An option without a value: true where it is given. */
export function switchOption(
  flags: string,
  description: string,
  extras: Extras = {},
): OptionDefinition<boolean> {
  return { flags, description, form: 'switch', ...extras, read: (given) => given.length > 0 };
}

/** An option with a text: the last one given, undefined where there is none. */
export function textOption(
  flags: string,
  description: string,
  extras: Extras = {},
): OptionDefinition<string | undefined> {
  return { flags, description, form: 'value', ...extras, read: (given) => given.at(-1) };
}

/** An option that may be given several times; `parse` makes values of each text. */
export function listOption<T>(
  flags: string,
  description: string,
  parse: (text: string) => readonly T[],
  extras: Extras = {},
): OptionDefinition<readonly T[]> {
  return {
    flags,
    description,
    form: 'list',
    ...extras,
    read: (given) => given.flatMap((text) => parse(text)),
  };
}

/** One argument of a command, by position: the order of the table's keys. */
export interface ArgumentDefinition<T> {
  readonly description: string;
  readonly required: boolean;
  /** The only values that it takes; completion offers them. */
  readonly choices?: readonly string[];
  /** An empty text is an error: left out it has a meaning of its own, and a path that is empty is the working directory. */
  readonly refusesEmpty?: boolean;
  /** Makes the value of what was typed. May throw InputError. */
  read(given: string | undefined): T;
}

// biome-ignore lint/suspicious/noExplicitAny: as in OptionTable
export type ArgumentTable = Readonly<Record<string, ArgumentDefinition<any>>>;

export type ArgumentValues<Arguments extends ArgumentTable> = {
  readonly [Key in keyof Arguments]: Arguments[Key] extends ArgumentDefinition<infer T> ? T : never;
};

/** An argument that may be left out, and is not empty. */
export function optionalTextArgument(description: string): ArgumentDefinition<string | undefined> {
  return { description, required: false, refusesEmpty: true, read: (given) => given };
}

/** An argument that must be given; the parser has seen to it that it is there. */
export function textArgument(
  description: string,
  extras: { choices?: readonly string[] } = {},
): ArgumentDefinition<string> {
  return { description, required: true, ...extras, read: (given) => given ?? '' };
}
