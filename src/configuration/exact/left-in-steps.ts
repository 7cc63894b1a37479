import { type JsonObject, objectsIn, sameJson, text } from '../json.ts';

/*
 * Steps of preprocessing may keep parameters of the step that stood in their place before an import.
 *
 * Example: the first step of an item is "multiply by 8", and an import makes it "change per second", which has no parameters.
 * Zabbix 7.0 updates steps by their number and leaves what it is not given (CItemGeneral::updatePreprocessing), and an import
 * gives no parameters for a type that has none. So the 8 stays in the database. It means nothing, but is not what the
 * backup's server has. X.update takes it away: for such a type it takes an empty text and nothing else
 * (CItemGeneral::getPreprocessingValidationRules). Earlier versions make all steps anew.
 *
 * Steps that the import does not change are left alone: templates as Zabbix ships them hold such values too, which no export
 * shows.
 */

/** The first series that updates steps by their number. */
export const STEPS_STAY_SINCE = '7.0';

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

/** The API of an item, and where items of it stand in an element of a document. */
export interface SteppedClass {
  readonly api: string;
  readonly singular: string;
  elementsIn(element: JsonObject): readonly JsonObject[];
}

export const STEPPED_CLASSES: readonly SteppedClass[] = [
  { api: 'item', singular: 'item', elementsIn: ({ items }) => objectsIn(items) },
  { api: 'discoveryrule', singular: 'discovery rule', elementsIn: rulesIn },
  {
    api: 'itemprototype',
    singular: 'item prototype',
    elementsIn: (element) => rulesIn(element).flatMap((rule) => objectsIn(rule.item_prototypes)),
  },
];

function rulesIn({ discovery_rules }: JsonObject): readonly JsonObject[] {
  return objectsIn(discovery_rules);
}

/**
 * Steps that an import writes over, by the key of their item: their numbers, from 0.
 * @param desired the element of a template or host that is imported
 * @param live the element that was there before
 */
export function stepsWrittenOver(
  { elementsIn }: SteppedClass,
  desired: JsonObject,
  live: JsonObject,
): Map<string, ReadonlySet<number>> {
  const before = elementsIn(live);
  const byUuid = new Map(before.flatMap((each) => (text(each.uuid) === '' ? [] : [[text(each.uuid), each]])));
  const byKey = new Map(before.map((each) => [text(each.key), each]));
  const result = new Map<string, ReadonlySet<number>>();
  for (const element of elementsIn(desired)) {
    const former = byUuid.get(text(element.uuid)) ?? byKey.get(text(element.key));
    const formerSteps = objectsIn(former?.preprocessing);
    const numbers = objectsIn(element.preprocessing).flatMap((step, number) => {
      const formerStep = formerSteps[number];
      return formerStep === undefined || sameJson(step, formerStep) ? [] : [number];
    });
    if (numbers.length > 0) result.set(text(element.key), new Set(numbers));
  }
  return result;
}

/**
 * Steps of an item for X.update, which takes away what the types of some of them do not use.
 * @param steps as X.get gives them
 * @param numbers the steps that are looked at, from 0
 * @returns all steps of the item; undefined where those that are looked at hold nothing unused
 */
export function stepsCleared(
  steps: readonly JsonObject[],
  numbers: ReadonlySet<number>,
): JsonObject[] | undefined {
  const holdsUnused = steps.some((step, number) => numbers.has(number) && !sameJson(step, used(step)));
  if (!holdsUnused) return undefined;
  return steps.map((step, number) => {
    const clean = used(step);
    if (numbers.has(number)) return clean;
    // What X.update is not given stays, and it would refuse it.
    return Object.fromEntries(Object.entries(clean).filter(([field, value]) => sameJson(value, step[field])));
  });
}

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
