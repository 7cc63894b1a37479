import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import { atLeast } from '../../zabbix/version.ts';
import { splitDocument } from '../document.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import type { DocumentKind } from '../kind.ts';
import type { Names } from './names.ts';

export interface ExportedPart {
  readonly exportVersion: string;
  /** See `splitDocument`. */
  readonly elements: JsonObject[];
}

/**
 * One call of configuration.export. `raw` (5.4 and later) spares encoding the document as text inside the answer.
 * @param names the keys of these ids are known to it
 * @throws AnswerTooLargeError where the front end cannot carry so many: call it by `inParts`. It names the object where it is
 *   a single one, which no smaller part can spare. Whatever else a call throws
 */
export async function exportPart(
  zabbix: Zabbix,
  kind: DocumentKind,
  ids: readonly string[],
  names: Names,
  signal: AbortSignal | undefined,
): Promise<ExportedPart> {
  const format = atLeast(zabbix.version, '5.4') ? 'raw' : 'json';
  let answer: JsonObject | string;
  try {
    answer = await zabbix.call<JsonObject | string>(
      'configuration.export',
      { format, options: { [kind.travel.exportOption(zabbix.version)]: ids } },
      signal && { signal },
    );
  } catch (error) {
    const key = ids.length === 1 ? names.keyOf(kind.name, ids[0] as string) : undefined;
    throw error instanceof AnswerTooLargeError && key !== undefined ? tooLarge(kind, key, error) : error;
  }
  const whole = (typeof answer === 'string' ? JSON.parse(answer) : answer) as JsonObject;
  const document = isObject(whole.zabbix_export) ? whole.zabbix_export : whole;
  return {
    exportVersion: text(document.version),
    elements: splitDocument(document, kind.travel.element(zabbix.version)),
  };
}

function tooLarge({ singular }: DocumentKind, key: string, cause: AnswerTooLargeError): AnswerTooLargeError {
  const { method, why, remedy, outcomeUnknown } = cause;
  return new AnswerTooLargeError(
    `The ${singular} "${key}" by itself is more than the Zabbix front end can carry`,
    {
      method,
      why: [method, why].filter((part) => part !== undefined).join(': '),
      ...(remedy !== undefined && { remedy }),
      outcomeUnknown,
      cause,
    },
  );
}
