import { hostsInExpression, renameHostsInExpression } from '../../expression.ts';
import { INHERITED, identityText, inheritedIn } from '../../inherited/section.ts';
import { byText, type JsonObject, objectsIn, stableText, text } from '../../json.ts';
import type { Draft, DraftObject } from '../draft.ts';

type Tag = { readonly tag: string; readonly value: string };

const SELF = '{HOST.HOST}';
const TRIGGERS = 'triggers';

/**
 * Gives a trigger a tag: one of a host or template itself, or, among what a host changes in what it inherits, one that
 * it has from a template.
 * @param key of the trigger, in the words of 6.0
 * @returns whether the backup has the trigger
 */
export function tagTrigger(draft: Draft, key: string, tag: Tag): boolean {
  const hosts = [...new Set(key.split('\n').slice(1).flatMap(hostsInExpression))];
  const own = hosts
    .flatMap((host) => ownTriggers(holder(draft, host)))
    .filter((trigger) => isNamed(trigger, key) && keyOf(trigger) === key);
  for (const trigger of own) trigger.tags = withTag(objectsIn(trigger.tags), tag);
  if (own.length > 0) return true;
  const [host] = hosts;
  return host !== undefined && hosts.length === 1 && tagInherited(draft, host, key, tag);
}

function holder(draft: Draft, name: string): DraftObject | undefined {
  return draft.objects.get('hosts')?.get(name) ?? draft.objects.get('templates')?.get(name);
}

/** The triggers in an element of an export. One that spans hosts stands in each of them. */
function ownTriggers(object: DraftObject | undefined): JsonObject[] {
  return [
    ...objectsIn(object?.content.items).flatMap(({ triggers }) => objectsIn(triggers)),
    ...objectsIn(object?.content.triggers),
  ];
}

function keyOf({ name = '', expression = '', recovery_expression: recovery = '' }: JsonObject): string {
  return [name, expression, ...(recovery === '' ? [] : [recovery])]
    .map(text)
    .join('\n')
    .replaceAll('\r\n', '\n');
}

/** Looked at first: expressions take long to walk, and there may be very many. */
function isNamed({ name = '' }: JsonObject, key: string): boolean {
  return key.startsWith(`${text(name)}\n`);
}

/** The same for every host that inherits the trigger. */
function withoutHosts(key: string): string {
  const [name = '', ...expressions] = key.split('\n');
  const self = new Map(expressions.flatMap(hostsInExpression).map((host) => [host, SELF]));
  return [name, ...expressions.map((expression) => renameHostsInExpression(expression, self))].join('\n');
}

function tagInherited(draft: Draft, host: string, key: string, tag: Tag): boolean {
  const object = holder(draft, host);
  const section = inheritedIn(object?.supplement);
  const template = object && inheritedTrigger(draft, object, withoutHosts(key), new Set());
  if (!object || !section || !template) return false;
  const self = new Map(hostsInExpression(keyOf(template)).map((name) => [name, SELF]));
  const identity = Object.fromEntries(
    ['name', 'expression', 'recovery_expression']
      .filter((field) => text(template[field]) !== '')
      .map((field) => [
        field,
        field === 'name' ? text(template[field]) : renamed(text(template[field]), self),
      ]),
  );
  const all = objectsIn(section[TRIGGERS]);
  const present = all.find((trigger) => identityText(TRIGGERS, trigger) === identityText(TRIGGERS, identity));
  const element = { ...identity, ...present };
  const tags = withTag(objectsIn((present ?? template).tags ?? template.tags), tag);
  const others = all.filter((trigger) => trigger !== present);
  const elements = [...others, { ...element, tags }].toSorted((a, b) =>
    byText(identityText(TRIGGERS, a), identityText(TRIGGERS, b)),
  );
  object.supplement = { ...object.supplement, [INHERITED]: { ...section, [TRIGGERS]: elements } };
  return true;
}

function renamed(expression: string, names: ReadonlyMap<string, string>): string {
  return renameHostsInExpression(expression.replaceAll('\r\n', '\n'), names);
}

/** The trigger of the template from which it comes, which may be linked by one that is linked. */
function inheritedTrigger(
  draft: Draft,
  object: DraftObject,
  key: string,
  seen: Set<string>,
): JsonObject | undefined {
  for (const { name } of objectsIn(object.content.templates)) {
    const template = draft.objects.get('templates')?.get(text(name));
    if (!template || seen.has(text(name))) continue;
    seen.add(text(name));
    const found =
      ownTriggers(template).find(
        (trigger) => isNamed(trigger, key) && withoutHosts(keyOf(trigger)) === key,
      ) ?? inheritedTrigger(draft, template, key, seen);
    if (found) return found;
  }
  return undefined;
}

function withTag(tags: readonly JsonObject[], { tag, value }: Tag): JsonObject[] {
  return [...tags.map((each) => ({ tag: text(each.tag), value: text(each.value) })), { tag, value }].toSorted(
    (a, b) => byText(stableText(a), stableText(b)),
  );
}
