import type { JsonObject, JsonValue } from './json.ts';
import { isObject } from './json.ts';
import type { Reference } from './kind.ts';

/** One place in an object that points to another: read and set through `parent[field]`. */
export interface ReferencePlace {
  readonly parent: JsonObject;
  readonly field: string;
  /** The kind pointed to. */
  readonly to: string;
  readonly reference: Reference;
}

/** Every place of `content` in which one of these references stands, holds a value and is not a constant. */
export function referencePlaces(content: JsonObject, references: readonly Reference[]): ReferencePlace[] {
  const places: ReferencePlace[] = [];
  for (const reference of references) {
    for (const { parent, field, element } of fieldsAt(content, reference.path)) {
      const value = parent[field];
      if (value === undefined || value === null || value === '') continue;
      if (reference.constants?.includes(String(value))) continue;
      const to = targetKind(reference, element);
      if (to !== undefined) places.push({ parent, field, to, reference });
    }
  }
  return places;
}

function targetKind(reference: Reference, element: JsonObject): string | undefined {
  if (typeof reference.to === 'string') return reference.to;
  const { by, kinds } = reference.to;
  const discriminator = String(element[by]);
  return Object.hasOwn(kinds, discriminator) ? kinds[discriminator] : undefined;
}

const stepsOfPath = new Map<string, { name: string; list: boolean }[]>();

function steps(path: string): { name: string; list: boolean }[] {
  let parsed = stepsOfPath.get(path);
  if (!parsed) {
    parsed = path.split('.').map((step) => {
      const list = step.endsWith('[]');
      return { name: list ? step.slice(0, -2) : step, list };
    });
    stepsOfPath.set(path, parsed);
  }
  return parsed;
}

/** Every field that a path leads to, with the element of the innermost list in which it stands. */
export function* fieldsAt(
  content: JsonObject,
  path: string,
): Generator<{ parent: JsonObject; field: string; element: JsonObject }> {
  const all = steps(path);
  const last = all.at(-1);
  if (!last) return;
  let places: { parent: JsonObject; element: JsonObject }[] = [{ parent: content, element: content }];
  for (const step of all.slice(0, -1)) {
    const next: typeof places = [];
    for (const { parent, element } of places) {
      const value: JsonValue | undefined = parent[step.name];
      if (step.list && Array.isArray(value)) {
        for (const inner of value) if (isObject(inner)) next.push({ parent: inner, element: inner });
      } else if (!step.list && isObject(value)) next.push({ parent: value, element });
    }
    if (next.length === 0) return;
    places = next;
  }
  for (const { parent, element } of places) {
    if (Object.hasOwn(parent, last.name)) yield { parent, field: last.name, element };
  }
}
