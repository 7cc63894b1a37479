import type { JsonObject } from './json.ts';
import { isObject, objectsIn, sameJson, text } from './json.ts';
import { listIdentity } from './lists.ts';

/*
 * An import that updates a discovery rule writes its host prototypes, and blanks the value of a secret macro that the
 * document does not hold. So rules that must keep such a value are left out of the document, whole or in part, and
 * what would be deleted for not being in the document is deleted by itself.
 */

/** How a template or host is imported without touching the secret macros of its host prototypes. */
export interface GuardedContent {
  /** The content for the document. */
  readonly content: JsonObject;
  /** Keys of rules to delete, and of prototypes inside rules that stay. */
  readonly surplusRules: readonly string[];
  readonly surplusPrototypes: readonly SurplusPrototype[];
  /** Host prototypes that differ and cannot be written without losing a value. */
  readonly untouched: readonly string[];
}

export interface SurplusPrototype {
  readonly list: 'item_prototypes' | 'trigger_prototypes' | 'graph_prototypes';
  readonly rule: string;
  /** The key of an item prototype, the name of a trigger or graph prototype. */
  readonly name: string;
}

/** Undefined where no host prototype on the target holds a secret macro: nothing needs to be guarded. Pure. */
export function guardRules(desired: JsonObject, live: JsonObject): GuardedContent | undefined {
  const present = new Map(objectsIn(live.discovery_rules).map((rule) => [text(rule.key), rule]));
  if (![...present.values()].some(holdsSecret)) return undefined;
  const rules: JsonObject[] = [];
  const surplusPrototypes: SurplusPrototype[] = [];
  const untouched: string[] = [];
  for (const rule of objectsIn(desired.discovery_rules)) {
    const counterpart = present.get(text(rule.key));
    if (counterpart && sameJson(rule, counterpart)) continue;
    if (!counterpart || !holdsSecret(counterpart)) {
      rules.push(rule);
    } else {
      const { host_prototypes: wanted, ...rest } = rule;
      rules.push(rest);
      if (!sameJson(wanted, counterpart.host_prototypes)) {
        untouched.push(...differing(objectsIn(wanted), objectsIn(counterpart.host_prototypes)));
      }
    }
    if (counterpart) surplusPrototypes.push(...surplusOf(rule, counterpart));
  }
  const wantedKeys = new Set(objectsIn(desired.discovery_rules).map(({ key }) => text(key)));
  const { discovery_rules: _all, ...content } = desired;
  return {
    content: rules.length > 0 ? { ...content, discovery_rules: rules } : content,
    surplusRules: [...present.keys()].filter((key) => !wantedKeys.has(key)),
    surplusPrototypes,
    untouched,
  };
}

function holdsSecret(rule: JsonObject): boolean {
  return objectsIn(rule.host_prototypes)
    .flatMap((prototype) => objectsIn(prototype.macros))
    .some((macro) => macro.type === 'SECRET_TEXT' && macro.value === undefined);
}

function differing(desired: readonly JsonObject[], live: readonly JsonObject[]): string[] {
  const names = new Set([...desired, ...live].map(({ host }) => text(host)));
  const find = (list: readonly JsonObject[], name: string): JsonObject | undefined =>
    list.find(({ host }) => text(host) === name);
  return [...names].filter((name) => !sameJson(find(desired, name), find(live, name)));
}

const NAME_FIELDS = { item_prototypes: 'key', trigger_prototypes: 'name', graph_prototypes: 'name' } as const;

function surplusOf(desired: JsonObject, live: JsonObject): SurplusPrototype[] {
  return (Object.keys(NAME_FIELDS) as (keyof typeof NAME_FIELDS)[]).flatMap((list) => {
    const identity = listIdentity(list) ?? ((element: JsonObject) => text(element[NAME_FIELDS[list]]));
    const wanted = new Set(allOf(desired, list).map(identity));
    return allOf(live, list)
      .filter((element) => !wanted.has(identity(element)))
      .map((element) => ({ list, rule: text(live.key), name: text(element[NAME_FIELDS[list]]) }));
  });
}

/** Trigger prototypes of a single item prototype stand inside it. */
function allOf(rule: JsonObject, list: keyof typeof NAME_FIELDS): JsonObject[] {
  const nested =
    list === 'trigger_prototypes'
      ? objectsIn(rule.item_prototypes).flatMap((item) => objectsIn(item.trigger_prototypes))
      : [];
  return [...objectsIn(rule[list]), ...nested].filter(isObject);
}
