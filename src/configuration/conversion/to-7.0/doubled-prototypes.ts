import { type JsonObject, objectsIn, text } from '../../json.ts';
import { eachOf } from '../draft.ts';

/**
 * 7.0 takes no two item prototypes of one key into a template or host (CItemPrototype::validateCreate, uniq hostid and key_). 6.0
 * lets two rules have them, and an upgrade of its database leaves both. An import refuses the whole element: that is to be
 * known before anything is deleted for it.
 */
export const doubledPrototypes = eachOf(
  'item prototypes of one key',
  ['templates', 'hosts'],
  (content, key, draft) => {
    const kind = content.template === undefined ? 'hosts' : 'templates';
    // The others are left as they are: only templates are deleted first.
    const forced = kind === 'templates' ? '; --force-templates deletes it and cannot bring it back' : '';
    for (const doubled of doubledIn(content)) {
      const what = `all of it: it has two item prototypes with the key "${doubled}", which the API of 7.0 refuses${forced}`;
      draft.losses.push({ kind, key, what });
    }
  },
);

function doubledIn({ discovery_rules }: JsonObject): string[] {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { item_prototypes } of objectsIn(discovery_rules)) {
    for (const prototype of objectsIn(item_prototypes)) {
      const key = text(prototype.key);
      if (seen.has(key)) doubled.add(key);
      seen.add(key);
    }
  }
  return [...doubled];
}
