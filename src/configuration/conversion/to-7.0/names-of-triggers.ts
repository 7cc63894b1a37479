import type { ConversionStep } from '../draft.ts';
import { kindsNaming, rekeyByTriggers, renameNamed } from '../trigger-names.ts';
import { withBackslashes } from './backslashes.ts';

const BEFORE = '6.0';

/**
 * 7.0: backslashes in expressions are written otherwise, and triggers go by their expressions wherever actions and maps point
 * to them. What is set on a discovered one goes by its name.
 */
export const namesOfTriggers: ConversionStep = {
  name: 'names of triggers',
  kinds: kindsNaming(BEFORE).map(({ name }) => name),
  convert(draft) {
    renameNamed(draft, BEFORE, (kind, name) => (kind === 'triggers' ? newTriggerName(name) : name));
    rekeyByTriggers(draft, BEFORE);
  },
};

/** After its first line come its expressions. */
function newTriggerName(name: string): string {
  const end = name.indexOf('\n') + 1;
  return `${name.slice(0, end)}${withBackslashes(name.slice(end))}`;
}
