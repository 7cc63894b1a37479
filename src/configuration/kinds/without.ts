import type { JsonObject } from '../json.ts';

/** A copy of the object that lacks these fields. */
export function without(row: JsonObject, ...fields: string[]): JsonObject {
  const copy = { ...row };
  for (const field of fields) delete copy[field];
  return copy;
}
