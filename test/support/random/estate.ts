import { makeCanonical, sortSets } from '../../../src/configuration/canonical.ts';
import type { Configuration, ConfigurationObject } from '../../../src/configuration/configuration.ts';
import { type JsonObject, withSortedFields } from '../../../src/configuration/json.ts';
import { kindNamed } from '../../../src/configuration/kinds/all-kinds.ts';
import { drawAccess } from './access.ts';
import { drawActions } from './actions.ts';
import type { Draw } from './draw.ts';
import { drawEvents } from './events.ts';
import { drawGroups, drawHosts, drawProxies, drawTemplates } from './holders.ts';
import { drawServices } from './services.ts';
import { drawVisuals } from './visuals.ts';

/** An item or a prototype of one, by which others name it. */
export interface DrawnItem {
  readonly holder: string;
  readonly key: string;
  readonly numeric: boolean;
}

/** A configuration that comes to be: what is drawn later points to what was drawn before. */
export interface Estate {
  readonly draw: Draw;
  /** What a server has anyway: its images, roles, settings. */
  readonly given: Configuration;
  /** Adds an object under the key that its kind gives it. */
  add(kind: string, content: JsonObject, supplement?: JsonObject): string;
  /** As `add`, where the key does not follow from the object alone. */
  addAs(kind: string, key: string, content: JsonObject, supplement?: JsonObject): void;
  /** The keys of what was drawn of a kind, without what was there anyway. */
  keys(kind: string): string[];
  content(kind: string, key: string): JsonObject;
  /** Puts other fields in the place of those of an object that was drawn. */
  change(kind: string, key: string, fields: JsonObject): void;
  readonly items: { readonly ofTemplates: DrawnItem[]; readonly ofHosts: DrawnItem[] };
  /** Keys of triggers and graphs of hosts, and of triggers of templates. */
  readonly triggers: { readonly ofTemplates: string[]; readonly ofHosts: string[] };
  readonly graphs: string[];
}

/**
 * A valid configuration: what a fresh server has, less some of it, and about a hundred objects of all kinds with random
 * names, options and references.
 * @param given the configuration of a fresh server of the version
 */
export function drawConfiguration(given: Configuration, estateDraw: Draw): Configuration {
  const objects = new Map([...given.objects].map(([kind, all]) => [kind, new Map(all)]));
  forgetSome(objects, estateDraw);
  const drawn = new Map<string, string[]>();

  function addAs(kind: string, key: string, content: JsonObject, supplement?: JsonObject): void {
    const all = objects.get(kind);
    if (all === undefined) throw new Error(`A server of this version has no ${kind}`);
    if (all.has(key)) throw new Error(`There are two ${kind} of the name ${key}`);
    all.set(key, canonical(kind, key, content, supplement));
    drawn.set(kind, [...(drawn.get(kind) ?? []), key]);
  }

  const estate: Estate = {
    draw: estateDraw,
    given,
    addAs,
    add: (kind, content, supplement) => {
      const key = kindNamed(kind).key?.(content) ?? '';
      addAs(kind, key, content, supplement);
      return key;
    },
    keys: (kind) => drawn.get(kind) ?? [],
    content: (kind, key) => {
      const found = objects.get(kind)?.get(key);
      if (found === undefined) throw new Error(`There is no ${key} among the ${kind}`);
      return structuredClone(found.content);
    },
    change: (kind, key, fields) => {
      const { supplement } = objects.get(kind)?.get(key) ?? {};
      const content = { ...estate.content(kind, key), ...fields };
      objects.get(kind)?.set(key, canonical(kind, key, content, supplement));
    },
    items: { ofTemplates: [], ofHosts: [] },
    triggers: { ofTemplates: [], ofHosts: [] },
    graphs: [],
  };
  drawGroups(estate);
  drawTemplates(estate);
  drawProxies(estate);
  drawHosts(estate);
  drawServices(estate);
  drawAccess(estate);
  drawEvents(estate);
  drawVisuals(estate);
  drawActions(estate);
  return { ...given, objects };
}

/** The seed of a run: `RANDOM_SEED`, or always the same one. */
export function seedOf(environment: Readonly<Record<string, string | undefined>>): number {
  return Number(environment.RANDOM_SEED ?? '20261129');
}

/** Media types and actions that the installer brings and nothing else needs: a restore with --prune deletes them. */
function forgetSome(objects: Map<string, Map<string, ConfigurationObject>>, draw: Draw): void {
  for (const kind of ['mediatypes', 'trigger_actions', 'internal_actions']) {
    const all = objects.get(kind) ?? new Map<string, ConfigurationObject>();
    for (const key of draw.some([...all.keys()], 1, 5)) all.delete(key);
  }
}

/** In the one order in which a backup holds it. */
function canonical(
  kindName: string,
  key: string,
  content: JsonObject,
  supplement: JsonObject | undefined,
): ConfigurationObject {
  const kind = kindNamed(kindName);
  if (kind.travel.by === 'object') {
    const sorted = withSortedFields(content) as JsonObject;
    sortSets(sorted, kind.travel.ordered ?? []);
    return { kind: kindName, key, content: sorted };
  }
  makeCanonical(content);
  return { kind: kindName, key, content, ...(supplement && { supplement }) };
}
