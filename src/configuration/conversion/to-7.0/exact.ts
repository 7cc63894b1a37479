import { EXACT, exactIn } from '../../exact/section.ts';
import { isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';
import { ITEM_LISTS } from '../inherited-from.ts';
import { withBackslashes } from './backslashes.ts';

const KINDS = ['templates', 'hosts', 'mediatypes'];

/**
 * 7.0: an import says itself that a script of a media type has no parameters, and parameters of preprocessing have no CRLF
 * any more. Triggers go by their new expressions, and fields left over from another type of item are gone.
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
        for (const [list, place] of ITEM_LISTS) {
          if (section[list])
            section[list] = withoutLeftovers(objectsIn(section[list]), place(object.content));
        }
        if (section.own) section.own = objectsIn(section.own).flatMap(withoutParameters);
        for (const list of ['triggers', 'trigger_prototypes']) {
          for (const trigger of objectsIn(section[list])) convertExpressions(trigger);
        }
        object.supplement = { ...object.supplement, [EXACT]: section };
      }
    }
  },
};

/** Fields of items that are in documents of the items of some types only. */
const OF_SOME_TYPES = ['params', 'posts'];

/** Line ends of texts that are still there. */
function withoutLeftovers(said: readonly JsonObject[], items: readonly JsonObject[]): JsonObject[] {
  const byKey = new Map(items.map((item) => [item.key, item]));
  return said.flatMap((element) => {
    const item = byKey.get(element.key ?? '');
    const ends = Object.entries(isObject(element.line_ends) ? element.line_ends : {});
    const left = ends.filter(([field]) => !OF_SOME_TYPES.includes(field) || item?.[field] !== undefined);
    return left.length === 0 ? [] : [{ ...element, line_ends: Object.fromEntries(left) }];
  });
}

function withoutParameters({ parameters: _said, ...element }: JsonObject): JsonObject[] {
  return Object.keys(element).length === 0 ? [] : [element];
}

function convertExpressions(trigger: JsonObject): void {
  for (const field of ['expression', 'recovery_expression']) {
    if (trigger[field] !== undefined) trigger[field] = withBackslashes(text(trigger[field]));
  }
}
