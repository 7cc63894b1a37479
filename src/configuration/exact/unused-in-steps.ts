import { type JsonObject, objectsIn, sameJson, text } from '../json.ts';
import type { ExactClass, ExactReader } from './exact-class.ts';

/*
 * 7.0 updates the steps of preprocessing by their number and leaves what it is not given (CItemGeneral::updatePreprocessing).
 * An import gives nothing of what the type of a step does not use, so that the parameters of the step that was there before
 * stay, and mean nothing. X.update takes them away: it takes an empty text there, and nothing else
 * (CItemGeneral::getPreprocessingValidationRules). Earlier versions make the steps anew.
 */

/** Types of steps without parameters: 7.0's CItemGeneral::PREPROC_TYPES_WITH_PARAMS has all others. */
const WITHOUT_PARAMETERS: ReadonlySet<string> = new Set([
  '6', // boolean to decimal
  '7', // octal to decimal
  '8', // hexadecimal to decimal
  '9', // simple change
  '10', // change per second
  '19', // discard unchanged
  '27', // XML to JSON
]);
/** Types of steps that cannot fail: CItemGeneral::PREPROC_TYPES_WITH_ERR_HANDLING has all others. */
const WITHOUT_ERROR_HANDLING: ReadonlySet<string> = new Set(['2', '3', '4', '19', '20', '21', '25']);

const KEEP_ERROR = '0';
/** What is done with an error that takes a value: set it as the value, set it as the error. */
const WITH_ERROR_VALUE: ReadonlySet<string> = new Set(['2', '3']);

/** A step of X.get without what its type does not use. */
function used(step: JsonObject): JsonObject {
  const type = text(step.type);
  const handler = WITHOUT_ERROR_HANDLING.has(type) ? KEEP_ERROR : text(step.error_handler);
  return {
    ...step,
    params: WITHOUT_PARAMETERS.has(type) ? '' : text(step.params),
    error_handler: handler,
    error_handler_params: WITH_ERROR_VALUE.has(handler) ? text(step.error_handler_params) : '',
  };
}

function holdsUnused({ preprocessing }: JsonObject): boolean {
  return objectsIn(preprocessing).some((step) => !sameJson(step, used(step)));
}

function classOf(
  list: string,
  singular: string,
  api: string,
  elementsOf: (element: JsonObject) => readonly JsonObject[],
): ExactClass {
  return {
    list,
    singular,
    since: '7.0',
    // No backup has it: it can be taken away, and never put there.
    mayBeIn: () => false,
    leftIn: (element) => elementsOf(element).some(({ preprocessing }) => objectsIn(preprocessing).length > 0),
    read: async (reader) => await read(reader, api),
  };
}

async function read(reader: ExactReader, api: string): ReturnType<ExactClass['read']> {
  const rows = await reader.within(
    api,
    { output: ['itemid', 'hostid', 'key_'], selectPreprocessing: 'extend', inherited: false },
    holdsUnused,
  );
  return rows.map((row) => ({
    holder: text(row.hostid),
    identity: { key: text(row.key_) },
    now: { unused: true },
    write: () => ({
      method: `${api}.update`,
      parameters: { itemid: text(row.itemid), preprocessing: objectsIn(row.preprocessing).map(used) },
    }),
  }));
}

/** What steps of preprocessing hold and do not use, in items, prototypes and discovery rules that were written. */
export const UNUSED_IN_STEPS: readonly ExactClass[] = [
  classOf('unused_in_items', 'item', 'item', ({ items }) => objectsIn(items)),
  classOf('unused_in_rules', 'discovery rule', 'discoveryrule', (element) =>
    objectsIn(element.discovery_rules),
  ),
  classOf('unused_in_prototypes', 'item prototype', 'itemprototype', (element) =>
    objectsIn(element.discovery_rules).flatMap((rule) => objectsIn(rule.item_prototypes)),
  ),
];
