import { InputError } from '../errors.ts';
import { closest } from '../terminal/suggestion.ts';
import type { Configuration } from './configuration.ts';
import { BACKED_UP } from './kinds/all-kinds.ts';

/** One `--only` or `--skip`: a kind, and within it the objects whose key fits (`*` any run, `?` one character). */
export interface SelectionPattern {
  readonly kind: string;
  /** Absent: every object of the kind. */
  readonly name?: string | undefined;
}

/** Which objects a command works on. */
export interface Selection {
  /** True where nothing is left out. */
  readonly everything: boolean;
  /** Whether any object of the kind may be selected. */
  kind(kind: string): boolean;
  object(kind: string, key: string): boolean;
  /** Whether it is left out by name. */
  skips(kind: string, key: string): boolean;
}

/** A pattern as a manifest records it: the first colon ends the kind. The inverse of `recordedPattern`. */
export function patternRecorded(text: string): SelectionPattern {
  const colon = text.indexOf(':');
  return colon < 0 ? { kind: text } : { kind: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** A pattern as it was typed, for the manifest: `hosts` or `hosts:web-*`. */
export function recordedPattern({ kind, name }: SelectionPattern): string {
  return name === undefined ? kind : `${kind}:${name}`;
}

/** @throws InputError where a pattern names a kind that does not exist. */
export function selectionOf(only: readonly SelectionPattern[], skip: readonly SelectionPattern[]): Selection {
  const chosen = only.map(matcher);
  const left = skip.map(matcher);
  const skips = (kind: string, key: string): boolean =>
    left.some((pattern) => pattern.kind === kind && pattern.fits(key));
  return {
    everything: only.length === 0 && skip.length === 0,
    kind: (kind) =>
      (chosen.length === 0 || chosen.some((pattern) => pattern.kind === kind)) &&
      !left.some((pattern) => pattern.kind === kind && pattern.whole),
    object: (kind, key) =>
      (chosen.length === 0 || chosen.some((pattern) => pattern.kind === kind && pattern.fits(key))) &&
      !skips(kind, key),
    skips,
  };
}

/**
 * The patterns with a name that no object fits in any of these: most likely mistyped. A kind alone may well be empty.
 */
export function unfitting(
  patterns: readonly SelectionPattern[],
  configurations: readonly Pick<Configuration, 'objects'>[],
): SelectionPattern[] {
  return patterns.filter((pattern) => {
    const { kind, whole, fits } = matcher(pattern);
    const keys = configurations.flatMap(({ objects }) => [...(objects.get(kind)?.keys() ?? [])]);
    return !whole && !keys.some(fits);
  });
}

export const EVERYTHING: Selection = selectionOf([], []);

function matcher(pattern: SelectionPattern): { kind: string; whole: boolean; fits(key: string): boolean } {
  const kind = pattern.kind.replaceAll('-', '_');
  if (!BACKED_UP.some(({ name }) => name === kind)) {
    const word = kind.toLowerCase();
    const meant = BACKED_UP.find(
      ({ name, singular }) =>
        [word, `${word}s`].some((near) => near === name) || singular.replaceAll(' ', '_') === word,
    );
    const names = BACKED_UP.map(({ name }) => name);
    const suggested = meant?.name ?? closest(word, names);
    throw new InputError(`There is no kind "${pattern.kind}"`, {
      why: suggested === undefined ? 'a pattern is a kind, or kind:name' : `did you mean ${suggested}?`,
      remedy: `Kinds are: ${names.join(', ')}.`,
    });
  }
  const { name } = pattern;
  if (name === undefined) return { kind, whole: true, fits: () => true };
  const source = [...name].map((character) =>
    character === '*' ? '.*' : character === '?' ? '.' : literal(character),
  );
  const expression = new RegExp(`^${source.join('')}$`, 'su');
  return { kind, whole: false, fits: (key) => expression.test(key) };
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
