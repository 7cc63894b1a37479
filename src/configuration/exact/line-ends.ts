/*
 * An export of 5.4 and later makes LF of every CRLF, and an import CRLF of every LF, save in parameters of preprocessing,
 * which it leaves as LF (CConfigurationExportBuilder::buildArrayRow, CImportDataNormalizer::normalizeStrings). So a document
 * does not say which line ends a text has. Only a text that has others than an import leaves is worth a word.
 */

export type LineEnd = 'CRLF' | 'LF';

/**
 * The line ends of a text, where they are not all as an import leaves them: 'LF' where all are that, else how many of each
 * come one after the other, '2 CRLF, 1 LF'. Undefined where an import leaves the same.
 * @param imported what an import makes of every line end
 */
export function lineEndsOf(text: string, imported: LineEnd = 'CRLF'): string | undefined {
  const runs: { end: LineEnd; count: number }[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    const end = text[at - 1] === '\r' ? 'CRLF' : 'LF';
    const last = runs.at(-1);
    if (last?.end === end) last.count += 1;
    else runs.push({ end, count: 1 });
  }
  if (runs.every(({ end }) => end === imported)) return undefined;
  return runs.length === 1 ? runs[0]?.end : runs.map(({ end, count }) => `${count} ${end}`).join(', ');
}

/**
 * The text with these line ends.
 * @param ends as `lineEndsOf` gives them. Undefined: as an import leaves them, which is also what is beyond the last one
 */
export function withLineEnds(text: string, ends: string | undefined, imported: LineEnd = 'CRLF'): string {
  const kinds = expanded(ends ?? imported);
  return text
    .split('\n')
    .map((line, index, lines) => {
      const bare = line.endsWith('\r') && index < lines.length - 1 ? line.slice(0, -1) : line;
      if (index === lines.length - 1) return bare;
      return `${bare}${kinds(index) === 'CRLF' ? '\r\n' : '\n'}`;
    })
    .join('');

  function expanded(written: string): (index: number) => LineEnd {
    if (written === 'LF' || written === 'CRLF') return () => written;
    const list = written.split(', ').flatMap((run) => {
      const [count = '', end = ''] = run.split(' ');
      return Array.from({ length: Number(count) }, () => (end === 'LF' ? 'LF' : 'CRLF') as LineEnd);
    });
    return (index) => list[index] ?? imported;
  }
}

/** Whether a text has a line end that an import would not leave; much quicker than `lineEndsOf`. */
export function hasBareLineFeed(text: string): boolean {
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text.charCodeAt(at - 1) !== CARRIAGE_RETURN) return true;
  }
  return false;
}

const CARRIAGE_RETURN = 13;
