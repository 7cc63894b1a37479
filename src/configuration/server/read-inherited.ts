import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import { inParts } from '../../zabbix/parts.ts';
import { holderOf, type InheritedClass, inheritedClasses } from '../inherited/classes.ts';
import {
  deviation,
  elementFor,
  type InheritedObject,
  identityText,
  sortedSection,
} from '../inherited/section.ts';
import { type JsonObject, objectsIn, sameJson, text } from '../json.ts';
import { FEW_HOLDERS, FEW_TOGETHER } from './few-holders.ts';
import { DEPENDENCIES, hasOwnDependencies, withTriggerNames } from './inherited-triggers.ts';

/** More objects of a class than these are read in parts, of about so many objects: an answer of about 1 MB. */
const MOST_AT_ONCE = 5_000;
const OBJECTS_IN_PART = 1_500;
/** So many hosts or templates are counted to know how many objects each has; so many ids are given to one call. */
const SAMPLE = 500;
const PARENTS_IN_PART = 500;
const PARTS_AT_ONCE = 2;

export interface ReadInheritedOptions {
  /** Whose inherited objects are read: templates, or hosts. */
  readonly templates: boolean;
  /** Which objects are wanted besides those that are not as inherited, by host id: sections. */
  readonly wanted?: ReadonlyMap<string, JsonObject>;
  readonly signal?: AbortSignal;
}

/** Fields of a row that say where it is and whence it comes, which is never as in its parent. */
const OF_THE_PLACE: ReadonlySet<string> = new Set(['hostid', 'hosts', 'templateid']);

/** Inherited objects of one host or template, by list. */
export type InheritedLists = Map<string, InheritedObject[]>;

/**
 * What these hosts or templates change in what they inherit, by id: sections of supplements. Those that change nothing
 * are not in it.
 */
export async function readInheritedSections(
  zabbix: Zabbix,
  holders: ReadonlySet<string>,
  options: ReadInheritedOptions,
): Promise<Map<string, JsonObject>> {
  const found = await readInherited(zabbix, holders, options);
  return new Map(
    [...found].map(([id, lists]) => {
      const elements = [...lists].map(
        ([list, objects]) =>
          [list, objects.map(elementFor).filter((element) => element !== undefined)] as const,
      );
      return [id, sortedSection(new Map(elements))];
    }),
  );
}

/**
 * Reads inherited objects that are not as inherited, or that are wanted, with what they are inherited from. Of all others,
 * of which a large estate has hundreds of thousands, only one part is in memory at a time.
 */
export async function readInherited(
  zabbix: Zabbix,
  holders: ReadonlySet<string>,
  options: ReadInheritedOptions,
): Promise<Map<string, InheritedLists>> {
  const found = new Map<string, InheritedLists>();
  if (holders.size === 0) return found;
  const keep = async (reader: ClassReader, rows: JsonObject[]): Promise<void> => {
    for (const [holder, object] of await reader.objects(rows)) {
      const lists: InheritedLists = found.get(holder) ?? new Map();
      found.set(holder, lists);
      const list = lists.get(reader.each.list);
      if (list) list.push(object);
      else lists.set(reader.each.list, [object]);
    }
  };
  const large: ClassReader[] = [];
  await Promise.all(
    inheritedClasses(zabbix.version).map(async (each) => {
      const reader = new ClassReader(zabbix, each, holders, options);
      const rows = await reader.few();
      if (rows) await keep(reader, rows);
      else large.push(reader);
    }),
  );
  // One class after the other: parts of all at the same time would be all in memory at the same time.
  for (const reader of large) for await (const rows of reader.parts()) await keep(reader, rows);
  return found;
}

class ClassReader {
  readonly each: InheritedClass;
  /** What inherited objects are compared with: rows by their ids. */
  private readonly parents = new Map<string, JsonObject>();
  private readonly zabbix: Zabbix;
  private readonly holders: ReadonlySet<string>;
  private readonly options: ReadInheritedOptions;

  constructor(
    zabbix: Zabbix,
    each: InheritedClass,
    holders: ReadonlySet<string>,
    options: ReadInheritedOptions,
  ) {
    this.zabbix = zabbix;
    this.each = each;
    this.holders = holders;
    this.options = options;
  }

  private async call<T>(parameters: JsonObject): Promise<T> {
    const { signal } = this.options;
    const together = this.holders.size <= FEW_TOGETHER && !this.each.wholeOnly;
    return await this.zabbix.call<T>(`${this.each.api}.get`, parameters, {
      ...(signal && { signal }),
      together,
    });
  }

  private async get(parameters: JsonObject): Promise<JsonObject[]> {
    const { each, zabbix } = this;
    const output = [each.idField, 'templateid', ...each.output(zabbix.version)];
    // Hosts of triggers cost a quarter of the time: those that are kept are asked for theirs afterwards.
    const { selectHosts, ...selects } = each.selects(zabbix.version);
    const hosts = this.options.wanted && selectHosts !== undefined ? { selectHosts } : {};
    return await this.call({ output, ...selects, ...hosts, ...parameters });
  }

  /** All that there are; undefined where they are too many for one call. */
  async few(): Promise<JsonObject[] | undefined> {
    const { each, holders, options } = this;
    if (each.wholeOnly) return await this.get({ inherited: true });
    const named = holders.size <= FEW_HOLDERS;
    if (!named) {
      const { counted, holders: asked } = await this.count();
      if (counted === 0 && asked === holders.size) return [];
      if ((counted * holders.size) / asked > MOST_AT_ONCE) return undefined;
    }
    const where = named ? { hostids: [...holders] } : { templated: options.templates };
    try {
      const rows = await this.get({ inherited: true, ...where, limit: MOST_AT_ONCE + 1 });
      return rows.length > MOST_AT_ONCE ? undefined : rows;
    } catch (error) {
      if (error instanceof AnswerTooLargeError) return undefined;
      throw error;
    }
  }

  /** Inherited objects of a sample of the hosts or templates. */
  private async count(): Promise<{ counted: number; holders: number }> {
    const all = [...this.holders];
    const every = Math.ceil(all.length / SAMPLE);
    const hostids = all.filter((_, index) => index % every === 0);
    const counted = await this.call<string>({ countOutput: true, inherited: true, hostids });
    return { counted: Number(counted), holders: hostids.length };
  }

  /** All inherited objects of these hosts or templates, in parts. */
  async *parts(): AsyncGenerator<JsonObject[]> {
    const { counted, holders: asked } = await this.count();
    const size = Math.max(1, Math.floor((OBJECTS_IN_PART * asked) / Math.max(1, counted)));
    const parts = inParts(
      [...this.holders],
      Math.min(size, SAMPLE),
      (hostids) => this.get({ inherited: true, hostids }),
      { concurrency: PARTS_AT_ONCE, ...(this.options.signal && { signal: this.options.signal }) },
    );
    for await (const { result } of parts) yield result;
  }

  async objects(rows: readonly JsonObject[]): Promise<[string, InheritedObject][]> {
    await this.findParents(rows);
    const different = rows.flatMap((row) => {
      if (this.isAsItsParent(row)) return [];
      const object = this.objectOf(row);
      return object && this.isKept(row, object) ? [{ row, object }] : [];
    });
    await this.findHolders(different.map(({ row }) => row));
    const kept = different.filter(({ row }) => this.holders.has(holderOf(row)));
    const { zabbix, each, options } = this;
    const objects = Object.hasOwn(each.selects(zabbix.version), 'selectDependencies')
      ? await withTriggerNames(zabbix, each, kept, (id) => this.parents.get(id), options.signal)
      : kept.map(({ object }) => object);
    return kept.flatMap(({ row }, index): [string, InheritedObject][] => {
      const object = objects[index];
      return object && this.isDeviatingOrWanted(row, object) ? [[holderOf(row), object]] : [];
    });
  }

  private objectOf(row: JsonObject): InheritedObject | undefined {
    const { each, zabbix } = this;
    const parent = this.parents.get(text(row.templateid));
    // What a user is not shown cannot be compared.
    if (!parent) return undefined;
    return {
      id: text(row[each.idField]),
      identity: each.identity(row),
      own: each.content(row, zabbix.version),
      parent: each.content(parent, zabbix.version),
    };
  }

  /**
   * Whether a row says what its parent's says, and nothing is wanted of it. That is true of nearly all of hundreds of
   * thousands, so it is decided before anything is made of them.
   */
  private isAsItsParent(row: JsonObject): boolean {
    const parent = this.parents.get(text(row.templateid));
    if (!parent || this.wantedIn(row).length > 0) return false;
    const { idField } = this.each;
    for (const field in row) {
      if (field === idField || OF_THE_PLACE.has(field)) continue;
      if (field === DEPENDENCIES ? hasOwnDependencies(row, parent) : !sameJson(row[field], parent[field]))
        return false;
    }
    return true;
  }

  /** Triggers may be wanted by name at first, since expressions are not known yet. */
  private isKept(row: JsonObject, object: InheritedObject): boolean {
    if (Object.keys(deviation(object)).length > 0) return true;
    if (Object.hasOwn(row, DEPENDENCIES)) {
      if (hasOwnDependencies(row, this.parents.get(text(row.templateid)))) return true;
      const names = this.wantedIn(row).map(({ name }) => name);
      return names.includes(object.identity.name as string);
    }
    return this.isDeviatingOrWanted(row, object);
  }

  private isDeviatingOrWanted(row: JsonObject, object: InheritedObject): boolean {
    if (Object.keys(deviation(object)).length > 0) return true;
    const { list } = this.each;
    const identity = identityText(list, object.identity);
    return this.wantedIn(row).some((element) => identityText(list, element) === identity);
  }

  private wantedIn(row: JsonObject): JsonObject[] {
    if (!this.options.wanted) return [];
    const section = this.options.wanted.get(holderOf(row));
    return objectsIn(section?.[this.each.list]);
  }

  /** Gives rows that were read without their hosts what `selectHosts` would have. */
  private async findHolders(rows: readonly JsonObject[]): Promise<void> {
    const { each, options, zabbix } = this;
    const { selectHosts } = each.selects(zabbix.version);
    if (selectHosts === undefined || options.wanted) return;
    const byId = new Map(rows.map((row) => [text(row[each.idField]), row]));
    const ask = (ids: string[]): Promise<JsonObject[]> =>
      this.call({ output: [each.idField], selectHosts, [`${each.idField}s`]: ids });
    const parts = inParts(
      [...byId.keys()],
      PARENTS_IN_PART,
      ask,
      options.signal && { signal: options.signal },
    );
    for await (const { result } of parts) {
      for (const found of result) {
        const row = byId.get(text(found[each.idField]));
        if (row) row.hosts = found.hosts ?? [];
      }
    }
  }

  private async findParents(rows: readonly JsonObject[]): Promise<void> {
    const { each, options } = this;
    const missing = new Set(rows.map((row) => text(row.templateid)).filter((id) => !this.parents.has(id)));
    // What is inherited may be inherited further.
    for (const row of rows) {
      if (missing.delete(text(row[each.idField]))) this.parents.set(text(row[each.idField]), row);
    }
    const parts = inParts(
      [...missing],
      PARENTS_IN_PART,
      (ids) => this.get({ [`${each.idField}s`]: ids }),
      options.signal && { signal: options.signal },
    );
    for await (const { result } of parts)
      for (const row of result) this.parents.set(text(row[each.idField]), row);
  }
}
