import { MACRO_TYPE, numberFor } from '../export-constants.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { OwnFieldsContext } from '../kind.ts';

/** Own fields that templates and hosts have alike. */

/** What X.create takes for a list of named objects: their ids in `idField`. */
export function idsOf(
  list: JsonValue | undefined,
  idField: string,
  idOf: (name: string) => string,
): JsonObject[] {
  return objectsIn(list).map((entry) => ({ [idField]: idOf(text(entry.name)) }));
}

/** All tags of an element: X.update replaces them together. */
export function tags(element: JsonObject): JsonObject {
  return {
    tags: objectsIn(element.tags).map((entry) => ({ tag: text(entry.tag), value: text(entry.value) })),
  };
}

/**
 * Macros with their ids, so that a secret one may go without its value and keeps the one it has. A new one gets what
 * the backup holds: nothing, where it is secret.
 */
export function macros(element: JsonObject, { macroIds }: OwnFieldsContext): JsonObject {
  return {
    macros: objectsIn(element.macros).map((entry) => {
      const macro = text(entry.macro);
      const id = macroIds.get(macro);
      const type = numberFor(MACRO_TYPE, entry.type, MACRO_TYPE.TEXT);
      const keepsValue = id !== undefined && type === MACRO_TYPE.SECRET_TEXT && entry.value === undefined;
      return {
        ...(id === undefined ? {} : { hostmacroid: id }),
        macro,
        type,
        description: text(entry.description),
        ...(keepsValue ? {} : { value: text(entry.value) }),
      };
    }),
  };
}
