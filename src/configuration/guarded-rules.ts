import { compare } from './compare.ts';
import type { JsonObject } from './json.ts';
import { objectsIn, text } from './json.ts';
import { listIdentity } from './lists.ts';
import { isSecretMacro } from './mask.ts';

/*
 * An import that updates a discovery rule writes its host prototypes and blanks every secret macro of theirs whose
 * value the document does not hold; one that leaves them out of the rule deletes them
 * (CConfigurationImport::deleteMissingPrototypes). So a rule that holds such a value on the target stays out of the
 * document, and rules that are to go are deleted one by one.
 */

/** How a template or host is imported without touching the secret macros of its host prototypes. */
export interface GuardedContent {
  /** The content for the document: without the rules that must not be touched. */
  readonly content: JsonObject;
  /** Keys of rules that the backup does not have. */
  readonly surplus: readonly string[];
  /** Keys of rules that differ from the backup and are left as they are all the same. */
  readonly untouched: readonly string[];
}

/** Undefined where no host prototype on the target holds a secret macro: nothing needs to be guarded. Pure. */
export function guardRules(desired: JsonObject, live: JsonObject): GuardedContent | undefined {
  const present = new Map(objectsIn(live.discovery_rules).map((rule) => [text(rule.key), rule]));
  const wanted = objectsIn(desired.discovery_rules);
  const counterpart = ({ key, uuid }: JsonObject): JsonObject | undefined =>
    wanted.find((rule) => text(rule.key) === text(key) || (uuid !== undefined && rule.uuid === uuid));
  const guarded = new Set(
    [...present].filter(([, rule]) => losesSecret(rule, counterpart(rule))).map(([key]) => key),
  );
  if (guarded.size === 0) return undefined;
  // An import finds a rule by its uuid before its key.
  const guardedUuids = new Set(
    [...guarded].map((key) => text(present.get(key)?.uuid)).filter((uuid) => uuid !== ''),
  );
  const isGuarded = ({ key, uuid }: JsonObject): boolean =>
    guarded.has(text(key)) || guardedUuids.has(text(uuid));
  const rules = wanted.filter((rule) => !isGuarded(rule));
  const wantedKeys = new Set(wanted.map(({ key }) => text(key)));
  const wantedUuids = new Set(wanted.map(({ uuid }) => text(uuid)).filter((uuid) => uuid !== ''));
  const { discovery_rules: _all, ...content } = desired;
  return {
    content: rules.length > 0 ? { ...content, discovery_rules: rules } : content,
    surplus: [...present]
      .filter(([key, { uuid }]) => !wantedKeys.has(key) && !wantedUuids.has(text(uuid)))
      .map(([key]) => key),
    untouched: wanted
      .filter((rule) => isGuarded(rule) && differs(rule, present.get(text(rule.key)) ?? {}))
      .map(({ key }) => text(key)),
  };
}

function differs(desired: JsonObject, live: JsonObject): boolean {
  return compare(desired, live, listIdentity).length > 0;
}

/** Whether a rule on the target holds a secret value that its document (if any) does not hold. */
function losesSecret(live: JsonObject, desired: JsonObject | undefined): boolean {
  const known = new Set(
    secretsOf(desired ?? {})
      .filter(({ macro }) => macro.value !== undefined)
      .map(({ place }) => place),
  );
  return secretsOf(live).some(({ place, macro }) => macro.value === undefined && !known.has(place));
}

function secretsOf(rule: JsonObject): { place: string; macro: JsonObject }[] {
  return objectsIn(rule.host_prototypes).flatMap((prototype) =>
    objectsIn(prototype.macros)
      .filter(isSecretMacro)
      .map((macro) => ({ place: `${text(prototype.host)}\n${text(macro.macro)}`, macro })),
  );
}
