import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { Lookup } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';

/** Ids or keys asked for in one call of X.get. */
const PART = 1000;

/**
 * Finds keys of ids and ids of keys on one server, in bulk, and remembers both. The only place where a Configuration
 * meets ids.
 */
export class Names {
  private readonly keys = new Map<string, Map<string, string>>();
  private readonly ids = new Map<string, Map<string, string>>();
  /** By kind the ids of those that go by the key that they are to have, which the server may not know yet. */
  private readonly renamed = new Map<string, Set<string>>();
  private readonly zabbix: Zabbix;

  constructor(zabbix: Zabbix) {
    this.zabbix = zabbix;
  }

  /** Remembers a pair that is known already. By a key that it had before the object is not found any more. */
  learn(kind: string, id: string, givenKey: string): void {
    const key = this.asExported(kind, givenKey);
    const keys = mapOf(this.keys, kind);
    const ids = mapOf(this.ids, kind);
    const former = keys.get(id);
    // What is to be made under the former key is not this: where it is not made nothing goes by that key.
    if (former !== undefined && ids.get(former) === id) ids.delete(former);
    keys.set(id, key);
    ids.set(key, id);
  }

  /** An object that is to have another key is found by that one from now on, whatever the server calls it. */
  rename(kind: string, id: string, key: string): void {
    this.learn(kind, id, key);
    this.renamed.set(kind, (this.renamed.get(kind) ?? new Set()).add(id));
  }

  /** A key as an object's document has it: from 5.4 on exports turn CR and LF into LF, in names as everywhere. */
  asExported(kind: string, key: string): string {
    return this.losesLineEnds(kind) ? key.replaceAll('\r\n', '\n') : key;
  }

  private losesLineEnds(kind: string): boolean {
    return kindNamed(kind).travel.by === 'document' && atLeast(this.zabbix.version, '5.4');
  }

  /** Forgets what is known of a kind: it was written to. */
  forget(kind: string): void {
    this.keys.delete(kind);
    this.ids.delete(kind);
    this.renamed.delete(kind);
  }

  keyOf(kind: string, id: string): string | undefined {
    return this.keys.get(kind)?.get(id);
  }

  idOf(kind: string, key: string): string | undefined {
    return this.ids.get(kind)?.get(key);
  }

  /** Looks up the keys of these ids, so that `keyOf` knows them. Ids that the server does not know stay unknown. */
  async findKeys(kindName: string, ids: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => this.keyOf(kindName, id) === undefined);
    const { lookup } = kindNamed(kindName);
    if (lookup.keysTogether) {
      if (unknown.length > 0) await this.fetch(kindName, {}, signal);
      return;
    }
    for (let start = 0; start < unknown.length; start += PART) {
      await this.fetch(kindName, { [lookup.idsParameter]: unknown.slice(start, start + PART) }, signal);
    }
  }

  /** Looks up the ids of these keys, so that `idOf` knows them. Keys that the server does not have stay unknown. */
  async findIds(kindName: string, keys: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const unknown = [...new Set(keys)].filter((key) => this.idOf(kindName, key) === undefined);
    if (unknown.length === 0) return;
    const { lookup } = kindNamed(kindName);
    // Of a name with several lines a document does not say which line ends it has: no filter finds it.
    const hasLines = this.losesLineEnds(kindName) && unknown.some((key) => key.includes('\n'));
    if (!lookup.filter || lookup.keysTogether || hasLines) {
      await this.fetch(kindName, {}, signal);
      return;
    }
    for (let start = 0; start < unknown.length; start += PART) {
      const filter = lookup.filter(unknown.slice(start, start + PART), this.zabbix.version);
      await this.fetch(kindName, { filter }, signal);
    }
  }

  private async fetch(kindName: string, parameters: JsonObject, signal?: AbortSignal): Promise<void> {
    const { lookup } = kindNamed(kindName);
    const { version } = this.zabbix;
    const rows = await this.zabbix.call<JsonObject[]>(
      `${lookup.api}.get`,
      { output: [lookup.idField, ...lookup.output(version)], ...lookup.parameters?.(version), ...parameters },
      { ...(signal && { signal }), together: Object.keys(parameters).length > 0 },
    );
    const keys = lookup.keysTogether?.(rows, version);
    // Before the owner is named, which may be the object itself in another class.
    const ids = rows.map((row) => text(row[lookup.idField]));
    if (lookup.owner) await this.nameOwners(rows, lookup.owner, signal);
    rows.forEach((row, index) => {
      const id = ids[index] ?? '';
      if (this.renamed.get(kindName)?.has(id)) return;
      const key = keys?.[index] ?? lookup.key(row, version);
      // What is known already may go by a new name by now, or be about to: it was not asked for.
      if (keys && (this.keyOf(kindName, id) ?? this.idOf(kindName, key)) !== undefined) return;
      this.learn(kindName, id, key);
    });
  }

  private async nameOwners(
    rows: readonly JsonObject[],
    { field, kind }: NonNullable<Lookup['owner']>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.findKeys(
      kind,
      rows.map((row) => text(row[field])),
      signal,
    );
    for (const row of rows) row[field] = this.keyOf(kind, text(row[field])) ?? null;
  }
}

function mapOf(maps: Map<string, Map<string, string>>, kind: string): Map<string, string> {
  let map = maps.get(kind);
  if (!map) {
    map = new Map();
    maps.set(kind, map);
  }
  return map;
}
