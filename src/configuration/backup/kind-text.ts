import type { ZabbixVersion } from '../../zabbix/version.ts';
import { makeCanonical } from '../canonical.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { groupsFor, mergeDocument } from '../document.ts';
import { type JsonObject, objectsIn } from '../json.ts';
import type { DocumentTravel, Kind } from '../kind.ts';
import { lineOf } from '../packed.ts';
import type { Piece } from './write-file.ts';

/**
 * A document for configuration.import, one element, shared trigger or graph to a line: compact, and a change is a line
 * of a diff. Comes in pieces, since the whole may be tens of megabytes.
 * @param objects sorted by key.
 * @param groups the host groups of the same backup, of which some belong into the document for import to find them.
 */
export function* documentText(
  kind: Kind & { travel: DocumentTravel },
  objects: readonly ConfigurationObject[],
  version: ZabbixVersion,
  exportVersion: string,
  groups: ReadonlyMap<string, ConfigurationObject>,
): Generator<Piece> {
  const element = kind.travel.element(version);
  const contents = objects.map((object) => object.packed?.shared ?? expectKey(kind, object).content);
  const sections = groupsFor(contents, version, (name) => groups.get(name)?.content);
  const document = mergeDocument(contents, element, exportVersion);
  const { version: exported, [element]: _elements, ...shared } = document;
  // In the order in which they stand inside their elements, so that splitting the document gives the same elements.
  makeCanonical(shared);
  yield `{"zabbix_export":{"version":${JSON.stringify(exported)}`;
  for (const [name, list] of Object.entries(sections)) yield* linesOf(name, objectsIn(list), JSON.stringify);
  yield* linesOf(element, objects, (object) => object.packed?.line ?? lineOf(object.content));
  for (const [name, list] of Object.entries(shared)) yield* linesOf(name, objectsIn(list), JSON.stringify);
  yield '}}\n';
}

function* linesOf<T>(name: string, list: readonly T[], textOf: (element: T) => Piece): Generator<Piece> {
  yield `,${JSON.stringify(name)}:[`;
  for (const [index, element] of list.entries()) {
    yield index === 0 ? '\n' : ',\n';
    yield textOf(element);
  }
  yield list.length > 0 ? '\n]' : ']';
}

/**
 * A list of objects, indented for people. Where the key cannot be told from an object alone it stands in front of the
 * object's own fields, as `key`.
 */
export function* objectsText(kind: Kind, objects: readonly ConfigurationObject[]): Generator<string> {
  yield '[';
  for (const [index, object] of objects.entries()) {
    yield index === 0 ? '\n' : ',\n';
    const shown = shownObject(kind, object);
    // Line feeds stand between lines only: those inside texts are escaped.
    yield `  ${JSON.stringify(shown, null, 2).replaceAll('\n', '\n  ')}`;
  }
  yield objects.length === 0 ? ']\n' : '\n]\n';
}

/** An object as a list of objects, or a file of its own, shows it. */
export function shownObject(kind: Kind, object: ConfigurationObject): JsonObject {
  return kind.assignKeys ? withKey(object) : expectKey(kind, object).content;
}

/** What the elements of a document have no place for, by key, one object to a line. */
export function* supplementText(objects: readonly ConfigurationObject[]): Generator<string> {
  yield '{';
  let first = true;
  for (const { key, supplement } of objects) {
    if (supplement === undefined) continue;
    yield `${first ? '' : ','}\n${JSON.stringify(key)}: ${JSON.stringify(supplement)}`;
    first = false;
  }
  yield first ? '}\n' : '\n}\n';
}

function withKey({ kind, key, content }: ConfigurationObject): JsonObject {
  if (Object.hasOwn(content, 'key')) throw new Error(`An object of ${kind} has a field "key" of its own`);
  return { key, ...content };
}

/** A key that reading would not find again is a defect: better no backup than one that loses an object. */
export function expectKey(kind: Kind, object: ConfigurationObject): ConfigurationObject {
  const found = kind.key?.(object.content);
  if (found !== object.key) {
    throw new Error(
      `An object of ${kind.name} has the key ${JSON.stringify(object.key)}, not ${JSON.stringify(found)}`,
    );
  }
  return object;
}
