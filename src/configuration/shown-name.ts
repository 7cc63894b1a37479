import type { Identity } from './configuration.ts';

/** An object for people, on one line: kind and key, which of a trigger has several lines. */
export function shownName({ kind, key }: Identity): string {
  return `${kind}: ${shownKey(key)}`;
}

export function shownKey(key: string): string {
  return key.replaceAll('\n', ' ⏎ ');
}
