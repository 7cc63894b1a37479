import { InputError } from '../errors.ts';

/** Commands and families that people know from the Python tool, or read of, and that later versions will have. */
const LATER = ['scale_up', 'scale_down', 'history'] as const;

/** The error for a word of a later version, or undefined where the word is none. Dashes and underscores are the same. */
export function laterCommand(typed: string, commands: readonly string[]): InputError | undefined {
  const name = LATER.find((each) => each === typed.replaceAll('-', '_'));
  if (name === undefined || commands.includes(name)) return undefined;
  return new InputError(`${name} is not in this version yet`, {
    why: 'commands for containers and for the history come in later versions',
    remedy: `This version has: ${commands.join(', ')}.`,
  });
}
