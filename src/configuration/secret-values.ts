import type { Identity } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { objectsIn, text } from './json.ts';
import type { Kind } from './kind.ts';
import { isSecretMacro } from './mask.ts';

/** A secret whose value the backup holds and nobody can read on the target. */
export interface SecretValue extends Identity {
  /** A macro, or a field of the object. */
  readonly macro: string;
}

/** Whether two macros are both secret, with a value that only the desired side tells. */
export function cannotBeCompared(desired: JsonObject, live: JsonObject): boolean {
  return (
    isSecretMacro(desired) && isSecretMacro(live) && desired.value !== undefined && live.value === undefined
  );
}

/** The secret macros of an object, those of its host prototypes included, whose values cannot be compared. */
export function secretsNotCompared(desired: JsonObject, live: JsonObject): string[] {
  const present = macrosOf(live);
  return [...macrosOf(desired)]
    .filter(([place, macro]) => cannotBeCompared(macro, present.get(place) ?? {}))
    .map(([, { macro }]) => text(macro));
}

/**
 * The fields of a kind's secrets that the desired side holds and that nobody can read on the target.
 * @param place where they stand: in the content, or in the supplement that is given instead
 */
export function secretFieldsNotCompared(
  { secrets = [] }: Kind,
  desired: JsonObject,
  live: JsonObject,
  place?: 'supplement',
): string[] {
  // A global macro is a macro: see secretsNotCompared.
  if (desired.macro !== undefined) return [];
  return secrets
    .filter(
      (secret) => secret.in === place && secret.has?.(desired) !== false && secret.has?.(live) !== false,
    )
    .flatMap(({ fields }) => fields)
    .filter((field) => desired[field] !== undefined && live[field] === undefined);
}

/** Macros by where they stand. */
function macrosOf(content: JsonObject): Map<string, JsonObject> {
  const prototypes = objectsIn(content.discovery_rules).flatMap((rule) =>
    objectsIn(rule.host_prototypes).map(
      (prototype) => [`${text(rule.key)}\n${text(prototype.host)}`, prototype] as const,
    ),
  );
  const holders: (readonly [string, JsonObject])[] = [['', content], ...prototypes];
  // A global macro is an object of its own.
  if (content.macro !== undefined) return new Map([['', content]]);
  return new Map(
    holders.flatMap(([place, holder]) =>
      objectsIn(holder.macros).map((macro) => [`${place}\n${text(macro.macro)}`, macro] as const),
    ),
  );
}
