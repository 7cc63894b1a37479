import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { hasBareLineFeed, lineEndsOf, withLineEnds } from './line-ends.ts';

/**
 * A class of things inside templates, hosts and media types of which an export leaves something out that an import does not
 * put in place: line ends above all, and single fields that have no place in a document. X.get has it, and X.update sets it.
 */
export interface ExactClass {
  /** The list in the section of a supplement. */
  readonly list: string;
  /** For sentences: 'item'. */
  readonly singular: string;
  /** The series in which there is something of the class to say: from (inclusive) and before (exclusive). */
  readonly since?: string;
  readonly before?: string;
  /**
   * Whether an element may be one of the few that hold something. Absent: an element does not tell, and all objects of a
   * kind are asked for at once.
   */
  mayBeIn?(element: JsonObject): boolean;
  /** Whether an element has what X.update writes too, and not an import alone. */
  updatedIn?(element: JsonObject): boolean;
  read(reader: ExactReader): Promise<ExactObject[]>;
}

/** How a class asks for what is inside the templates, hosts or media types that are looked at. */
export interface ExactReader {
  readonly version: ZabbixVersion;
  /** What is as an import leaves it is wanted too. */
  readonly all: boolean;
  /** X.get, narrowed to what is looked at; of many rows only those that are wanted are in memory at a time. */
  within(api: string, parameters: JsonObject, isWanted?: (row: JsonObject) => boolean): Promise<JsonObject[]>;
  /** X.get of these ids. */
  byIds(
    api: string,
    idsParameter: string,
    ids: readonly string[],
    parameters: JsonObject,
  ): Promise<JsonObject[]>;
}

export interface ExactObject {
  /** Its own id, by which `write` calls it. One that belongs to several hosts is there once for each, with the same id. */
  readonly id: string;
  /** The id of the template, host or media type. */
  readonly holder: string;
  /** What tells it apart there. */
  readonly identity: JsonObject;
  /** What is not as an import leaves it; `{}` where all is. */
  readonly now: JsonObject;
  /** X.update that makes it what is wanted. */
  write(wanted: JsonObject): { readonly method: string; readonly parameters: JsonObject };
}

/** Texts by the names of their fields. */
export type Texts = Readonly<Record<string, string>>;

/** Whether any of these texts has a line end that an import would not leave. */
export function hasOtherLineEnds(texts: Texts): boolean {
  return Object.values(texts).some(hasBareLineFeed);
}

/** `line_ends` of an element; nothing where an import leaves the same. */
export function lineEnds(texts: Texts): { line_ends?: JsonObject } {
  const found: JsonObject = {};
  for (const [field, value] of Object.entries(texts)) {
    const ends = lineEndsOf(value);
    if (ends !== undefined) found[field] = ends;
  }
  return Object.keys(found).length === 0 ? {} : { line_ends: found };
}

/** Those of the texts that are not as wanted, as they are to be. */
export function textsToWrite(texts: Texts, { line_ends: wanted }: JsonObject): Record<string, string> {
  const ends = (wanted ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(texts)
      .map(([field, value]) => [field, withLineEnds(value, ends[field])] as const)
      .filter(([field, value]) => value !== texts[field]),
  );
}
