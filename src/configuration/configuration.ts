import type { JsonObject } from './json.ts';
import type { Packed } from './packed.ts';

/*
 * Glossary
 *   Kind           a class of Zabbix objects (templates, hosts, trigger actions …), described in kinds/.
 *   Key            what identifies an object within its kind on every server: mostly its name. Never an id.
 *   Configuration  objects by kind and key, every id replaced by the key of what it points to.
 *   Desired, live  the Configuration that should be (from a backup) and the one that is (from a server).
 *   Plan           the ordered changes that make the live one equal to the desired one.
 *   Report         what was done, skipped and failed, and what needs a person.
 *   Backup         a folder of files that a Configuration is written to and read from.
 */

/** One Zabbix object, free of ids: the same whether it was read from a server or from files. */
export interface ConfigurationObject {
  readonly kind: string;
  readonly key: string;
  /** The object in the form in which it travels: an element of an export document, or fields of X.create. */
  readonly content: JsonObject;
  /** The same, ready to be written: see `packed`. */
  readonly packed?: Packed;
  /**
   * Settings that the element of an export document has no place for (a host's encryption in 6.0 and later).
   * Absent: the source does not know them, which is not the same as their defaults.
   */
  readonly supplement?: JsonObject;
}

export interface Configuration {
  /** As the server said it: '7.0.22'. */
  readonly zabbixVersion: string;
  /** The `version` of its export documents: '7.0'. */
  readonly exportVersion: string;
  /** Objects by kind name, then by key. A kind that was not read is absent; one that has no objects is empty. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, ConfigurationObject>>;
}

/** What names one object everywhere: in logs, errors, plans and maps. */
export interface Identity {
  readonly kind: string;
  readonly key: string;
}

/** An identity as one text, for maps and sets. No kind has a line end in its name. */
export function markOf({ kind, key }: Identity): string {
  return `${kind}\n${key}`;
}

/** The objects of a kind by key; none where the Configuration does not hold the kind. */
export function objectsOf(
  configuration: Configuration,
  kind: string,
): ReadonlyMap<string, ConfigurationObject> {
  return configuration.objects.get(kind) ?? new Map();
}

/** The objects of all kinds, kind by kind in the order in which kinds are written. */
export function allObjects({ objects }: Configuration): ConfigurationObject[] {
  return [...objects.values()].flatMap((all) => [...all.values()]);
}

/** Number of objects by kind name. */
export function countsOf(configuration: Configuration): Record<string, number> {
  return Object.fromEntries([...configuration.objects].map(([kind, objects]) => [kind, objects.size]));
}
