import type { ConfigurationObject } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { isHolderKind, type OwnFieldsContext, type WriteOwn } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';

/** Whether X.update writes a field of an export element: it is not inside it. */
export function isOwnField(kind: string, field: string): boolean {
  return Object.hasOwn(ownFieldsOf(kind), field);
}

function ownFieldsOf(name: string): Readonly<Record<string, WriteOwn>> {
  const kind = kindNamed(name);
  return isHolderKind(kind) ? kind.travel.ownFields : {};
}

/**
 * Parameters of X.create or X.update for these fields of an export element.
 * @throws Error where the element names what the server does not have, or holds a word that is not known.
 */
export function ownFields(
  object: ConfigurationObject,
  fields: Iterable<string>,
  context: OwnFieldsContext,
): JsonObject {
  const table = ownFieldsOf(object.kind);
  const result: JsonObject = {};
  for (const field of fields) {
    const write = Object.hasOwn(table, field) ? table[field] : undefined;
    if (write) Object.assign(result, write(object.content, context));
  }
  return result;
}

/** Every own field, for X.create. */
export function allOwnFields(object: ConfigurationObject, context: OwnFieldsContext): JsonObject {
  const present = Object.keys(object.content);
  return ownFields(object, present, context);
}
