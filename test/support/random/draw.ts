import type { LabVersion } from '../../../lab/zabbix.ts';

/** Where all that is random comes from: the same seed and version give the same, on every machine. */
export interface Draw {
  readonly version: LabVersion;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  /** True once in so many times. */
  once(outOf: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Some of a list, each once, in any order; all of it where it is short. */
  some<T>(list: readonly T[], least: number, most: number): T[];
  /** A name that nothing else has, of any letters, and now and then as long as Zabbix has room for. */
  name(longest: number): string;
  /** A name of a host: letters, digits, dots, dashes and blanks. */
  technical(longest: number): string;
  /** A text that says nothing, of one or more lines, or none. */
  text(): string;
  uuid(): string;
}

/** Pieces of names and texts: what a program that quotes, cuts or sorts carelessly falls over. */
const PIECES = [
  ...['a', 'Zulu', 'web', '0815', '1e3', 'null', 'N/A', '../etc', 'a/b', 'In\\Out', '[2]', 'x [2]', '{}'],
  ...['ü', 'ß', 'İı', 'é', 'e\u0301', '日本語', '🐘', '👩‍👩‍👧', 'Ωmega', 'العربية', '\u00a0', '\u200b'],
  ...[
    '"',
    "''",
    '`',
    '<b>',
    '&amp;',
    '%s',
    '%00',
    '$1',
    '#',
    '@',
    '*',
    '?',
    ';',
    ',',
    '|',
    '~',
    '^',
    '=',
    '--',
  ],
  ...['{HOST.NAME}', '{$M}', '{#LLD}', ' and ', ' / ', ': ', '\\n', '\\', '  ', '- ', '! ', '+', '(', ')'],
];
const PLAIN = ['a', 'Zulu', 'web', 'db', '0815', '.', '-', '_', ' ', '..', '007', 'null', 'A b'];

/** @param seed any whole number */
export function drawing(version: LabVersion, seed: number): Draw {
  let state = seed >>> 0;
  let count = 0;

  // Mulberry32: 32 bits of state, enough for a few thousand decisions.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function int(from: number, to: number): number {
    return from + Math.floor(next() * (to - from + 1));
  }

  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('There is nothing to pick from');
    return list[int(0, list.length - 1)] as T;
  }

  function once(outOf: number): boolean {
    return int(1, outOf) === 1;
  }

  function some<T>(list: readonly T[], least: number, most: number): T[] {
    const rest = [...list];
    const taken: T[] = [];
    for (let left = Math.min(int(least, most), rest.length); left > 0; left -= 1) {
      taken.push(...rest.splice(int(0, rest.length - 1), 1));
    }
    return taken;
  }

  function joined(pieces: readonly string[], most: number): string {
    return Array.from({ length: int(1, most) }, () => pick(pieces)).join('');
  }

  /** Zabbix counts characters, not units of UTF-16. */
  function cut(text: string, longest: number): string {
    return [...text].slice(0, longest).join('');
  }

  function name(longest: number): string {
    count += 1;
    const own = ` ${count}`;
    const room = longest - own.length;
    const beginning = once(12) ? pick(['ü', '日', '🐘']).repeat(room) : joined(PIECES, 5);
    return `${cut(beginning, room)}${own}`;
  }

  function technical(longest: number): string {
    count += 1;
    const own = `${once(2) ? ' ' : '-'}${count}`;
    const room = longest - own.length;
    const beginning = once(12) ? 'h'.repeat(room) : `h${joined(PLAIN, 5)}`;
    return `${cut(beginning, room)}${own}`;
  }

  function text(): string {
    if (once(3)) return '';
    return Array.from({ length: int(1, 3) }, () => joined(PIECES, 6)).join('\n');
  }

  function uuid(): string {
    const digits = Array.from({ length: 32 }, () => int(0, 15).toString(16));
    // Version 4 of RFC 9562, which Zabbix asks for.
    digits[12] = '4';
    digits[16] = pick(['8', '9', 'a', 'b']);
    return digits.join('');
  }

  return { version, int, once, pick, some, name, technical, text, uuid };
}
