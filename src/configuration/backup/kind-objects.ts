import { InputError } from '../../errors.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { makeCanonical, sortSets } from '../canonical.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { splitDocument } from '../document.ts';
import { byText, isObject, type JsonObject, type JsonValue, withSortedFields } from '../json.ts';
import type { Kind } from '../kind.ts';

/** A file of a kind, parsed. */
export interface KindFile {
  readonly path: string;
  readonly value: JsonValue;
  /** By a person, so that nothing is where a backup puts it. */
}

/**
 * The objects of one kind, sorted by key: what was written, exactly.
 * @param supplement by key, where the backup has any.
 * @throws InputError where the file does not hold objects of this kind, each with a key of its own.
 */
export function objectsOfFile(
  kind: Kind,
  version: ZabbixVersion,
  file: KindFile,
  supplement: JsonObject | undefined,
): Map<string, ConfigurationObject> {
  const found = kind.travel.by === 'document' ? elementsOf(kind, version, file) : listed(kind, file);
  const objects = new Map<string, ConfigurationObject>();
  for (const { key, content } of found) {
    if (key === undefined || key === '')
      throw notOfKind(kind, file, `an object has no name that identifies it`);
    if (objects.has(key)) throw notOfKind(kind, file, `it holds ${JSON.stringify(key)} twice`);
    const own = supplement && Object.hasOwn(supplement, key) ? supplement[key] : undefined;
    objects.set(key, { kind: kind.name, key, content, ...(isObject(own) && { supplement: own }) });
  }
  return new Map([...objects].sort(([a], [b]) => byText(a, b)));
}

interface Found {
  readonly key: string | undefined;
  readonly content: JsonObject;
}

function elementsOf(kind: Kind, version: ZabbixVersion, file: KindFile): Found[] {
  const { travel } = kind;
  if (travel.by !== 'document') return [];
  const document = isObject(file.value) ? file.value.zabbix_export : undefined;
  const element = travel.element(version);
  if (!isObject(document) || !isListOfObjects(document[element])) {
    throw notOfKind(kind, file, `it must be an export document with a list "${element}"`);
  }
  return splitDocument(document, element).map((content) => {
    // A backup may have been written by another version of this program, which sorted otherwise.
    makeCanonical(content);
    return { key: kind.key?.(content), content };
  });
}

function listed(kind: Kind, file: KindFile): Found[] {
  if (!isListOfObjects(file.value)) throw notOfKind(kind, file, 'it must be a list of objects');
  return file.value.map((object): Found => {
    const { key, ...rest } = object;
    const content = kind.assignKeys ? rest : object;
    const own = kind.assignKeys ? key : kind.key?.(object);
    return {
      key: typeof own === 'string' ? own : undefined,
      content: inOrder(kind, content),
    };
  });
}

function inOrder(kind: Kind, content: JsonObject): JsonObject {
  const sorted = withSortedFields(content) as JsonObject;
  sortSets(sorted, kind.travel.by === 'object' ? (kind.travel.ordered ?? []) : []);
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
