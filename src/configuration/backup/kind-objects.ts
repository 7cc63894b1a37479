import { InputError } from '../../errors.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { makeCanonical, sortSets } from '../canonical.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { splitDocument } from '../document.ts';
import { byText, isObject, type JsonObject, type JsonValue, withSortedFields } from '../json.ts';
import type { Kind } from '../kind.ts';
import { unsortedLists } from '../lists.ts';
import { type Layout, SPANNING_LISTS } from './format.ts';

/** A file of a kind, parsed. */
export interface KindFile {
  readonly path: string;
  readonly value: JsonValue;
}

/** The files of a kind: one for all objects where the layout is flat, one for each where it is a tree. */
export interface KindFiles {
  readonly layout: Layout;
  readonly objects: readonly KindFile[];
  /** In a tree: triggers and graphs that belong to several objects. */
  readonly spanning: readonly KindFile[];
  /** What the elements of documents have no place for, by key. */
  readonly supplements: ReadonlyMap<string, JsonObject>;
}

/**
 * The objects of one kind, sorted by key: what was written, exactly.
 * @throws InputError where a file does not hold objects of this kind, each with a key of its own.
 */
export function objectsOfFiles(
  kind: Kind,
  version: ZabbixVersion,
  files: KindFiles,
): Map<string, ConfigurationObject> {
  const found = kind.travel.by === 'document' ? elementsOf(kind, version, files) : listed(kind, files);
  const objects = new Map<string, ConfigurationObject>();
  for (const { key, content, file } of found) {
    if (key === undefined || key === '')
      throw notOfKind(kind, file, `an object has no name that identifies it`);
    if (objects.has(key)) throw notOfKind(kind, file, twice(key, files.layout));
    const supplement = files.supplements.get(key);
    objects.set(key, { kind: kind.name, key, content, ...(supplement && { supplement }) });
  }
  return new Map([...objects].sort(([a], [b]) => byText(a, b)));
}

function twice(key: string, layout: Layout): string {
  return layout === 'tree'
    ? `another file holds ${JSON.stringify(key)} already`
    : `it holds ${JSON.stringify(key)} twice`;
}

interface Found {
  readonly key: string | undefined;
  readonly content: JsonObject;
  readonly file: KindFile;
}

/** All files are one document in parts: a trigger of one may belong to elements of others. */
function elementsOf(kind: Kind, version: ZabbixVersion, { objects, spanning }: KindFiles): Found[] {
  const { travel } = kind;
  if (travel.by !== 'document') return [];
  const element = travel.element(version);
  const whole = new Map<string, JsonValue[]>([element, ...SPANNING_LISTS].map((list) => [list, []]));
  const fileOf = new Map<JsonObject, KindFile>();
  for (const file of objects) {
    const document = documentIn(file);
    const elements = document?.[element];
    if (!isListOfObjects(elements)) {
      throw notOfKind(kind, file, `it must be an export document with a list "${element}"`);
    }
    for (const entry of elements) fileOf.set(entry, file);
    takeFrom(document, whole);
  }
  for (const file of spanning) {
    const document = documentIn(file);
    if (!document) throw notOfKind(kind, file, 'it must be an export document');
    takeFrom({ ...document, [element]: [] }, whole);
  }
  return splitDocument(Object.fromEntries(whole), element).map((content) => {
    const file = fileOf.get(content) as KindFile;
    // A backup may have been written by another version of this program, which sorted otherwise.
    makeCanonical(content);
    return { key: kind.key?.(content), content, file };
  });
}

function documentIn({ value }: KindFile): JsonObject | undefined {
  const document = isObject(value) ? value.zabbix_export : undefined;
  return isObject(document) ? document : undefined;
}

function takeFrom(document: JsonObject | undefined, lists: ReadonlyMap<string, JsonValue[]>): void {
  for (const [name, list] of lists) {
    const entries = document?.[name];
    if (Array.isArray(entries)) for (const entry of entries) list.push(entry);
  }
}

function listed(kind: Kind, { layout, objects }: KindFiles): Found[] {
  return objects.flatMap((file) =>
    objectsIn(kind, layout, file).map((object): Found => {
      const { key, ...rest } = object;
      const content = kind.assignKeys ? rest : object;
      const own = kind.assignKeys ? key : kind.key?.(object);
      return {
        key: typeof own === 'string' ? own : undefined,
        content: inOrder(kind, content),
        file,
      };
    }),
  );
}

function objectsIn(kind: Kind, layout: Layout, file: KindFile): JsonObject[] {
  const value = layout === 'tree' ? [file.value] : file.value;
  if (isListOfObjects(value)) return value;
  throw notOfKind(kind, file, layout === 'tree' ? 'it must be an object' : 'it must be a list of objects');
}

function inOrder(kind: Kind, content: JsonObject): JsonObject {
  const sorted = withSortedFields(content) as JsonObject;
  sortSets(sorted, unsortedLists(kind));
  return sorted;
}

function isListOfObjects(value: JsonValue | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function notOfKind(kind: Kind, { path }: KindFile, why: string): InputError {
  return new InputError(`${path} does not hold the backup of ${kind.name}`, {
    why,
    remedy: 'Restore the file from where the backup is kept, or correct it.',
  });
}
