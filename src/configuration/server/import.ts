import type { ConciergeError } from '../../errors.ts';
import { AnswerTooLargeError, OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { Identity } from '../configuration.ts';
import type { ExportDocument } from '../document.ts';
import type { ImportRules } from '../kind.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';
import { haveAppeared } from './have-appeared.ts';

/*
 * Every document of a restore goes through here. What must hold, with its test in import.test.ts:
 *
 * 1. Of a document that is refused or too large everything comes in but what is at fault by itself: it is halved.
 * 2. A unit (what needs each other) is never divided; first-pass.test.ts has that.
 * 3. Before each half is tried, what needs something that has failed meanwhile is left out.
 * 4. An import without an answer is made again only where all that it creates is there, since Zabbix has no unique index on
 *    names, and two imports at once may create everything twice. One that creates nothing is not made again
 *    (unknown-outcomes.test.ts).
 * 5. What concerns more than this document (nobody there, no login any more) ends the restore.
 */

/**
 * Imports one document. Where no answer came, what it should create is looked for; it is made again only where all of
 * its elements are there, since an import under way twice could create everything twice: Zabbix has no unique index on
 * names. One that creates no elements leaves nothing to look for: it may still be under way, and is not made again.
 * @param creates keys of the elements that the import creates
 * @throws ZabbixApiError where Zabbix refuses it; AnswerTooLargeError where the front end cannot carry it;
 *   OutcomeUnknownError where it is not known to have ended
 */
async function importDocument(
  document: ExportDocument,
  rules: ImportRules,
  context: ApplyContext,
  creates: readonly Identity[] = [],
): Promise<void> {
  const parameters = { format: 'json', source: JSON.stringify({ zabbix_export: document }), rules };
  const importIt = (): Promise<unknown> =>
    context.zabbix.call('configuration.import', parameters, callOptions(context));
  try {
    await importIt();
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError) || context.signal?.aborted) throw error;
    if (creates.length === 0 || !(await haveAppeared(creates, context))) throw error;
    await importIt();
  }
}

/**
 * Imports units in as few documents as possible. A document that is refused or too large is halved until what is at
 * fault stands alone; a unit is never divided.
 * @param document the document of some of the units
 * @param failed is told of each unit that cannot be imported, with the reason
 * @param creates the objects among these units that are not there yet
 * @param possible leaves out, with a word in the report, the units that need one which has failed
 * @returns the groups of units that were imported together
 */
export async function importHalving<Unit>(
  units: readonly Unit[],
  document: (units: readonly Unit[]) => ExportDocument,
  rules: ImportRules,
  context: ApplyContext,
  failed: (unit: Unit, error: ConciergeError) => void,
  creates: (units: readonly Unit[]) => readonly Identity[] = () => [],
  possible: (units: readonly Unit[]) => readonly Unit[] = (all) => all,
): Promise<Unit[][]> {
  if (units.length === 0) return [];
  try {
    await importDocument(document(units), rules, context, creates(units));
    return [[...units]];
  } catch (error) {
    if (error instanceof OutcomeUnknownError && !context.signal?.aborted) {
      for (const unit of units) failed(unit, error);
      return [];
    }
    if (!(error instanceof ZabbixApiError || error instanceof AnswerTooLargeError)) throw error;
    const [only] = units;
    if (units.length === 1 && only !== undefined) {
      failed(only, error);
      return [];
    }
    const half = Math.ceil(units.length / 2);
    const importSome = async (some: readonly Unit[]): Promise<Unit[][]> =>
      await importHalving(possible(some), document, rules, context, failed, creates, possible);
    const first = await importSome(units.slice(0, half));
    return [...first, ...(await importSome(units.slice(half)))];
  }
}
