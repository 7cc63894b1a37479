import { InputError } from '../errors.ts';
import { listed } from '../settings/engines.ts';
import { closest } from '../terminal/suggestion.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import type { CommandDefinition } from './command.ts';
import { FAMILIES, FAMILY_NAMES, type FamilyName } from './families.ts';
import { globalOptions } from './global-options.ts';
import { GROUP_NAMES, type GroupName, groupOf } from './groups.ts';
import type { OptionDefinition, OptionTable } from './options.ts';

/** What the words of a command line ask for, before the options are looked into. */
export interface Words {
  readonly family: FamilyName | undefined;
  /** The first word of a command of two, where the second is missing too. */
  readonly group: GroupName | undefined;
  readonly command: CommandDefinition | undefined;
  /** Everything but the words that name the command, options spelled with dashes. */
  readonly rest: readonly string[];
  readonly wantsHelp: boolean;
  readonly wantsVersion: boolean;
}

/** `--config_dir=a_b` as `--config-dir=a_b`. */
function withDashes(token: string): string {
  const [name = '', ...value] = token.split('=');
  return [name.replaceAll('_', '-'), ...value].join('=');
}

/** Command and family names are the same with dashes and with underscores. */
export function sameName(typed: string, name: string): boolean {
  return typed.replaceAll('-', '_') === name;
}

/** The long and short spellings of an option: `--quiet` and `-q`. */
export function spellings(option: OptionDefinition<unknown>): string[] {
  return option.flags.split(/[ ,|]+/u).filter((part) => part.startsWith('-'));
}

/** The commands of a family (`event`, `cloud`, `container`), or all where none is named. */
export function commandsOf(family: FamilyName | undefined): CommandDefinition[] {
  return ALL_COMMANDS.filter((command) => family === undefined || command.family === family);
}

/** Every option that may stand on a command line of which so much is known. */
export function optionsFor(
  family: FamilyName | undefined,
  command: CommandDefinition | undefined,
): OptionTable {
  const familyOptions: OptionTable = family === undefined ? {} : FAMILIES[family].options;
  const own = command === undefined ? commandsOf(family).map(({ options }) => options) : [command.options];
  return Object.assign({}, familyOptions, ...own, globalOptions);
}

/**
 * Finds the words that name the command. Options may stand before, between and after them, which is why it has to be
 * known which of them take a value. `help backup_config` is read as `backup_config --help`.
 * @throws InputError for a word that is no command, for an option before the command that nothing knows, and for one
 * without its value
 */
export function findWords(argv: readonly string[]): Words {
  let family: FamilyName | undefined;
  let group: GroupName | undefined;
  let command: CommandDefinition | undefined;
  let wantsHelp = false;
  let wantsVersion = false;
  const rest: string[] = [];

  for (let at = 0; at < argv.length; at += 1) {
    const token = argv[at] ?? '';
    if (token === '--') {
      rest.push(...argv.slice(at));
      break;
    }
    if (token.startsWith('-') && token.length > 1) {
      const spelled = token.startsWith('--') ? withDashes(token) : token;
      const option = optionSpelled(spelled, optionsFor(family, command));
      if (option === undefined && command === undefined)
        throw unknownOption(spelled, optionsFor(family, command));
      if (option?.form === 'switch' && spelled.startsWith('--') && !isWhole(spelled)) throw noValue(spelled);
      wantsHelp ||= option === globalOptions.help;
      wantsVersion ||= option === globalOptions.version;
      rest.push(spelled);
      if (option !== undefined && option.form !== 'switch' && isWhole(spelled)) {
        at += 1;
        rest.push(valueBehind(option, spelled, argv[at], optionsFor(family, command)));
      }
    } else if (command !== undefined) {
      rest.push(token);
    } else if (family === undefined && group === undefined && token === 'help') {
      wantsHelp = true;
    } else {
      const isFirst = family === undefined && group === undefined;
      const namedFamily = isFirst ? FAMILY_NAMES.find((name) => sameName(token, name)) : undefined;
      const namedGroup = isFirst ? GROUP_NAMES.find((name) => sameName(token, name)) : undefined;
      family ??= namedFamily;
      group ??= namedGroup;
      if (namedFamily === undefined && namedGroup === undefined) command = commandNamed(token, family, group);
    }
  }
  return { family, group, command, rest, wantsHelp, wantsVersion };
}

/** True for `--name` and `-n`; false for `--name=value` and `-nvalue`, which carry their value. */
function isWhole(spelled: string): boolean {
  return spelled.startsWith('--') ? !spelled.includes('=') : spelled.length === 2;
}

/** The option that a token names. Of a cluster such as `-qv` the first letter counts. */
function optionSpelled(spelled: string, options: OptionTable): OptionDefinition<unknown> | undefined {
  const name = spelled.startsWith('--') ? spelled.split('=')[0] : spelled.slice(0, 2);
  return Object.values(options).find((option) => spellings(option).some((spelling) => spelling === name));
}

/**
 * What stands behind an option, if that may be its value. Another option is none: its value was left out, and a folder of
 * that name is not what anybody wants (argparse, which the Python tool reads its command line with, has it so too).
 * @throws InputError
 */
function valueBehind(
  option: OptionDefinition<unknown>,
  spelled: string,
  next: string | undefined,
  options: OptionTable,
): string {
  if (next === undefined) throw needsValue(option.flags, spelled);
  const known = Object.values(options).flatMap(spellings);
  const another = next.startsWith('--') ? withDashes(next) : next;
  if (known.includes(another)) {
    throw needsValue(option.flags, spelled, `what stands behind it is the option ${another}`);
  }
  return next;
}

/** @param flags as the help has them: `-p, --project <name>` */
export function needsValue(flags: string, spelled: string, why = 'nothing stands behind it'): InputError {
  return new InputError(`${spelled} needs a value`, {
    why,
    remedy: `Write ${flags}, with a value of your own.`,
  });
}

function commandNamed(
  token: string,
  family: FamilyName | undefined,
  group: GroupName | undefined,
): CommandDefinition {
  const candidates = commandsOf(family).filter(({ name }) => groupOf(name) === group);
  const first = group ?? family;
  const command = candidates.find(({ name }) => sameName(token, lastWord(name)));
  if (command !== undefined) return command;
  const isFirst = first === undefined;
  const names = [
    ...candidates.map(({ name }) => lastWord(name)),
    ...(isFirst ? [...GROUP_NAMES, ...FAMILY_NAMES] : []),
  ];
  const near = closest(token.replaceAll('-', '_'), names);
  const below = near === undefined || isFirst ? near : `${first} ${near}`;
  const meant = commandElsewhere(token) ?? below;
  const shown = isFirst ? token : `${first} ${token}`;
  throw new InputError(`"${shown}" is not a command`, {
    ...(meant === undefined ? {} : { why: `did you mean ${meant}?` }),
    remedy: `The commands are: ${names.join(', ')}. Each has its --help.`,
  });
}

/** A command that goes by this word where another first word stands, or none: `diff` for `event diff`. */
function commandElsewhere(token: string): string | undefined {
  const named = (nameOf: (name: string) => string): string | undefined =>
    ALL_COMMANDS.find(({ name }) => sameName(token, nameOf(name)))?.name;
  return named((name) => name.replace(' ', '_')) ?? named(lastWord);
}

/** `put` of `certificates put`. */
function lastWord(name: string): string {
  return name.split(' ').at(-1) ?? name;
}

/** What other commands than this one take an option, in words; undefined where none does. */
function takenByOthers(name: string, command: CommandDefinition | undefined): string | undefined {
  const takes = ({ options }: CommandDefinition): boolean =>
    Object.values(options).some((option) => spellings(option).includes(name));
  const owners = ALL_COMMANDS.filter(takes).map((owner) => owner.name);
  if (command === undefined || owners.length === 0) return undefined;
  return `${listed(owners, 'and')} ${owners.length === 1 ? 'takes' : 'take'} it, ${command.name} does not`;
}

/** A suggestion for a single letter would be a guess: `-x` is near to every other letter. */
export function unknownOption(
  spelled: string,
  options: OptionTable,
  command?: CommandDefinition,
): InputError {
  const name = spelled.split('=')[0] ?? spelled;
  const candidates = Object.values(options)
    .flatMap(spellings)
    .filter((spelling) => spelling.startsWith('--'));
  const meant = name.length > 2 ? closest(name, candidates) : undefined;
  const why = takenByOthers(name, command) ?? (meant === undefined ? undefined : `did you mean ${meant}?`);
  return new InputError(`There is no option ${name}`, {
    ...(why === undefined ? {} : { why }),
    remedy: `See concierge-scheduler ${command === undefined ? '' : `${command.name} `}--help.`,
  });
}

/** The value is not repeated: it may have been meant for another option, and be a secret. */
function noValue(spelled: string): InputError {
  const name = spelled.split('=')[0] ?? spelled;
  return new InputError(`${name} takes no value`, {
    why: 'something stands behind it, after a =',
    remedy: `Write ${name} alone, or leave it out.`,
  });
}
