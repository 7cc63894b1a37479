import type { Zabbix } from '../../zabbix/connection.ts';
import { inParts } from '../../zabbix/parts.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { ObjectKind } from '../kind.ts';

/**
 * All objects of a kind that the front end could not carry in one call (images may be a megabyte each): in parts, which
 * are halved until they pass.
 * @throws AnswerTooLargeError where a single object is too much
 */
export async function readInParts(
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  kind: ObjectKind,
  signal?: AbortSignal,
): Promise<JsonObject[]> {
  const { api, idField, idsParameter } = kind.lookup;
  const get = (parameters: JsonObject): Promise<JsonObject[]> =>
    zabbix.call<JsonObject[]>(`${api}.get`, parameters, signal && { signal });
  const whole = kind.travel.parameters(zabbix.version);
  const { filter } = whole;
  const rowsOfIds = await get({ output: [idField], ...(filter !== undefined && { filter }) });
  const ids = rowsOfIds.map((row) => text(row[idField]));
  const half = Math.max(1, Math.ceil(ids.length / 2));
  const parts = inParts(ids, half, (part) => get({ ...whole, [idsParameter]: part }), signal && { signal });
  const rows: JsonObject[] = [];
  for await (const { result } of parts) rows.push(...result);
  return rows;
}
