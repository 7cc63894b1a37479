/** What the image's entrypoint does, in the order in which it is done whatever the order given. */
const STEPS = [
  { letter: 'b', command: 'backup_config' },
  { letter: 'r', command: 'restore_config' },
  { letter: 'u', command: 'upload' },
  { letter: 'd', command: undefined },
] as const;

export type Step = (typeof STEPS)[number];

/**
 * Reads the arguments of the image: `-b -u -d`, `-bud`.
 * @returns the steps, each once, in their order; undefined where the arguments are a command line.
 */
export function readSteps(argv: readonly string[]): Step[] | undefined {
  if (argv.length === 0 || !argv.every((each) => /^-[brud]+$/u.test(each))) return undefined;
  const letters = new Set(argv.join(''));
  return STEPS.filter(({ letter }) => letters.has(letter));
}

/** The folder of the backup where nobody names one: a day's, in UTC. */
export function defaultConfigDir(now: Date): string {
  return `/zbx-configs/${now.toISOString().slice(0, 10)}`;
}

/**
 * Runs the steps one after the other, and none after one that failed: the folder is deleted only where everything before
 * has succeeded.
 * @param command runs a command of the program; gives its exit code.
 * @param deleteFolder deletes the folder of the backup; gives an exit code.
 * @returns the exit code of the step that failed, or 0.
 */
export async function runSteps(
  steps: readonly Step[],
  command: (name: string) => Promise<number>,
  deleteFolder: () => Promise<number>,
): Promise<number> {
  for (const step of steps) {
    const exitCode = step.command === undefined ? await deleteFolder() : await command(step.command);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}
