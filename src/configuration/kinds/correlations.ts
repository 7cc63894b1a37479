import type { JsonObject } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

const CUSTOM_FORMULA = '3';

/** Event correlation. Its conditions are a set; in a formula of its own they go by letters. */
export const correlations: Kind = {
  name: 'correlations',
  singular: 'event correlation',
  audited: ['34'],
  lookup: lookupBy('name', 'correlation', 'correlationid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectFilter: 'extend', selectOperations: 'extend' }),
    fromApi: (row) => ({
      ...without(row, 'correlationid'),
      filter: filterFromApi(isObject(row.filter) ? row.filter : {}),
      operations: objectsIn(row.operations).map(({ type = '' }) => ({ type })),
    }),
    // Conditions, formula and type of evaluation are taken only together.
    update: 'whole',
  },
  references: [{ path: 'filter.conditions[].groupid', to: 'hostgroups' }],
  key: (content) => text(content.name),
};

function filterFromApi(row: JsonObject): JsonObject {
  const custom = text(row.evaltype) === CUSTOM_FORMULA;
  const conditions = objectsIn(row.conditions).map((condition) =>
    without(condition, 'corr_conditionid', 'correlationid', ...(custom ? [] : ['formulaid'])),
  );
  return { ...without(row, 'eval_formula', ...(custom ? [] : ['formula'])), conditions };
}
