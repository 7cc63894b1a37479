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
    for (const { parent, field } of fieldsAt(content, reference.path)) {
      const value = parent[field];
      if (value === undefined || value === null || value === '') continue;
      if (reference.constants?.includes(String(value))) continue;
      const to = targetKind(reference, parent);
      if (to !== undefined) places.push({ parent, field, to, reference });
    }
  }
  return places;
}

function targetKind(reference: Reference, parent: JsonObject): string | undefined {
  if (typeof reference.to === 'string') return reference.to;
  const { by, kinds } = reference.to;
  const discriminator = String(parent[by]);
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

/** Every field that a path leads to. */
export function* fieldsAt(
  content: JsonObject,
  path: string,
): Generator<{ parent: JsonObject; field: string }> {
  const all = steps(path);
  const last = all.at(-1);
  if (!last) return;
  let parents: JsonObject[] = [content];
  for (const step of all.slice(0, -1)) {
    const next: JsonObject[] = [];
    for (const parent of parents) {
      const value: JsonValue | undefined = parent[step.name];
      if (step.list && Array.isArray(value)) {
        for (const element of value) if (isObject(element)) next.push(element);
      } else if (!step.list && isObject(value)) next.push(value);
    }
    if (next.length === 0) return;
    parents = next;
  }
  for (const parent of parents) if (Object.hasOwn(parent, last.name)) yield { parent, field: last.name };
}
