import type { ZabbixVersion } from '../zabbix/version.ts';
import type { JsonObject } from './json.ts';
import { isObject, objectsIn, text } from './json.ts';
import type { Kind } from './kind.ts';
import { referencesOf } from './kinds/all-kinds.ts';
import { referencePlaces } from './references.ts';

/**
 * A copy of an object's content with ids in place of keys: the inverse of `objectsFromRows`. A key whose id is not
 * known stays, as do links, which are written by themselves.
 */
export function withIds(
  kind: Kind,
  content: JsonObject,
  names: { idOf(kind: string, key: string): string | undefined },
  version: ZabbixVersion,
): JsonObject {
  const copy = structuredClone(content);
  const references = referencesOf(kind, version);
  const ordered = references.filter(({ unordered }) => !unordered);
  for (const { parent, field, to } of referencePlaces(copy, ordered)) {
    if (isObject(parent[field])) continue;
    const id = names.idOf(to, text(parent[field]));
    if (id !== undefined) parent[field] = id;
  }
  // After that: the id that means nothing is not the key of an object, whatever objects are called.
  for (const { path, none } of references) if (none !== undefined) replaceNulls(copy, path, none);
  return copy;
}

/** Puts the id that means 'nothing' back where a Configuration holds null. */
function replaceNulls(content: JsonObject, path: string, none: string): void {
  const [step = '', ...rest] = path.split('.');
  const name = step.replace(/\[\]$/, '');
  const value = content[name];
  if (rest.length === 0) {
    if (value === null) content[name] = none;
  } else if (Array.isArray(value)) {
    for (const element of objectsIn(value)) replaceNulls(element, rest.join('.'), none);
  } else if (isObject(value)) replaceNulls(value, rest.join('.'), none);
}
