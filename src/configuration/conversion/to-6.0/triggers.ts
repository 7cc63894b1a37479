import { type JsonObject, objectsIn, text } from '../../json.ts';
import { listIdentity } from '../../lists.ts';
import { type Inside, newExpression } from './trigger-expressions.ts';

export const EXPRESSIONS = ['expression', 'recovery_expression'];

/** A trigger or trigger prototype of an export: its expressions, and those by which it names what it depends on. */
export function convertTrigger(trigger: JsonObject, inside?: Inside): void {
  for (const field of EXPRESSIONS) {
    if (trigger[field] !== undefined) trigger[field] = newExpression(text(trigger[field]), inside);
  }
  for (const dependency of objectsIn(trigger.dependencies)) convertTrigger(dependency);
}

/**
 * Makes those triggers of a list one that were told apart by their expressions only and no longer are: `diff()=1` and
 * `last(#1)<>last(#2)`. The upgrade leaves both, with one uuid, which no import takes.
 * @returns the names of those that went
 */
export function uniteTriggers(holder: JsonObject, list: 'triggers' | 'trigger_prototypes'): string[] {
  const all = objectsIn(holder[list]);
  const identity = listIdentity(list) ?? (() => '');
  const first = new Map<string, JsonObject>();
  for (const trigger of all) if (!first.has(identity(trigger))) first.set(identity(trigger), trigger);
  if (first.size === all.length) return [];
  holder[list] = [...first.values()];
  return all.filter((trigger) => first.get(identity(trigger)) !== trigger).map(({ name }) => text(name));
}
