import { parseVersion } from '../../zabbix/version.ts';
import type { Identity } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { BACKED_UP, existsIn } from '../kinds/all-kinds.ts';
import { referencePlaces } from '../references.ts';

/** An object on its way to another version: changed in place. */
export interface DraftObject {
  content: JsonObject;
  supplement?: JsonObject;
}

/** What has no counterpart in the newer version, in words: 'its LDAP server, …'. */
export interface Loss extends Identity {
  readonly what: string;
}

/** A Configuration on its way to another version. It belongs to the conversion: steps change it in place. */
export interface Draft {
  /** By kind, then by key. */
  readonly objects: Map<string, Map<string, DraftObject>>;
  /** Fields, by kind, of which the older version says nothing: they stay as they are on the target. */
  readonly notRecorded: Map<string, string[]>;
  readonly losses: Loss[];
}

/** One thing that changed between two series, named for it. */
export interface ConversionStep {
  readonly name: string;
  /** The kinds that it changes or makes. */
  readonly kinds: readonly string[];
  convert(draft: Draft): void;
}

/** What leads from one series to the next that is converted to, in this order. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly ConversionStep[];
  /** Fields of supplements that the steps make, whether the backup records them or not. */
  readonly records?: readonly string[];
}

/** The objects of a kind; none where the backup does not have the kind. */
export function draftsOf(draft: Draft, kind: string): [string, DraftObject][] {
  return [...(draft.objects.get(kind) ?? [])];
}

/** A step that changes each object of some kinds by itself. */
export function eachOf(
  name: string,
  kinds: readonly string[],
  change: (content: JsonObject, key: string, draft: Draft) => void,
): ConversionStep {
  return {
    name,
    kinds,
    convert(draft) {
      for (const kind of kinds)
        for (const [key, { content }] of draftsOf(draft, kind)) change(content, key, draft);
    },
  };
}

/** Fields under other names: [former, new]. What is not there stays absent. */
export function rename(content: JsonObject, names: readonly (readonly [string, string])[]): void {
  for (const [former, name] of names) {
    const value = content[former];
    if (value === undefined) continue;
    delete content[former];
    content[name] = value;
  }
}

/** Gives objects of a kind other keys, there and wherever they are named by kinds of a series. */
export function renameKeys(
  draft: Draft,
  kind: string,
  keys: ReadonlyMap<string, string>,
  series: string,
): void {
  if (keys.size === 0) return;
  const all = draft.objects.get(kind);
  if (all) {
    draft.objects.set(kind, new Map([...all].map(([key, object]) => [keys.get(key) ?? key, object])));
  }
  const version = parseVersion(series);
  for (const { name, references } of BACKED_UP) {
    const pointing = references.filter((reference) => existsIn(reference, version));
    for (const [, { content }] of draftsOf(draft, name)) {
      for (const { parent, field, to } of referencePlaces(content, pointing)) {
        if (to === kind) parent[field] = keys.get(text(parent[field])) ?? parent[field] ?? null;
      }
    }
  }
}
