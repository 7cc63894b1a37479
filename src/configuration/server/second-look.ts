import { createHash } from 'node:crypto';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { Configuration } from '../configuration.ts';
import { type JsonObject, sameJson, stableText, text } from '../json.ts';
import type { DocumentKind } from '../kind.ts';

/** What a look at a server showed: a checksum by kind. */
export type Look = ReadonlyMap<string, string>;

/** Looks at kinds that are expensive to read: their names, and what little says that an object was changed. */
export async function lookAt(
  zabbix: Zabbix,
  kinds: readonly DocumentKind[],
  signal?: AbortSignal,
): Promise<Look> {
  const seen = await Promise.all(
    kinds.map(async (kind) => [kind.name, await checksum(zabbix, kind, signal)] as const),
  );
  return new Map(seen);
}

async function checksum(
  zabbix: Zabbix,
  { lookup, travel }: DocumentKind,
  signal: AbortSignal | undefined,
): Promise<string> {
  const names = { output: [lookup.idField, ...lookup.output(zabbix.version)], ...travel.where };
  const get = async (parameters: JsonObject): Promise<JsonObject[]> =>
    await zabbix.call<JsonObject[]>(`${lookup.api}.get`, parameters, signal && { signal });
  let rows: JsonObject[];
  try {
    rows = await get({ ...names, ...travel.look?.(zabbix.version) });
  } catch (error) {
    // Too much for this front end, or more than this user may ask for: names at least.
    if (!(error instanceof AnswerTooLargeError || error instanceof ZabbixApiError)) throw error;
    rows = await get(names);
  }
  const hash = createHash('sha256');
  // Zabbix gives rows in no order that it promises.
  rows.sort((a, b) => (text(a[lookup.idField]) < text(b[lookup.idField]) ? -1 : 1));
  for (const row of rows) hash.update(stableText(row));
  return hash.digest('hex');
}

/** The kinds of which two looks are not the same. */
export function changedBetween(before: Look, after: Look): Set<string> {
  return new Set([...after].filter(([kind, seen]) => before.get(kind) !== seen).map(([kind]) => kind));
}

/** The kinds of `after` whose objects are others than in `before`. */
export function differingKinds(before: Configuration, after: Configuration): Set<string> {
  return new Set(
    [...after.objects].flatMap(([kind, now]) => {
      const then = before.objects.get(kind);
      const same =
        then?.size === now.size &&
        [...now].every(([key, { content }]) => sameJson(then.get(key)?.content, content));
      return same ? [] : [kind];
    }),
  );
}
