import { existsSync } from 'node:fs';

/** The time in UTC as part of a name, to the second: `20261122T171530Z`. Such names sort by time. */
export function timeInName(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/u, 'Z')
    .replaceAll(/[-:]/gu, '');
}

/** A path that ends with a time, and those that follow where it is taken: `…Z`, `…Z-2`, `…Z-3` and so on, without an end. */
export function* numbered(path: string): Generator<string, never> {
  const [, name = path, number = '1'] = /^(.*Z)-(\d+)$/su.exec(path) ?? [];
  yield path;
  for (let next = Number(number) + 1; ; next += 1) yield `${name}-${next}`;
}

/** The first of these where nothing stands yet; when something is written there, it may be taken. */
export function firstFree(path: string): string {
  for (const candidate of numbered(path)) {
    if (!existsSync(candidate)) return candidate;
  }
  throw new Error('unreachable: there is always one more');
}
