import type { JsonObject } from '../../json.ts';
import { withExpressionMacros } from './trigger-expressions.ts';

/** The characters that the name of a graph may have. */
export const LONGEST_GRAPH_NAME = 128;

/**
 * 6.0: functions in texts are macros of their own. A text that would become too long keeps what it has, as in an upgrade.
 * @param longest the characters that each of the fields may have
 * @returns the fields that were kept as they are
 */
export function convertTexts(holder: JsonObject, longest: Readonly<Record<string, number>>): string[] {
  return Object.entries(longest)
    .filter(([field, most]) => {
      const before = holder[field];
      if (typeof before !== 'string') return false;
      const after = withExpressionMacros(before);
      const fits = [...after].length <= most;
      if (fits) holder[field] = after;
      return !fits;
    })
    .map(([field]) => field);
}
