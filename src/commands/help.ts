import type { ExitCode } from '../errors.ts';
import { type VariableName, variableDefinition } from '../settings/variables.ts';
import type { Paint } from '../terminal/paint.ts';
import { displayWidth } from '../terminal/width.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import type { CommandDefinition } from './command.ts';
import { FAMILIES, FAMILY_NAMES, type FamilyName } from './families.ts';
import { globalOptions } from './global-options.ts';
import { GROUPS, type GroupName, groupOf } from './groups.ts';
import type { OptionTable } from './options.ts';
import { commandsOf } from './words.ts';

const PROGRAM = 'concierge-scheduler';

/** What the exit codes mean everywhere; a command may say it more exactly. */
export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'done; also: there was nothing to do',
  1: 'failed, or done in part',
  2: 'wrong arguments or settings, or input that cannot be read',
  3: 'differences were found',
  4: 'refused for safety',
};

export interface HelpLayout {
  readonly paint: Paint;
  readonly columns: number;
}

type Line = readonly [left: string, right: string];

/** The help of one command, made from its definition. */
export function commandHelp(command: CommandDefinition, layout: HelpLayout): string {
  const typed = Object.entries(command.arguments).map(([key, { required }]) =>
    required ? `<${key}>` : `[${key}]`,
  );
  const usage = [PROGRAM, command.name, '[options]', ...typed].join(' ');
  const pythonForm =
    command.family === undefined
      ? []
      : [`${PROGRAM} ${command.family} [options] ${[command.name, ...typed].join(' ')}`];
  return page(layout, [
    ['Usage', [usage, ...pythonForm].map((line) => usageLine(line, layout)).join('\n')],
    ['', wrap(command.description, layout.columns)],
    ['Arguments', lines(argumentLines(command), layout)],
    ...optionSections(command.options, layout),
    ...optionSections(globalOptions, layout),
    ['Examples', exampleLines(command, layout)],
    ['Environment', lines(variableLines(command.variables), layout)],
    ['Exit codes', lines(exitCodeLines(command), layout)],
  ]);
}

/** The help of the program: its commands and what all of them take. */
export function programHelp(layout: HelpLayout): string {
  return page(layout, [
    ['Usage', `  ${PROGRAM} <command> [options]`],
    [
      '',
      wrap(
        'Keeps the configuration of a Zabbix server safe: back it up, compare it, restore it.',
        layout.columns,
      ),
    ],
    [
      'Commands',
      lines(
        ALL_COMMANDS.map(({ name, summary }) => [name, summary]),
        layout,
      ),
    ],
    [
      'In the form of the Python tool',
      lines(
        FAMILY_NAMES.map((name) => [
          `${name} <command>`,
          commandsOf(name)
            .map((command) => command.name)
            .join(', '),
        ]),
        layout,
      ),
    ],
    ...optionSections(globalOptions, layout),
    ['Exit codes', lines(Object.entries(EXIT_CODES), layout)],
    ['', `${PROGRAM} <command> --help says more. Dashes and underscores are the same in every name.`],
  ]);
}

/** The help of a family. */
export function familyHelp(family: FamilyName, layout: HelpLayout): string {
  const { options, summary } = FAMILIES[family];
  return page(layout, [
    ['Usage', `  ${PROGRAM} ${family} [options] <command>`],
    ['', wrap(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`, layout.columns)],
    [
      'Commands',
      lines(
        commandsOf(family).map((command) => [command.name, command.summary]),
        layout,
      ),
    ],
    ...optionSections(familyOnly(options), layout),
    ...optionSections(globalOptions, layout),
    ['Exit codes', lines(Object.entries(EXIT_CODES), layout)],
    ['', `${PROGRAM} ${family} <command> --help says more.`],
  ]);
}

/** The help of a group: of the first word of commands that have two. */
export function groupHelp(group: GroupName, layout: HelpLayout): string {
  const { summary } = GROUPS[group];
  return page(layout, [
    ['Usage', `  ${PROGRAM} ${group} <command> [options]`],
    ['', wrap(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`, layout.columns)],
    [
      'Commands',
      lines(
        ALL_COMMANDS.filter(({ name }) => groupOf(name) === group).map(({ name, summary: what }) => [
          name,
          what,
        ]),
        layout,
      ),
    ],
    ...optionSections(globalOptions, layout),
    ['Exit codes', lines(Object.entries(EXIT_CODES), layout)],
    ['', `${PROGRAM} ${group} <command> --help says more.`],
  ]);
}

/** Without those that every command takes: they stand among the general ones. */
function familyOnly(options: OptionTable): OptionTable {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !Object.hasOwn(globalOptions, key)));
}

function argumentLines(command: CommandDefinition): Line[] {
  return Object.entries(command.arguments).map(([key, { description, choices }]) => [
    key,
    withChoices(description, choices),
  ]);
}

function withChoices(description: string, choices: readonly string[] | undefined): string {
  return choices === undefined || choices.join() === description
    ? description
    : `${description} (${choices.join(', ')})`;
}

function optionSections(options: OptionTable, layout: HelpLayout): [string, string][] {
  const groups = new Map<string, Line[]>();
  for (const { flags, description, choices, variable, group = 'Options' } of Object.values(options)) {
    const overrides = variable === undefined ? '' : ` (overrides ${variable})`;
    const line: Line = [flags, withChoices(description, choices) + overrides];
    groups.set(group, [...(groups.get(group) ?? []), line]);
  }
  return [...groups].map(([group, held]) => [group, lines(held, layout)]);
}

function exampleLines(command: CommandDefinition, { paint }: HelpLayout): string {
  return command.examples.map(({ line, comment }) => `  ${paint.dim(`# ${comment}`)}\n  ${line}`).join('\n');
}

function variableLines(variables: readonly VariableName[]): Line[] {
  return variables.map((name) => {
    const { description, otherNames = [] } = variableDefinition(name);
    return [name, otherNames.length === 0 ? description : `${description} (also ${otherNames.join(', ')})`];
  });
}

function exitCodeLines(command: CommandDefinition): Line[] {
  const general = { 0: EXIT_CODES[0], 1: EXIT_CODES[1], 2: EXIT_CODES[2] };
  return Object.entries({ ...general, ...command.exitCodes });
}

/** Sections with their headings; one without content is left out. */
function page(
  { paint }: HelpLayout,
  sections: readonly (readonly [heading: string, content: string])[],
): string {
  return sections
    .filter(([, content]) => content !== '')
    .map(([heading, content]) => (heading === '' ? content : `${paint.bold(`${heading}:`)}\n${content}`))
    .join('\n\n');
}

/** Two columns, the right one wrapped. */
function lines(held: readonly Line[], { columns }: HelpLayout): string {
  const left = Math.min(30, Math.max(0, ...held.map(([text]) => displayWidth(text))));
  return held
    .map(([name, text]) => {
      const [first = '', ...more] = wrap(text, Math.max(30, columns - left - 4)).split('\n');
      const indent = ' '.repeat(left + 4);
      const head =
        displayWidth(name) > left ? `  ${name}\n${indent}${first}` : `  ${name.padEnd(left)}  ${first}`;
      return [head, ...more.map((line) => indent + line)].join('\n').trimEnd();
    })
    .join('\n');
}

/** A usage that is too long goes on below its first option. */
function usageLine(line: string, { columns }: HelpLayout): string {
  const indent = ' '.repeat(PROGRAM.length + 3);
  return `  ${wrap(line, columns - indent.length).replaceAll('\n', `\n${indent}`)}`;
}

function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((paragraph) => {
      const wrapped: string[] = [''];
      for (const word of paragraph.split(' ')) {
        const current = wrapped.at(-1) ?? '';
        if (current === '') wrapped[wrapped.length - 1] = word;
        else if (displayWidth(current) + 1 + displayWidth(word) <= columns) {
          wrapped[wrapped.length - 1] = `${current} ${word}`;
        } else wrapped.push(word);
      }
      return wrapped.join('\n');
    })
    .join('\n');
}
