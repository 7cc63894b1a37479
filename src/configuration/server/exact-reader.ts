import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import { inParts } from '../../zabbix/parts.ts';
import type { ExactReader } from '../exact/exact-class.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import { FEW_HOLDERS, FEW_TOGETHER } from './few-holders.ts';

/** More rows than these are read in parts: an answer of a few MB. */
const MOST_AT_ONCE = 10_000;
/** Ids given to one call. */
const IDS_IN_PART = 100;

export interface ExactReaderOptions {
  /** What is as an import leaves it is wanted too. */
  readonly all?: boolean;
  readonly signal?: AbortSignal;
}

/** Classes whose X.get takes other ids than those of hosts. */
const IDS_PARAMETER: Readonly<Record<string, string>> = {
  mediatype: 'mediatypeids',
  template: 'templateids',
  templatedashboard: 'templateids',
};

/** Classes of which X.get gives those of templates, or those of hosts. */
const KNOWS_TEMPLATED: ReadonlySet<string> = new Set([
  'discoveryrule',
  'httptest',
  'item',
  'itemprototype',
  'trigger',
  'triggerprototype',
]);

/** Asks for what is inside these templates, hosts or media types. */
export function exactReader(
  zabbix: Zabbix,
  { travel }: Kind,
  holders: ReadonlySet<string>,
  { all = false, signal }: ExactReaderOptions = {},
): ExactReader {
  const options = signal && { signal };
  const get = async (api: string, parameters: JsonObject): Promise<JsonObject[]> =>
    await zabbix.call<JsonObject[]>(`${api}.get`, parameters, {
      ...options,
      together: holders.size <= FEW_TOGETHER,
    });

  async function byIds(
    api: string,
    idsParameter: string,
    ids: readonly string[],
    parameters: JsonObject,
    isWanted: (row: JsonObject) => boolean = () => true,
  ): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    const ask = (some: string[]): Promise<JsonObject[]> => get(api, { ...parameters, [idsParameter]: some });
    for await (const { result } of inParts(ids, IDS_IN_PART, ask, options))
      found.push(...result.filter(isWanted));
    return found;
  }

  async function within(
    api: string,
    parameters: JsonObject,
    isWanted: (row: JsonObject) => boolean = () => true,
  ): Promise<JsonObject[]> {
    const ofHolders = (): Promise<JsonObject[]> =>
      byIds(api, IDS_PARAMETER[api] ?? 'hostids', [...holders], parameters, isWanted);
    if (holders.size <= FEW_HOLDERS) return await ofHolders();
    const templated = KNOWS_TEMPLATED.has(api)
      ? { templated: travel.by === 'document' && travel.templated === true }
      : {};
    try {
      const rows = await get(api, { ...parameters, ...templated, limit: MOST_AT_ONCE + 1 });
      return rows.length > MOST_AT_ONCE ? await ofHolders() : rows.filter(isWanted);
    } catch (error) {
      if (error instanceof AnswerTooLargeError) return await ofHolders();
      throw error;
    }
  }

  return { version: zabbix.version, all, within, byIds };
}
