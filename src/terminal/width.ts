import { stripVTControlCharacters } from 'node:util';

/** East Asian Wide and Fullwidth (Unicode Standard Annex 11), in coarse blocks, and what is drawn as an emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;

/** Drawn on top of their neighbour or not at all. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/u;

let segmenter: Intl.Segmenter | undefined;

/** What a person takes for one character each. Made when it is needed: to make it takes a fifth of the program's start. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** How many columns of a terminal the text takes, colours not counted. Good for tables; terminals differ in detail. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (PRINTABLE_ASCII.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemesOf(plain)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** The text, cut with an ellipsis where it is wider than the columns there are. Takes a text without colours. */
export function fitTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (PRINTABLE_ASCII.test(text)) return columns > 0 ? `${text.slice(0, columns - 1)}…` : '';
  let kept = '';
  let width = 0;
  for (const { segment } of graphemesOf(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : '';
}
