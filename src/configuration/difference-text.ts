import { structuredPatch } from 'diff';
import type { Difference } from './compare.ts';
import { EXACT } from './exact/section.ts';
import type { JsonValue } from './json.ts';
import { isObject } from './json.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { isSecretField, MASK, masked } from './mask.ts';

/** Longer values stand on lines of their own. */
const LONGEST_INLINE = 60;
const CONTEXT_LINES = 2;
const EXACT_WORDS = 'line ends and the like that no document holds';

/** A difference in words, secrets hidden: the same for every renderer. */
export type ShownDifference =
  /** An element that only one side has. `words` begins with what divides it from the words before, or is empty. */
  | { readonly place: string; readonly what: 'surplus' | 'missing'; readonly words: string }
  | { readonly place: string; readonly what: 'hidden' }
  | { readonly place: string; readonly what: 'changed'; readonly before: string; readonly after: string };

/** A difference in the words of its kind, secrets masked: where it is, and what is missing, surplus or other there. */
export function shownDifference(kind: string, { path, live, desired, secret }: Difference): ShownDifference {
  const words = inWords(kind, path, live ?? desired);
  if (words !== undefined && (live === undefined || desired === undefined)) {
    const place = path
      .slice(0, -1)
      .map((step) => ` ${step}`)
      .join('');
    return { place, what: desired === undefined ? 'surplus' : 'missing', words: `: ${words}` };
  }
  const place = placeText(path);
  const field = path.at(-1) ?? '';
  if (desired === undefined && live !== undefined && isElement(path))
    return { place, what: 'surplus', words: describe(live) };
  if (live === undefined && desired !== undefined && isElement(path))
    return { place, what: 'missing', words: describe(desired) };
  if (secret || isSecretField(field)) return { place, what: 'hidden' };
  const before = valueText(live, field);
  const after = valueText(desired, field);
  if (before === MASK && after === MASK) return { place, what: 'hidden' };
  return { place, what: 'changed', before, after };
}

/** What stands in a supplement for what no document says (exact/section.ts) is named by what it is. */
function placeText(path: readonly string[]): string {
  const [section, list, ...rest] = path;
  const shown =
    section === EXACT
      ? [EXACT_WORDS, ...(list === 'own' ? rest.filter((s) => s !== '[]') : path.slice(1))]
      : path;
  return shown.map((step) => (step.startsWith('[') ? step : ` ${step}`)).join('');
}

/** Whether the two need lines of their own. */
export function isLong(before: string, after: string): boolean {
  return before.includes('\n') || after.includes('\n') || before.length + after.length > 2 * LONGEST_INLINE;
}

/** The lines that differ, with some around them: `-`, `+` or a space before each. */
export function changedLines(before: string, after: string): string[] {
  return structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES })
    .hunks.flatMap(({ lines }) => lines)
    .filter((line) => !line.startsWith('\\'))
    .map((line) => line.replaceAll('\r', '␍'));
}

/** An element of a list whose kind has words for it, secrets hidden. */
function inWords(kind: string, path: readonly string[], element: JsonValue | undefined): string | undefined {
  if (!isElement(path) || !isObject(element)) return undefined;
  const shown = masked(element);
  return isObject(shown) ? kindNamed(kind).describe?.(path.at(-2) ?? '', shown) : undefined;
}

/** Whether a difference is a whole element of a list rather than a field. */
function isElement(path: readonly string[]): boolean {
  return path.at(-1)?.startsWith('[') ?? false;
}

function describe(value: JsonValue): string {
  const name = isObject(value) ? (value.name ?? value.key ?? value.macro ?? value.tag) : value;
  return typeof name === 'string' && name !== '' ? ` (${name})` : '';
}

function valueText(value: JsonValue | undefined, field: string): string {
  if (value === undefined) return '(default)';
  const shown = masked(value, field);
  if (typeof shown !== 'string') return JSON.stringify(shown, null, 2) ?? '';
  return shown === '' ? '(empty)' : shown;
}
