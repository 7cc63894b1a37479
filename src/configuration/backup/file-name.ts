import { createHash } from 'node:crypto';

/*
 * Names of objects as names of files. A name is made from the object's own alone, never with a look at others, so that
 * an object's file stays where it is whatever comes or goes beside it. No two are the same file on any file system:
 * - Letters and digits, spaces and a few signs stand for themselves; all else is %XX, the bytes of UTF-8, as in a URL.
 *   So is what a file system may write in another way (ü as u and ¨), or take for something else (ß for ss).
 * - A name with capital letters ends with ~ and eight digits that are made of it: `Linux` and `LINUX` differ where case
 *   does not count too.
 * - A name that is too long is cut off, and ends with ~ and sixteen digits.
 */

/** Bytes of a file's name with what is put behind it. File systems take 255, paths of Windows 260 in all. */
const LONGEST = 200;
const EXTENSION = '.json';

const PLAIN = /^[a-z0-9 _\-.,()+=@[\]{}#&]$/u;
const CAPITAL = /^[A-Z]$/u;

/** Parts of Korean syllables, which some systems put together. */
const JAMO = /^[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]$/u;

/** Names that Windows keeps for devices, whatever follows behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?=[ .]|$)/iu;

/** The name of the file for an object of this name. */
export function fileNameOf(name: string): string {
  const pieces = piecesOf(name);
  const hasCapitals = [...name].some(isCapital);
  const whole = pieces.join('') + (hasCapitals ? `~${digestOf(name, 8)}` : '') + EXTENSION;
  return Buffer.byteLength(whole) <= LONGEST ? whole : marked(pieces, name);
}

/**
 * The name of a file for what has no name of its own: a text for people, and what tells it apart.
 * @param identity all that identifies it among its like.
 */
export function fileNameFor(text: string, identity: string): string {
  return marked(piecesOf(text), identity);
}

/** Each character as it stands in the name of a file. */
function piecesOf(name: string): string[] {
  const characters = [...name];
  if (characters.length === 0) return ['%'];
  const pieces = characters.map((character) => (standsForItself(character) ? character : escaped(character)));
  const last = pieces.length - 1;
  // What a shell, Windows or a listing takes for something else at the beginning or the end.
  if (/^[. -]$/u.test(pieces[0] ?? '') || DEVICE.test(name)) pieces[0] = escaped(characters[0] ?? '');
  if (/^[. ]$/u.test(pieces[last] ?? '')) pieces[last] = escaped(characters[last] ?? '');
  return pieces;
}

function standsForItself(character: string): boolean {
  return PLAIN.test(character) || CAPITAL.test(character) || isSteadyLetter(character);
}

/** A letter beyond ASCII that every file system writes in one way, and whose case it changes in one way. */
function isSteadyLetter(character: string): boolean {
  if (!/^[\p{L}\p{Nd}]$/u.test(character) || JAMO.test(character)) return false;
  const lower = character.toLowerCase();
  const upper = lower.toUpperCase();
  const forms = [lower, upper];
  return (
    forms.includes(character) &&
    upper.toLowerCase() === lower &&
    forms.every((form) => [...form].length === 1 && form.normalize('NFKD') === form)
  );
}

function isCapital(character: string): boolean {
  return standsForItself(character) && character.toLowerCase() !== character;
}

function escaped(character: string): string {
  if (/^\p{Cs}$/u.test(character)) {
    // Half a pair has no bytes in UTF-8.
    return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
  }
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** As much of it as there is room for, and digits that tell it from all others. */
function marked(pieces: readonly string[], identity: string): string {
  const mark = `~${digestOf(identity, 16)}${EXTENSION}`;
  let kept = '';
  for (const piece of pieces) {
    if (Buffer.byteLength(kept + piece) > LONGEST - mark.length) break;
    kept += piece;
  }
  return kept + mark;
}

function digestOf(text: string, digits: number): string {
  // As UTF-16, so that halves of pairs count too.
  return createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex').slice(0, digits);
}
