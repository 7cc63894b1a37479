import { EXACT, exactIn } from '../../exact/section.ts';
import { type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';
import { withBackslashes } from './backslashes.ts';

const KINDS = ['templates', 'hosts', 'mediatypes'];

/**
 * 7.0: an import says itself that a script of a media type has no parameters, and parameters of preprocessing have no CRLF
 * any more. Triggers go by their new expressions.
 */
export const exactTexts: ConversionStep = {
  name: 'what documents do not say',
  kinds: KINDS,
  convert(draft) {
    for (const kind of KINDS) {
      for (const [, object] of draftsOf(draft, kind)) {
        const before = exactIn(object.supplement);
        if (!before) continue;
        const { rule_preprocessing: _dropped, ...section } = structuredClone(before);
        if (section.own) section.own = objectsIn(section.own).flatMap(withoutParameters);
        for (const list of ['triggers', 'trigger_prototypes']) {
          for (const trigger of objectsIn(section[list])) convertExpressions(trigger);
        }
        object.supplement = { ...object.supplement, [EXACT]: section };
      }
    }
  },
};

function withoutParameters({ parameters: _said, ...element }: JsonObject): JsonObject[] {
  return Object.keys(element).length === 0 ? [] : [element];
}

function convertExpressions(trigger: JsonObject): void {
  for (const field of ['expression', 'recovery_expression']) {
    if (trigger[field] !== undefined) trigger[field] = withBackslashes(text(trigger[field]));
  }
}
