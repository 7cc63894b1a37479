import { EXACT, exactIn } from '../../exact/section.ts';
import { type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';

/** As hostprototype.get of 5.0 has them, and documents of 6.0; disabled is what no word is needed for. */
const WORDS: Readonly<Record<string, string>> = { '0': 'MANUAL', '1': 'AUTOMATIC' };

/** 5.4: the inventory mode of a template's host prototypes has its place in the document, and none beside it. */
export const inventoryModes: ConversionStep = {
  name: 'inventory modes of host prototypes',
  kinds: ['templates'],
  convert(draft) {
    for (const [, object] of draftsOf(draft, 'templates')) {
      const { host_prototypes: said, ...rest } = exactIn(object.supplement) ?? {};
      if (said === undefined) continue;
      for (const { discovery_rule, host, inventory_mode } of objectsIn(said)) {
        const prototype = prototypeIn(object.content, text(discovery_rule), text(host));
        const word = WORDS[text(inventory_mode)];
        if (prototype && word !== undefined) prototype.inventory_mode = word;
      }
      const { [EXACT]: _former, ...supplement } = object.supplement ?? {};
      object.supplement = Object.keys(rest).length === 0 ? supplement : { ...supplement, [EXACT]: rest };
    }
  },
};

function prototypeIn(template: JsonObject, rule: string, host: string): JsonObject | undefined {
  return objectsIn(template.discovery_rules)
    .filter(({ key }) => key === rule)
    .flatMap(({ host_prototypes }) => objectsIn(host_prototypes))
    .find((prototype) => prototype.host === host);
}
