import type { CompletedOption, CompletionModel } from './model.ts';

/** A script for fish 3 and later. */
export function fishScript(model: CompletionModel): string {
  const lines: string[] = ['# fish completion of concierge-scheduler'];
  for (const program of model.programs) {
    const line = (rest: string): void => void lines.push(`complete -c ${program} ${rest}`);
    line('-f');
    const names = model.firstWords.map(({ name }) => name).join(' ');
    const none = `-n 'not __fish_seen_subcommand_from ${names}'`;
    for (const { name, summary } of model.firstWords) line(`${none} -a ${name} -d ${quoted(summary)}`);
    for (const option of model.globals) line(optionSpec(option));
    const isGlobal = new Set(model.globals.flatMap(({ spellings }) => spellings));
    for (const { name, options, following } of model.words) {
      const seen = `-n '${name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ')}'`;
      if (following.length > 0) line(`${seen} -a ${quoted(following.join(' '))}`);
      for (const option of options) {
        if (!option.spellings.some((spelling) => isGlobal.has(spelling)))
          line(`${seen} ${optionSpec(option)}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function optionSpec({ spellings, description, takesValue, choices, completes }: CompletedOption): string {
  const names = spellings.map((spelling) =>
    spelling.startsWith('--') ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`,
  );
  const value = takesValue
    ? choices.length > 0
      ? [`-x -a ${quoted(choices.join(' '))}`]
      : completes === 'directory'
        ? ["-x -a '(__fish_complete_directories)'"]
        : completes === 'file'
          ? ['-r -F']
          : ['-x']
    : [];
  return [...names, ...value, `-d ${quoted(description)}`].join(' ');
}

/** In single quotes fish knows two escapes: of the quote and of the backslash. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/gu, '\\$&')}'`;
}
