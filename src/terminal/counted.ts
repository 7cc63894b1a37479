/** A number with its noun: `1 file`, `2 files`. The plural, where it takes more than an `s`, is given too. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
