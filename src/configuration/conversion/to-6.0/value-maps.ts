import { isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';

/**
 * 5.4: value maps belong to the templates and hosts whose items have them. Each gets its own of every one that its own
 * items and prototypes name.
 */
export const valueMaps: ConversionStep = {
  name: 'value maps of templates and hosts',
  kinds: ['valuemaps', 'templates', 'hosts'],
  convert(draft) {
    const all = draft.objects.get('valuemaps');
    const used = new Set<string>();
    for (const kind of ['templates', 'hosts']) {
      for (const [key, { content }] of draftsOf(draft, kind)) {
        const holders = holdersIn(content);
        const maps = [...new Set(holders.map(nameOf))].toSorted();
        const found = maps.flatMap((name) => all?.get(name) ?? []);
        for (const name of maps) used.add(name);
        if (found.length > 0) content.valuemaps = found.map(({ content: map }) => structuredClone(map));
        const missing = maps.filter((name) => !all?.has(name));
        if (missing.length === 0) continue;
        for (const holder of holders) if (missing.includes(nameOf(holder))) delete holder.valuemap;
        const what = `its value maps ${missing.map((name) => `"${name}"`).join(', ')}, which the backup does not hold`;
        draft.losses.push({ kind, key, what });
      }
    }
    for (const key of all?.keys() ?? []) {
      if (!used.has(key))
        draft.losses.push({ kind: 'valuemaps', key, what: 'the value map itself: no item has it' });
    }
    draft.objects.delete('valuemaps');
  },
};

/** The items and prototypes of an element that have a value map. */
function holdersIn(content: JsonObject): JsonObject[] {
  const prototypes = objectsIn(content.discovery_rules).flatMap((rule) => objectsIn(rule.item_prototypes));
  return [...objectsIn(content.items), ...prototypes].filter((item) => isObject(item.valuemap));
}

function nameOf(item: JsonObject): string {
  return isObject(item.valuemap) ? text(item.valuemap.name) : '';
}
