import { renameHostsInExpression } from '../expression.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import { expressionOf, TRIGGER_PARTS } from '../kinds/trigger-expression.ts';
import {
  type ExactClass,
  type ExactObject,
  hasOtherLineEnds,
  lineEnds,
  type Texts,
  textsToWrite,
} from './exact-class.ts';
import { LINE_ENDS_SINCE, textsOf, withLines } from './items.ts';
import { withLineEnds } from './line-ends.ts';

const TEXTS = ['comments', 'event_name', 'expression', 'recovery_expression'];

/** A host or template may be renamed: in the expressions by which its triggers are told apart it goes by this. */
const SELF = '{HOST.HOST}';

function classOf(list: string, singular: string, api: string): ExactClass {
  return {
    list,
    singular,
    since: LINE_ENDS_SINCE,
    async read(reader) {
      const found = await reader.within(
        api,
        { output: ['triggerid', ...TEXTS], ...withLines(TEXTS), inherited: false },
        (row) => reader.all || hasOtherLineEnds(textsOf(row, TEXTS)),
      );
      // Expressions with hosts and keys in them cost as much again: they are asked of these only.
      const whole = await reader.byIds(
        api,
        'triggerids',
        found.map(({ triggerid }) => text(triggerid)),
        { output: ['triggerid', 'description', ...TEXTS], ...TRIGGER_PARTS },
      );
      return whole.flatMap((row) => {
        const texts = {
          ...textsOf(row, TEXTS),
          expression: expressionOf(row, 'expression', reader.version),
          recovery_expression: expressionOf(row, 'recovery_expression', reader.version),
        };
        // One that spans several stands in each of them, as in a document.
        return objectsIn(row.hosts).map((host) => objectOf(row, host, texts, api));
      });
    },
  };
}

function objectOf(row: JsonObject, { hostid, host }: JsonObject, texts: Texts, api: string): ExactObject {
  const own = new Map([[text(host), SELF]]);
  const name = (expression: string): string => renameHostsInExpression(withLineEnds(expression, 'LF'), own);
  const recovery = name(texts.recovery_expression ?? '');
  return {
    id: text(row.triggerid),
    holder: text(hostid),
    identity: {
      name: text(row.description),
      expression: name(texts.expression ?? ''),
      ...(recovery !== '' && { recovery_expression: recovery }),
    },
    now: lineEnds(texts),
    write: (wanted) => ({
      method: `${api}.update`,
      parameters: { triggerid: text(row.triggerid), ...textsToWrite(texts, wanted) },
    }),
  };
}

export const EXACT_TRIGGERS: readonly ExactClass[] = [
  classOf('triggers', 'trigger', 'trigger'),
  classOf('trigger_prototypes', 'trigger prototype', 'triggerprototype'),
];
