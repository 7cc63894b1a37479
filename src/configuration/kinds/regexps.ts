import { type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Global regular expressions. 5.0 has them too, but no API for them. */
export const regularExpressions: Kind = {
  name: 'regexps',
  singular: 'regular expression',
  audited: ['28'],
  since: '6.0',
  existedBefore: true,
  lookup: lookupBy('name', 'regexp', 'regexpid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectExpressions: 'extend' }),
    fromApi: (row) => ({
      ...without(row, 'regexpid'),
      expressions: objectsIn(row.expressions).map(expressionFromApi),
    }),
    update: 'changed',
  },
  references: [],
  key: (content) => text(content.name),
};

const ANY_STRING_INCLUDED = '1';

/**
 * regexp.get gives a delimiter for every type. regexp.create takes one for a single type; for the others it takes an
 * empty one, and sets a comma where there is none (CRegexp::updateExpressions).
 */
function expressionFromApi(row: JsonObject): JsonObject {
  const expression = without(row, 'expressionid', 'regexpid');
  const delimited = text(row.expression_type) === ANY_STRING_INCLUDED || text(row.exp_delimiter) === '';
  return delimited ? expression : without(expression, 'exp_delimiter');
}
