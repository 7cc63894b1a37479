import type { ZabbixVersion } from '../zabbix/version.ts';
import type { Configuration, ConfigurationObject } from './configuration.ts';
import { renameHostsInExpression } from './expression.ts';
import { type JsonObject, text } from './json.ts';
import { isHolderKind, type Kind } from './kind.ts';
import { kindNamed, partsOf, referencesOf } from './kinds/all-kinds.ts';
import { without } from './kinds/without.ts';
import { referencePlaces } from './references.ts';

/*
 * Which object of the target is which of the backup. What must hold, with its test in match.test.ts:
 *
 * 1. An object is paired once at most.
 * 2. The key counts for more than a uuid or a visible name: 'takes the key for more than the uuid'.
 * 3. With `aliasFirst` it is the other way round. The key of a service is its place ('Shop / Web'), and another service may
 *    stand there by now: 'are told apart by uuid, whatever their places are called'.
 * 4. With `aliasFirst` pairs are looked for as long as there are new ones. Once 'Old' is known to be 'Shop', 'Old / Web server' is
 *    found to be 'Shop / Web', and after that what is below it: 'finds a service without uuid'.
 * 5. Among services that are alike in all the one in the same place is meant: 'are taken by their places'.
 * 6. What `aliasFirst` compares has the names of the backup for what was renamed: 'change nothing but the names'.
 * 7. A service in whose place another one is to be gets a key of its own, and what links to it links to that key: else it
 *    would be hidden by the other one, or taken for it ('does not take a service for another one').
 */

type Objects = ReadonlyMap<string, ConfigurationObject>;

/**
 * Which live object is which desired one: by key, and what is missing by key by its other identities (uuid, visible
 * name), which then is a rename. Every object is paired once at most.
 * @param notRecorded fields that the desired side does not record: they tell nothing apart
 * @returns the live key by the desired key
 */
export function pairObjects(
  kind: Kind,
  desired: Objects,
  live: Objects,
  notRecorded: readonly string[] = [],
): Map<string, string> {
  const pairs = new Map<string, string>();
  // The desired key by the live one.
  const taken = new Map<string, string>();
  const pair = (wanted: string, present: string): void => {
    pairs.set(wanted, present);
    taken.set(present, wanted);
  };
  // What stands below something that was renamed has another key for that alone.
  const keyNow = (key: string): string => kind.rekeyed?.(key, taken) ?? key;
  const byKey = (): void => {
    const present = kind.rekeyed ? new Map([...live.keys()].map((key) => [keyNow(key), key])) : undefined;
    for (const key of desired.keys()) {
      const found = present ? present.get(key) : live.has(key) ? key : undefined;
      if (!pairs.has(key) && found !== undefined && !taken.has(found)) pair(key, found);
    }
  };
  // Where links are not recorded, a key says nothing of the place: the name is all there is.
  const placeless = notRecorded.length > 0 && kind.assignKeys !== undefined;
  const aliases = [
    ...(kind.alias ?? []),
    ...(placeless ? [(content: JsonObject): string => text(content.name)] : []),
  ];
  const byAliases = (): void => {
    for (const alias of aliases) {
      const present = new Map<string, string[]>();
      for (const [key, { content }] of live) {
        const identity = taken.has(key) ? '' : alias(without(content, ...notRecorded), keyNow(key));
        if (identity !== '') present.set(identity, [...(present.get(identity) ?? []), key]);
      }
      if (present.size === 0) continue;
      for (const [key, { content }] of desired) {
        if (pairs.has(key)) continue;
        const found = present.get(alias(content, key));
        // Among look-alikes the one of the same key is meant, if it is there.
        const chosen = found?.find((candidate) => keyNow(candidate) === key) ?? found?.[0];
        if (found === undefined || chosen === undefined) continue;
        found.splice(found.indexOf(chosen), 1);
        pair(key, chosen);
      }
    }
  };
  if (kind.aliasFirst) {
    // A pair may be found only by another one: a renamed service below a renamed one.
    for (let found = -1; found < pairs.size; ) {
      found = pairs.size;
      byAliases();
      if (pairs.size === found) byKey();
    }
  } else {
    byKey();
    byAliases();
  }
  return pairs;
}

/** A live Configuration whose objects go by the keys of their desired counterparts. */
export interface AlignedConfiguration {
  readonly configuration: Configuration;
  /** The key that an object has on the server, by kind and desired key, where the two differ. */
  readonly formerKeys: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Gives live objects the keys of the desired ones that they are paired with, and rewrites every reference to them:
 * what remains different after that is a real difference and not the consequence of a rename.
 */
export function alignLive(
  desired: Configuration,
  live: Configuration,
  kinds: readonly Kind[],
  version: ZabbixVersion,
  notRecorded: ReadonlyMap<string, readonly string[]> = new Map(),
): AlignedConfiguration {
  const newKeys = new Map<string, Map<string, string>>();
  const formerKeys = new Map<string, Map<string, string>>();
  const holders = kinds.filter(isHolderKind);
  const withNames = (object: ConfigurationObject, kind: Kind): ConfigurationObject => {
    const hostNames = new Map(holders.flatMap(({ name }) => [...(newKeys.get(name) ?? [])]));
    return withNewReferences(object, kind, newKeys, hostNames, version);
  };
  for (const kind of kinds) {
    const present: Objects = live.objects.get(kind.name) ?? new Map();
    const pairs = pairObjects(
      kind,
      desired.objects.get(kind.name) ?? new Map(),
      // What is found by its content first: that may name what was renamed.
      kind.aliasFirst
        ? new Map([...present].map(([key, object]) => [key, withNames(object, kind)]))
        : present,
      notRecorded.get(kind.name),
    );
    for (const [wanted, former] of pairs) {
      if (wanted === former) continue;
      newKeys.set(kind.name, (newKeys.get(kind.name) ?? new Map()).set(former, wanted));
      formerKeys.set(kind.name, (formerKeys.get(kind.name) ?? new Map()).set(wanted, former));
      const contents = [present.get(former), desired.objects.get(kind.name)?.get(wanted)] as const;
      for (const [part, before, after] of renamedParts(kind, ...contents)) {
        newKeys.set(part, (newKeys.get(part) ?? new Map()).set(before, after));
      }
    }
    // One that keeps its key although a renamed one goes by it now: it is not to be hidden by that one, nor taken for it.
    for (const key of formerKeys.get(kind.name)?.keys() ?? []) {
      if (!present.has(key) || newKeys.get(kind.name)?.has(key)) continue;
      newKeys.get(kind.name)?.set(key, `${key} (on the target only)`);
    }
  }
  if (newKeys.size === 0) return { configuration: live, formerKeys };
  const objects = new Map(
    kinds.map((kind) => {
      const renamed = newKeys.get(kind.name);
      const aligned = [...(live.objects.get(kind.name)?.values() ?? [])].map((object) => {
        const key = renamed?.get(object.key) ?? object.key;
        return [key, { ...withNames(object, kind), key }] as const;
      });
      return [kind.name, new Map(aligned)] as const;
    }),
  );
  return { configuration: { ...live, objects }, formerKeys };
}

/** The parts of an object that have other keys on the two sides: [class, live key, desired key]. */
function renamedParts(
  kind: Kind,
  live: ConfigurationObject | undefined,
  desired: ConfigurationObject | undefined,
): [string, string, string][] {
  if (!live || !desired) return [];
  return partsOf(kind).flatMap(({ name, keysIn }) => {
    const after = keysIn(desired.content);
    return keysIn(live.content).flatMap((before, index): [string, string, string][] => {
      const now = after[index];
      return now === undefined || now === before ? [] : [[name, before, now]];
    });
  });
}

function withNewReferences(
  object: ConfigurationObject,
  kind: Kind,
  newKeys: ReadonlyMap<string, ReadonlyMap<string, string>>,
  hostNames: ReadonlyMap<string, string>,
  version: ZabbixVersion,
): ConfigurationObject {
  const references = referencesOf(kind, version);
  const rewrite = (content: ConfigurationObject['content'], write: boolean): boolean => {
    let any = false;
    for (const { parent, field, to, reference } of referencePlaces(content, references)) {
      const value = text(parent[field]);
      const renamed = reference.expression
        ? renameHostsInExpression(value, hostNames)
        : (newKeys.get(to)?.get(value) ?? kindNamed(to).lookup.renamed?.(value, hostNames));
      if (renamed === undefined || renamed === value) continue;
      any = true;
      if (!write) return true;
      parent[field] = renamed;
    }
    return any;
  };
  if (!rewrite(object.content, false)) return object;
  const content = structuredClone(object.content);
  rewrite(content, true);
  return { ...object, content };
}
