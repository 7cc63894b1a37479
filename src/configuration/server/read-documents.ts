import { ConciergeError } from '../../errors.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { inParts } from '../../zabbix/parts.ts';
import { makeCanonical } from '../canonical.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { EXACT } from '../exact/section.ts';
import { INHERITED } from '../inherited/section.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import { type DocumentKind, type DocumentTravel, isHolderKind } from '../kind.ts';
import { packed } from '../packed.ts';
import { type InnerCredentials, putBack, putBackInner } from './credentials.ts';
import { exportPart } from './export-part.ts';
import type { Names } from './names.ts';
import { readExactSections } from './read-exact.ts';
import { readInheritedSections } from './read-inherited.ts';
import type { ReadOptions } from './read-server.ts';

/** Times that objects are asked for again which were renamed while they were read. */
const MOST_ROUNDS = 3;

/** Parts of one kind exported at once: a front end on two cores gains nothing from more. */
const PARTS_AT_ONCE = 2;

/** Reads the objects of a kind that travels by configuration.export, in parts. Ids are learned by `names`. */
export async function readDocuments(
  zabbix: Zabbix,
  kind: DocumentKind,
  names: Names,
  credentials: Promise<InnerCredentials> | undefined,
  options: ReadOptions,
): Promise<{ objects: Map<string, ConfigurationObject>; exportVersion: string | undefined }> {
  const objects = new Map<string, ConfigurationObject>();
  let exportVersion: string | undefined;
  let rows = await list(zabbix, kind, names, options);
  options.progress.start(kind.name, rows.length);
  for (let round = 0; rows.length > 0; round += 1) {
    const found = await readRows(zabbix, kind, rows, names, credentials, options);
    exportVersion ??= found.exportVersion;
    for (const [key, object] of found.objects) objects.set(key, object);
    // What came under another name was renamed meanwhile; what no longer exists is rightly missing.
    rows = found.missing.length > 0 ? await list(zabbix, kind, names, options, found.missing) : [];
    if (rows.length > 0 && round === MOST_ROUNDS) {
      // An admin of 7.0 is shown the names of media types, and no more of them.
      if (options.partial) break;
      throw new ConciergeError(`The ${kind.name} changed while they were read`, {
        why: `${rows.length} of them had another name each time`,
        remedy: 'Run the command again when nobody works on them.',
      });
    }
  }
  return { objects, exportVersion };
}

interface FoundObjects {
  readonly objects: ReadonlyMap<string, ConfigurationObject>;
  readonly exportVersion: string | undefined;
  /** Ids that were asked for and did not come under the name that they had. */
  readonly missing: readonly string[];
}

async function readRows(
  zabbix: Zabbix,
  kind: DocumentKind,
  rows: readonly JsonObject[],
  names: Names,
  credentials: Promise<InnerCredentials> | undefined,
  options: ReadOptions,
): Promise<FoundObjects> {
  const { travel } = kind;
  const pending = new Map(rows.map((row) => [text(row[kind.lookup.idField]), row]));
  const objects = new Map<string, ConfigurationObject>();
  let exportVersion: string | undefined;
  const ids = [...pending.keys()];
  const changes = isHolderKind(kind)
    ? readInheritedSections(zabbix, heirs(rows, kind), {
        templates: kind.travel.templated === true,
        ...(options.signal && { signal: options.signal }),
      })
    : undefined;
  const exact = readExactSections(zabbix, kind, new Set(ids), options.signal);
  // Whatever ends the parts first is what is thrown.
  changes?.catch(() => undefined);
  const parts = inParts(ids, travel.partSize, (ids) => exportPart(zabbix, kind, ids, names, options.signal), {
    concurrency: PARTS_AT_ONCE,
    ...(options.signal && { signal: options.signal }),
  });
  for await (const { ids, result } of parts) {
    const { elements } = result;
    exportVersion ??= result.exportVersion;
    const inner = await credentials;
    const inherited = await changes;
    const wanted = new Map<string, JsonObject>();
    // An export of templates holds their groups as well: only what was asked for belongs to this kind.
    for (const element of elements) {
      const id = names.idOf(kind.name, kind.key?.(element) ?? '');
      if (id !== undefined && pending.has(id)) wanted.set(id, element);
    }
    elements.length = 0;
    await exact.lookInto(wanted);
    for (const [id, element] of wanted) {
      // One that has become text is let go at once: the garbage collector copies all that is still held.
      wanted.delete(id);
      const key = kind.key?.(element) ?? '';
      const row = pending.get(id) ?? {};
      pending.delete(id);
      if (inner) putBackInner(element, id, inner);
      putBack(element, ownCredentials(row, travel));
      makeCanonical(element);
      const object = {
        kind: kind.name,
        key,
        content: element,
        ...supplementOf(row, element, travel, inherited?.get(id), exact.of(id), zabbix),
      };
      objects.set(key, options.packed ? packed(object) : object);
    }
    options.progress.advance(kind.name, ids.length);
  }
  return { objects, exportVersion, missing: [...pending.keys()] };
}

/** The ids of those that link templates: the others inherit nothing, and need not be asked about. */
function heirs(rows: readonly JsonObject[], { lookup }: DocumentKind): Set<string> {
  const linked = rows.filter(({ parentTemplates }) => objectsIn(parentTemplates).length > 0);
  return new Set(linked.map((row) => text(row[lookup.idField])));
}

async function list(
  zabbix: Zabbix,
  kind: DocumentKind,
  names: Names,
  { selection, signal }: ReadOptions,
  ids?: readonly string[],
): Promise<JsonObject[]> {
  const { lookup, travel } = kind;
  const output = [
    lookup.idField,
    ...lookup.output(zabbix.version),
    ...Object.keys(travel.credentials ?? {}),
    ...(travel.supplement?.(zabbix.version) ?? []),
  ];
  const rows = await zabbix.call<JsonObject[]>(
    `${lookup.api}.get`,
    {
      output,
      ...(isHolderKind(kind) && { selectParentTemplates: ['templateid'] }),
      ...travel.where,
      ...(ids && { [lookup.idsParameter]: ids }),
    },
    signal && { signal },
  );
  const keyed = rows.map((row) => ({
    row,
    key: names.asExported(kind.name, lookup.key(row, zabbix.version)),
  }));
  for (const { row, key } of keyed) names.learn(kind.name, text(row[lookup.idField]), key);
  return keyed
    .filter(({ key }) => selection.object(kind.name, key))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

function ownCredentials(row: JsonObject, travel: DocumentTravel): JsonObject {
  const secrets: JsonObject = {};
  for (const [field, name] of Object.entries(travel.credentials ?? {})) {
    if (text(row[field]) !== '') secrets[name] = text(row[field]);
  }
  return secrets;
}

function supplementOf(
  row: JsonObject,
  element: JsonObject,
  travel: DocumentTravel,
  inherited: JsonObject | undefined,
  exact: JsonObject | undefined,
  zabbix: Zabbix,
): { supplement: JsonObject } | Record<string, never> {
  const fields = travel.supplement?.(zabbix.version) ?? [];
  // What links nothing inherits nothing. Where something is linked, `{}` says that it changes nothing.
  const links = travel.ownFields !== undefined && objectsIn(element.templates).length > 0;
  if (fields.length === 0 && !links && !exact) return {};
  return {
    supplement: {
      ...Object.fromEntries(fields.map((field) => [field, row[field] ?? ''])),
      ...(links && { [INHERITED]: inherited ?? {} }),
      ...(exact && { [EXACT]: exact }),
    },
  };
}
