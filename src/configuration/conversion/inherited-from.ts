import { type JsonObject, objectsIn, text } from '../json.ts';
import type { Draft } from './draft.ts';

type Place = (template: JsonObject) => readonly JsonObject[];

/** The lists of inherited items in a section, and where an element of a template has their like. */
export const ITEM_LISTS: readonly (readonly [string, Place])[] = [
  ['items', (template) => objectsIn(template.items)],
  ['discovery_rules', (template) => objectsIn(template.discovery_rules)],
  [
    'item_prototypes',
    (template) =>
      objectsIn(template.discovery_rules).flatMap(({ item_prototypes }) => objectsIn(item_prototypes)),
  ],
];

/** The element of an export, in the template of a chain of links that has it as its own. */
export function inheritedFrom(
  draft: Draft,
  content: JsonObject,
  elements: Place,
  key: string,
): JsonObject | undefined {
  for (const { name } of objectsIn(content.templates)) {
    const template = draft.objects.get('templates')?.get(text(name))?.content;
    if (!template) continue;
    const own = elements(template).find((element) => element.key === key);
    const found = own ?? inheritedFrom(draft, template, elements, key);
    if (found) return found;
  }
  return undefined;
}
