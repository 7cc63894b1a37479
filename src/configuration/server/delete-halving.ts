import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { type Kind, methodOf } from '../kind.ts';
import { concernsOneWrite } from './apply-context.ts';
import { deleteParameters } from './delete-parameters.ts';

/** What becomes of the objects of `deleteHalving`, told as it goes. */
export interface Deleting {
  /** They are gone: deleted, or not there any more when Zabbix was asked. */
  gone(ids: readonly string[]): void;
  /** It is still there, and this is why. */
  stays(id: string, error: Error): void;
}

/**
 * Deletes these in one call. Where that fails, what is still there is looked for (an answer may have been lost, and
 * somebody else may have deleted one of them) and deleted half at a time, until what is at fault stands alone.
 * @throws what concerns more than these objects (nobody there, no login any more), and the signal's reason
 */
export async function deleteHalving(
  kind: Kind,
  ids: readonly string[],
  zabbix: Zabbix,
  deleting: Deleting,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const parameters = await deleteParameters(kind, ids, zabbix);
    await zabbix.call(methodOf(kind, 'delete'), parameters, signal && { signal });
  } catch (error) {
    if (!concernsOneWrite(error, signal)) throw error;
    signal?.throwIfAborted();
    const there = await stillThere(kind, ids, zabbix, signal);
    deleting.gone(ids.filter((id) => !there.has(id)));
    const rest = ids.filter((id) => there.has(id));
    const [first] = rest;
    if (first === undefined) return;
    if (rest.length === 1) {
      deleting.stays(first, error);
      return;
    }
    const half = Math.ceil(rest.length / 2);
    await deleteHalving(kind, rest.slice(0, half), zabbix, deleting, signal);
    await deleteHalving(kind, rest.slice(half), zabbix, deleting, signal);
    return;
  }
  deleting.gone(ids);
}

async function stillThere(
  { lookup }: Kind,
  ids: readonly string[],
  zabbix: Zabbix,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const rows = await zabbix.call<JsonObject[]>(
    `${lookup.api}.get`,
    {
      output: [lookup.idField],
      ...lookup.parameters?.(zabbix.version),
      [lookup.idsParameter]: [...ids],
    },
    signal && { signal },
  );
  return new Set(rows.map((row) => text(row[lookup.idField])));
}
