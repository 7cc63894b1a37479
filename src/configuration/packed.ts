import type { ConfigurationObject } from './configuration.ts';
import { withoutShared } from './document.ts';
import type { JsonObject } from './json.ts';
import { objectsIn } from './json.ts';

/**
 * An object that travels as an element of a document, as it will be written. Text takes a fraction of the memory and
 * of the collector's time that the same takes as objects.
 */
export interface Packed {
  /** The element alone, as JSON in UTF-8: without the triggers and graphs that stand at the top of a document. */
  readonly line: Uint8Array;
  /** Those fields of the element, and no others, that a document as a whole is made of. */
  readonly shared: JsonObject;
}

const encoder = new TextEncoder();

/** The same object with its content as text, which is parsed again whenever somebody asks for it. */
export function packed({ content, ...object }: ConfigurationObject): ConfigurationObject {
  const line = encoder.encode(lineOf(content));
  const shared = sharedFields(content);
  const { triggers, graphs } = shared;
  return {
    ...object,
    packed: { line, shared },
    get content() {
      const own = JSON.parse(new TextDecoder().decode(line)) as JsonObject;
      return { ...own, ...(triggers && { triggers }), ...(graphs && { graphs }) };
    },
  };
}

/** An element as a line of a document. */
export function lineOf(content: JsonObject): string {
  return JSON.stringify(withoutShared(content));
}

/** What `sharedOf` and `groupsOfHostPrototypes` look at: shared triggers and graphs, groups of host prototypes. */
function sharedFields({ triggers, graphs, discovery_rules }: JsonObject): JsonObject {
  const rules = objectsIn(discovery_rules)
    .map((rule) => objectsIn(rule.host_prototypes))
    .filter((prototypes) => prototypes.length > 0)
    .map((prototypes) => ({
      host_prototypes: prototypes.map(({ group_links = [] }) => ({ group_links })),
    }));
  return {
    ...(triggers !== undefined && { triggers }),
    ...(graphs !== undefined && { graphs }),
    ...(rules.length > 0 && { discovery_rules: rules }),
  };
}
