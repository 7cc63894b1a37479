/** The first and the last lines of a text, and between them how many are left out. One line is never left out. */
export function headAndTail(text: string, head: number, tail: number): string[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  const left = lines.length - head - tail;
  if (left <= 1) return lines;
  return [...lines.slice(0, head), `… ${left} more lines …`, ...(tail > 0 ? lines.slice(-tail) : [])];
}

/** The line that sets what is not set yet, as a shell takes it; undefined where there is nothing to set. */
export function exportLine(
  environment: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): string | undefined {
  const changed = Object.entries(environment).filter(([name, value]) => before[name] !== value);
  if (changed.length === 0) return undefined;
  return `export ${changed.map(([name, value]) => `${name}=${shellWord(value)}`).join(' ')}`;
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
