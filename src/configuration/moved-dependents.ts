import { isObject, type JsonObject, objectsIn, text } from './json.ts';

/**
 * A template or host as it is desired, with the master items that are to go still in it, where items that stay depend on
 * them on the target. Undefined where there are none.
 *
 * Example: on the target 'cpu' depends on 'old', in the backup on 'new', and 'old' is in no backup. An import deletes what is
 * missing before it writes the rest (CConfigurationImport::import, deleteMissingPrototypes), and Zabbix deletes with an item
 * all that depend on it (CItemManager::delete). 'cpu' would go with 'old', and would be made anew without its history, or
 * refused. So this is imported first, which makes 'cpu' depend on 'new'. Then 'old' can go.
 */
export function withFormerMasters(desired: JsonObject, live: JsonObject): JsonObject | undefined {
  const wanted = itemsIn(desired);
  const keys = new Set(wanted.map(({ key }) => text(key)));
  const uuids = new Set(wanted.map(({ uuid }) => text(uuid)).filter((uuid) => uuid !== ''));
  const stays = ({ key, uuid }: JsonObject): boolean => keys.has(text(key)) || uuids.has(text(uuid));
  const now = new Map(itemsIn(live).map((item) => [text(item.key), item]));
  const kept = new Set<JsonObject>();
  for (const item of [...now.values()].filter(stays)) {
    for (
      let master = masterOf(item);
      master && !stays(master) && !kept.has(master);
      master = masterOf(master)
    )
      kept.add(master);
  }
  if (kept.size === 0) return undefined;
  const renamed = newKeys([...now.values()], wanted);
  const keptIn = (list: JsonObject[string] | undefined): JsonObject[] =>
    objectsIn(list)
      .filter((item) => kept.has(item))
      .map((item) => bare(item, renamed));
  const ruleNow = ({ key, uuid }: JsonObject): JsonObject | undefined =>
    objectsIn(live.discovery_rules).find(
      (rule) => rule.key === key || (text(uuid) !== '' && rule.uuid === uuid),
    );
  return {
    ...desired,
    items: [...objectsIn(desired.items), ...keptIn(live.items)],
    discovery_rules: objectsIn(desired.discovery_rules).map((rule) => ({
      ...rule,
      item_prototypes: [...objectsIn(rule.item_prototypes), ...keptIn(ruleNow(rule)?.item_prototypes)],
    })),
  };

  function masterOf({ master_item }: JsonObject): JsonObject | undefined {
    return isObject(master_item) ? now.get(text(master_item.key)) : undefined;
  }
}

/** An item without what it may share with others, or what is not to be there any more. */
function bare(item: JsonObject, renamed: ReadonlyMap<string, string>): JsonObject {
  const {
    triggers: _,
    trigger_prototypes: _prototypes,
    valuemap: _map,
    inventory_link: _link,
    ...rest
  } = item;
  const { master_item: master } = item;
  const key = isObject(master) ? renamed.get(text(master.key)) : undefined;
  return key === undefined ? rest : { ...rest, master_item: { key } };
}

/** The keys that items are to have, by those that they have now. */
function newKeys(now: readonly JsonObject[], wanted: readonly JsonObject[]): Map<string, string> {
  const byUuid = new Map(wanted.map(({ uuid, key }) => [text(uuid), text(key)]));
  byUuid.delete('');
  return new Map(
    now.flatMap(({ uuid, key }) => {
      const wantedKey = byUuid.get(text(uuid));
      return wantedKey === undefined ? [] : [[text(key), wantedKey] as const];
    }),
  );
}

/** Everything in a template or host that may depend on an item, or be depended on. */
function itemsIn(content: JsonObject): JsonObject[] {
  const rules = objectsIn(content.discovery_rules);
  return [
    ...objectsIn(content.items),
    ...rules,
    ...rules.flatMap(({ item_prototypes }) => objectsIn(item_prototypes)),
  ];
}
