import type { Progress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError, ZabbixApiError } from '../../zabbix/errors.ts';
import { isBeyondRights } from '../../zabbix/refusals.ts';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import { contentOfRows, idPlaces, keysOfRows, objectsFromRows, type Row } from '../from-rows.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import { isDocumentKind, isHolderKind, isObjectKind, type ObjectKind } from '../kind.ts';
import { kindsInOrder, referencesOf } from '../kinds/all-kinds.ts';
import { referencePlaces } from '../references.ts';
import type { Selection } from '../selection.ts';
import { readInnerCredentials } from './credentials.ts';
import { Names } from './names.ts';
import { readDocuments } from './read-documents.ts';
import { readInParts } from './read-in-parts.ts';

export interface ReadOptions {
  readonly selection: Selection;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** The user does not see everything: what Zabbix lists for it and does not export to it is left out. */
  readonly partial?: boolean;
  /** For who writes objects and looks at few of them: those that travel as documents are kept as text. */
  readonly packed?: boolean;
}

/** A Configuration read from a server, and the ids that its keys have there. */
export interface LiveConfiguration {
  readonly configuration: Configuration;
  readonly names: Names;
}

/**
 * Reads a server's configuration. All kinds are read at the same time; the connection limits what is under way.
 * @throws whatever a call throws; a part of a configuration is never returned as the whole.
 */
export async function readServer(zabbix: Zabbix, options: ReadOptions): Promise<LiveConfiguration> {
  const names = new Names(zabbix);
  const kinds = kindsInOrder(zabbix.version).filter(
    (kind) => options.selection.kind(kind.name) && !(options.partial && kind.shownInPart),
  );
  const needsInner = kinds.some(isHolderKind);
  const credentials = needsInner ? readInnerCredentials(zabbix, options.signal) : undefined;
  // Waited for only once documents are there: where something else fails before, that is the error.
  credentials?.catch(() => undefined);
  let exportVersion = zabbix.version.series;
  const read = await Promise.all([
    ...kinds.filter(isDocumentKind).map(async (kind) => {
      const inner = isHolderKind(kind) ? credentials : undefined;
      const { objects, exportVersion: found } = await readDocuments(zabbix, kind, names, inner, options);
      if (found) exportVersion = found;
      options.progress.done(kind.name, String(objects.size));
      return [kind.name, objects] as const;
    }),
    readObjectKinds(zabbix, kinds.filter(isObjectKind), names, options),
  ]);
  const found = new Map<string, Map<string, ConfigurationObject>>();
  for (const entry of read) {
    if (entry instanceof Map) for (const [kind, objects] of entry) found.set(kind, objects);
    else found.set(entry[0], entry[1]);
  }
  // In the order of the kinds. One that the user is not shown at all is not there: that is not the same as empty.
  const objects = new Map(
    kinds.flatMap(({ name }) => {
      const all = found.get(name);
      return all === undefined ? [] : [[name, all] as const];
    }),
  );
  return { configuration: { zabbixVersion: zabbix.version.text, exportVersion, objects }, names };
}

/** Reads rows of all these kinds, then the names of everything that they point to, then puts the two together. */
async function readObjectKinds(
  zabbix: Zabbix,
  kinds: readonly ObjectKind[],
  names: Names,
  options: ReadOptions,
): Promise<Map<string, Map<string, ConfigurationObject>>> {
  const { version } = zabbix;
  const beyondRights = new Set<string>();
  const rowsOfKinds = await Promise.all(
    kinds.map(async (kind): Promise<Row[]> => {
      options.progress.start(kind.name);
      const rows = await getRows(zabbix, kind, options);
      if (rows === undefined) beyondRights.add(kind.name);
      const own = (await kind.travel.completeRows?.(rows ?? [], zabbix, options.signal)) ?? rows ?? [];
      return contentOfRows(kind, own, version);
    }),
  );
  const keysOf = (kind: ObjectKind, rows: readonly Row[]): string[] => {
    const keys = keysOfRows(kind, rows, (to, id) => names.keyOf(to, id));
    rows.forEach(({ id }, place) => {
      names.learn(kind.name, id, keys[place] ?? '');
    });
    return keys;
  };
  const keysOfKinds = kinds.map((kind, index) =>
    kind.lookup.owner ? undefined : keysOf(kind, rowsOfKinds[index] ?? []),
  );
  const wanted = new Map<string, Set<string>>();
  kinds.forEach((kind, index) => {
    for (const { parent, field, to, reference } of idPlaces(kind, rowsOfKinds[index] ?? [], version)) {
      const id = text(parent[field]);
      if (id !== reference.none) wanted.set(to, (wanted.get(to) ?? new Set()).add(id));
    }
  });
  await Promise.all([...wanted].map(([kind, ids]) => names.findKeys(kind, ids, options.signal)));
  const found = new Map<string, Map<string, ConfigurationObject>>();
  kinds.forEach((kind, index) => {
    if (beyondRights.has(kind.name)) {
      options.progress.done(kind.name, 'not shown to this user');
      return;
    }
    const keyOf = (to: string, id: string): string | undefined => names.keyOf(to, id);
    const rows = rowsOfKinds[index] ?? [];
    const keys = keysOfKinds[index] ?? keysOf(kind, rows);
    const objects = objectsFromRows(kind, rows, keys, keyOf, version);
    // What it points to is not shown to this user: it could not be restored, only seem changed.
    const shown = options.partial
      ? [...objects].filter(([, object]) => !pointsNowhere(kind, object, version))
      : [...objects];
    if (kind.travel.single && shown.length < objects.size) {
      options.progress.done(kind.name, 'not shown to this user');
      return;
    }
    const selected = shown.filter(([key]) => options.selection.object(kind.name, key));
    found.set(kind.name, new Map(selected));
    options.progress.done(kind.name, String(selected.length));
  });
  return found;
}

/** Whether any reference of the object leads to what nobody could name. */
function pointsNowhere(
  kind: ObjectKind,
  { content }: ConfigurationObject,
  version: Zabbix['version'],
): boolean {
  return referencePlaces(content, referencesOf(kind, version)).some(({ parent, field }) =>
    isObject(parent[field]),
  );
}

/** What X.get gives; undefined where it is not for this user, who is known not to see everything. */
async function getRows(
  zabbix: Zabbix,
  kind: ObjectKind,
  options: ReadOptions,
): Promise<JsonObject[] | undefined> {
  try {
    const answer = await zabbix.call<JsonObject | JsonObject[]>(
      `${kind.lookup.api}.get`,
      kind.travel.parameters(zabbix.version),
      { ...(options.signal && { signal: options.signal }), together: !kind.travel.large },
    );
    if (Array.isArray(answer)) return kind.travel.single && answer.length === 0 ? undefined : answer;
    return [answer];
  } catch (error) {
    if (error instanceof AnswerTooLargeError && !kind.travel.single) {
      return await readInParts(zabbix, kind, options.signal);
    }
    if (options.partial && error instanceof ZabbixApiError && isBeyondRights(error)) return undefined;
    throw error;
  }
}
