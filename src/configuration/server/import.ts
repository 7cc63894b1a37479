import { setTimeout as delay } from 'node:timers/promises';
import type { ConciergeError } from '../../errors.ts';
import { AnswerTooLargeError, OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { ExportDocument } from '../document.ts';
import type { ImportRules } from '../kind.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';

/** Waits before an import whose outcome is unknown is made again, in milliseconds: it may still be under way. */
const PAUSES = [2_000, 10_000];

/**
 * Imports one document. Where no answer came it is made again after a pause: an import finds what is there by uuid and
 * name and creates only the rest, and Zabbix carries it out whole or not at all.
 * @throws ZabbixApiError where Zabbix refuses it; AnswerTooLargeError where the front end cannot carry it
 */
export async function importDocument(
  document: ExportDocument,
  rules: ImportRules,
  context: ApplyContext,
): Promise<void> {
  const parameters = { format: 'json', source: JSON.stringify({ zabbix_export: document }), rules };
  for (let attempt = 0; ; attempt += 1) {
    try {
      await context.zabbix.call('configuration.import', parameters, callOptions(context));
      return;
    } catch (error) {
      const pause = PAUSES[attempt];
      if (!(error instanceof OutcomeUnknownError) || pause === undefined || context.signal?.aborted)
        throw error;
      await delay(pause, undefined, callOptions(context));
    }
  }
}

/**
 * Imports units in as few documents as possible. A document that is refused or too large is halved until what is at
 * fault stands alone; a unit is never divided.
 * @param document the document of some of the units
 * @param failed is told of each unit that cannot be imported, with the reason
 * @returns the groups of units that were imported together
 */
export async function importHalving<Unit>(
  units: readonly Unit[],
  document: (units: readonly Unit[]) => ExportDocument,
  rules: ImportRules,
  context: ApplyContext,
  failed: (unit: Unit, error: ConciergeError) => void,
): Promise<Unit[][]> {
  if (units.length === 0) return [];
  try {
    await importDocument(document(units), rules, context);
    return [[...units]];
  } catch (error) {
    if (!(error instanceof ZabbixApiError || error instanceof AnswerTooLargeError)) throw error;
    const [first] = units;
    if (units.length === 1 && first !== undefined) {
      failed(first, error);
      return [];
    }
    const half = Math.ceil(units.length / 2);
    return [
      ...(await importHalving(units.slice(0, half), document, rules, context, failed)),
      ...(await importHalving(units.slice(half), document, rules, context, failed)),
    ];
  }
}
