import type { Configuration, ConfigurationObject } from './configuration.ts';
import { kindNamed } from './kinds/all-kinds.ts';

/**
 * The same configuration, asleep: hosts are not watched, actions page nobody, and so for every kind that says how an
 * object of it does nothing. For trying a restore beside the server that is in use. Pure.
 */
export function rehearsed(configuration: Configuration): Configuration {
  const objects = [...configuration.objects].map(([kind, all]) => {
    const { asleep } = kindNamed(kind);
    if (!asleep) return [kind, all] as const;
    const sleeping = [...all].map(([key, object]): [string, ConfigurationObject] => [
      key,
      { ...object, content: { ...object.content, ...asleep } },
    ]);
    return [kind, new Map(sleeping)] as const;
  });
  return { ...configuration, objects: new Map(objects) };
}
