import { type Configuration, type Identity, markOf } from './configuration.ts';
import { kindNamed, partsOf } from './kinds/all-kinds.ts';

/**
 * The objects that others stand in as parts (discovery rules, for their checks): what a part is, it becomes and is
 * refused with it.
 * @returns by `markOf` of the part
 */
export function ownersOfParts(configuration: Configuration): Map<string, Identity> {
  const owners = new Map<string, Identity>();
  for (const [kind, objects] of configuration.objects) {
    for (const { name, keysIn } of partsOf(kindNamed(kind))) {
      for (const { key, content } of objects.values()) {
        for (const part of keysIn(content)) owners.set(markOf({ kind: name, key: part }), { kind, key });
      }
    }
  }
  return owners;
}
