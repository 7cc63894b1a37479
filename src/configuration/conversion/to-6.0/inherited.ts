import { INHERITED, inheritedIn } from '../../inherited/section.ts';
import { byText, type JsonObject, objectsIn, stableText, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';
import { ITEM_LISTS, inheritedFrom } from '../inherited-from.ts';
import { newFormula } from './formulas.ts';
import { tagsOf } from './items.ts';
import { convertTrigger, uniteTriggers } from './triggers.ts';

/**
 * 5.4, what templates and hosts change in what they inherit: the same as `templatesAndHosts`, which comes before, in the
 * words of the API.
 */
export const inheritedObjects: ConversionStep = {
  name: 'changes in what is inherited',
  kinds: ['templates', 'hosts'],
  convert(draft) {
    for (const kind of ['templates', 'hosts']) {
      for (const [key, object] of draftsOf(draft, kind)) {
        const before = inheritedIn(object.supplement);
        if (!before || Object.keys(before).length === 0) continue;
        const section = structuredClone(before);
        for (const [list, elements] of ITEM_LISTS) {
          for (const item of objectsIn(section[list])) {
            const from = inheritedFrom(draft, object.content, elements, text(item.key));
            const lost = convertItem(item, from);
            if (lost) draft.losses.push({ kind, key, what: `${lost} (inherited item "${text(item.key)}")` });
          }
        }
        for (const list of ['triggers', 'trigger_prototypes'] as const) {
          for (const trigger of objectsIn(section[list])) convertTrigger(trigger);
          for (const name of uniteTriggers(section, list)) {
            const what = `what it changes in one of two inherited triggers "${name}", whose expressions are the same now`;
            draft.losses.push({ kind, key, what });
          }
        }
        object.supplement = { ...object.supplement, [INHERITED]: section };
      }
    }
  },
};

/**
 * @param from the item of the template, which says of what type it is; undefined where a partial backup does not have it
 * @returns what could not be converted, and is that of the template therefore
 */
function convertItem(item: JsonObject, from: JsonObject | undefined): string | undefined {
  if (item.applications !== undefined) {
    const tags = tagsOf(objectsIn(item.applications));
    item.tags = tags.toSorted((a, b) => byText(stableText(a), stableText(b)));
    delete item.applications;
  }
  if (item.params === undefined || (from && from.type !== 'CALCULATED')) return undefined;
  const formula = from && newFormula(text(item.params));
  if (formula === undefined) delete item.params;
  else item.params = formula;
  if (!from) return 'what may be a formula of 5.0: the backup does not hold its template';
  return formula === undefined ? 'a formula that 6.0 cannot express' : undefined;
}
