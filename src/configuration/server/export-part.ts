import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import { splitDocument } from '../document.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import type { DocumentKind } from '../kind.ts';

export interface ExportedPart {
  readonly exportVersion: string;
  /** See `splitDocument`. */
  readonly elements: JsonObject[];
}

/**
 * One call of configuration.export. `raw` (5.4 and later) spares encoding the document as text inside the answer.
 * @throws AnswerTooLargeError where the front end cannot carry so many: call it by `inParts`; whatever else a call throws
 */
export async function exportPart(
  zabbix: Zabbix,
  kind: DocumentKind,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ExportedPart> {
  const format = atLeast(zabbix.version, '5.4') ? 'raw' : 'json';
  const answer = await zabbix.call<JsonObject | string>(
    'configuration.export',
    { format, options: { [kind.travel.exportOption(zabbix.version)]: ids } },
    signal && { signal },
  );
  const whole = (typeof answer === 'string' ? JSON.parse(answer) : answer) as JsonObject;
  const document = isObject(whole.zabbix_export) ? whole.zabbix_export : whole;
  return {
    exportVersion: text(document.version),
    elements: splitDocument(document, kind.travel.element(zabbix.version)),
  };
}
