/**
 * Reads comma-separated values as `psql --csv` writes them (RFC 4180, lines ended by LF): a quoted field may hold
 * commas, line ends and doubled quotes.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < text.length) {
    let field: string;
    if (text[position] === '"') [field, position] = quotedField(text, position + 1);
    else [field, position] = plainField(text, position);
    row.push(field);
    if (text[position] === '\n' || position >= text.length) {
      rows.push(row);
      row = [];
    } else if (position === text.length - 1) {
      row.push('');
    }
    position += 1;
  }
  return rows;
}

/** @returns the field that begins at `start`, and where the separator behind it stands. */
function plainField(text: string, start: number): [string, number] {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
  return [text.slice(start, end), end];
}

function quotedField(text: string, start: number): [string, number] {
  let field = '';
  let position = start;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) throw new Error('A quoted field has no end.');
    field += text.slice(position, quote);
    if (text[quote + 1] !== '"') return [field, quote + 1];
    field += '"';
    position = quote + 2;
  }
}
