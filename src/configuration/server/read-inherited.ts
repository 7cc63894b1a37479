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
import { type JsonObject, text } from '../json.ts';
import { DEPENDENCIES, hasOwnDependencies, withTriggerNames } from './inherited-triggers.ts';

/** More objects than these are read in parts of so many hosts. */
const MOST_AT_ONCE = 10_000;
const HOLDERS_IN_PART = 100;
const PARENTS_IN_PART = 500;
const PARTS_AT_ONCE = 2;

export interface ReadInheritedOptions {
  /** Whose inherited objects are read: templates, or hosts. */
  readonly templates: boolean;
  /** Which objects are wanted besides those that are not as inherited, by host id: sections. */
  readonly wanted?: ReadonlyMap<string, JsonObject>;
  readonly signal?: AbortSignal;
}

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

/** Reads inherited objects that are not as inherited, or that are wanted, with what they are inherited from. */
export async function readInherited(
  zabbix: Zabbix,
  holders: ReadonlySet<string>,
  options: ReadInheritedOptions,
): Promise<Map<string, InheritedLists>> {
  const found = new Map<string, InheritedLists>();
  if (holders.size === 0) return found;
  await Promise.all(
    inheritedClasses(zabbix.version).map(async (each) => {
      const reader = new ClassReader(zabbix, each, options);
      for await (const rows of reader.rows(holders)) {
        for (const [holder, object] of await reader.objects(rows)) {
          const lists: InheritedLists = found.get(holder) ?? new Map();
          found.set(holder, lists);
          lists.set(each.list, [...(lists.get(each.list) ?? []), object]);
        }
      }
    }),
  );
  return found;
}

class ClassReader {
  private readonly parents = new Map<string, JsonObject>();
  private readonly zabbix: Zabbix;
  private readonly each: InheritedClass;
  private readonly options: ReadInheritedOptions;

  constructor(zabbix: Zabbix, each: InheritedClass, options: ReadInheritedOptions) {
    this.zabbix = zabbix;
    this.each = each;
    this.options = options;
  }

  private async get(parameters: JsonObject): Promise<JsonObject[]> {
    const { each, zabbix } = this;
    const output = [each.idField, 'templateid', ...each.output(zabbix.version)];
    return await zabbix.call<JsonObject[]>(
      `${each.api}.get`,
      { output, ...each.selects(zabbix.version), ...parameters },
      this.options.signal && { signal: this.options.signal },
    );
  }

  /** All inherited objects of these hosts or templates: in one call where they are not many. */
  async *rows(holders: ReadonlySet<string>): AsyncGenerator<JsonObject[]> {
    const { each, options } = this;
    const ours = (rows: JsonObject[]): JsonObject[] => rows.filter((row) => holders.has(holderOf(row)));
    if (each.wholeOnly) return yield ours(await this.get({ inherited: true }));
    if (holders.size > HOLDERS_IN_PART) {
      const all = await this.few();
      if (all) return yield ours(all);
    }
    const parts = inParts(
      [...holders],
      HOLDERS_IN_PART,
      (hostids) => this.get({ inherited: true, hostids }),
      { concurrency: PARTS_AT_ONCE, ...(options.signal && { signal: options.signal }) },
    );
    for await (const { result } of parts) yield ours(result);
  }

  /** All that there are; undefined where they are too many for one call. */
  private async few(): Promise<JsonObject[] | undefined> {
    const limits = { inherited: true, templated: this.options.templates, limit: MOST_AT_ONCE + 1 };
    try {
      const rows = await this.get(limits);
      return rows.length > MOST_AT_ONCE ? undefined : rows;
    } catch (error) {
      if (error instanceof AnswerTooLargeError) return undefined;
      throw error;
    }
  }

  async objects(rows: readonly JsonObject[]): Promise<[string, InheritedObject][]> {
    await this.findParents(rows);
    const kept = rows.flatMap((row) => {
      const object = this.objectOf(row);
      return object && this.isKept(row, object) ? [{ row, object }] : [];
    });
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
    const section = this.options.wanted?.get(holderOf(row));
    return (section?.[this.each.list] ?? []) as JsonObject[];
  }

  private async findParents(rows: readonly JsonObject[]): Promise<void> {
    const { each, options } = this;
    // What is inherited may be inherited further.
    for (const row of rows) this.parents.set(text(row[each.idField]), row);
    const missing = [...new Set(rows.map((row) => text(row.templateid)))].filter(
      (id) => !this.parents.has(id),
    );
    const parameter = `${each.idField}s`;
    const parts = inParts(missing, PARENTS_IN_PART, (ids) => this.get({ [parameter]: ids }), {
      ...(options.signal && { signal: options.signal }),
    });
    for await (const { result } of parts)
      for (const row of result) this.parents.set(text(row[each.idField]), row);
  }
}
