import { isObject, type JsonObject, type JsonValue, objectsIn, text } from '../../json.ts';
import { formulaOfAggregate, newFormula } from './formulas.ts';

/** What was of an application has a tag of this name. */
const APPLICATION = 'Application';

const NO_FORMULA = '0';

/** Applications as tags: an item may have several, one of each name. */
export function tagsOf(applications: readonly JsonObject[]): JsonObject[] {
  return applications.map(({ name = '' }) => ({ tag: APPLICATION, value: name }));
}

/**
 * An item or item prototype of an export, without what is in it and around it.
 * @param lose is told what 6.0 has no place for
 */
export function convertItem(item: JsonObject, lose: (what: string) => void): void {
  const applications = [...objectsIn(item.applications), ...objectsIn(item.application_prototypes)];
  delete item.applications;
  delete item.application_prototypes;
  if (applications.length > 0) item.tags = tagsOf(applications);
  if (item.type === 'CALCULATED') setFormula(item, newFormula(text(item.params)), lose);
  if (item.type === 'AGGREGATE') {
    item.type = 'CALCULATED';
    setFormula(item, formulaOfAggregate(text(item.key)), lose);
  }
  convertPreprocessing(item);
}

/** Without a formula an import would refuse all of its host or template. */
function setFormula(item: JsonObject, formula: string | undefined, lose: (what: string) => void): void {
  item.params = formula ?? NO_FORMULA;
  if (formula !== undefined) return;
  item.status = 'DISABLED';
  lose(`the formula of its item "${text(item.key)}", which 6.0 cannot express: the item is disabled`);
}

/** 5.2: steps have their parameters one by one. 6.0: how a Prometheus pattern is read stands among them. */
export function convertPreprocessing(item: JsonObject): void {
  for (const step of objectsIn(item.preprocessing)) {
    const params = text(step.params);
    delete step.params;
    step.parameters = step.type === 'JAVASCRIPT' ? [params] : params.split('\n');
    if (step.type === 'PROMETHEUS_PATTERN') step.parameters = ofPrometheus(step.parameters);
  }
}

function ofPrometheus([pattern = '', ...rest]: JsonValue[]): JsonValue[] {
  if (rest.length === 0) return [pattern];
  return [pattern, rest[0] === '' && rest.length === 1 ? 'value' : 'label', ...rest];
}

/** The web scenarios of an element: their application became a tag. */
export function convertScenario(test: JsonObject): void {
  if (isObject(test.application)) test.tags = tagsOf([test.application]);
  delete test.application;
}
