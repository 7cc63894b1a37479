import { INHERITED, inheritedIn } from '../../inherited/section.ts';
import { type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, type Draft, draftsOf } from '../draft.ts';
import { ITEM_LISTS, inheritedFrom } from '../inherited-from.ts';
import { withBackslashes, withBackslashesInMacros } from './backslashes.ts';
import { isImmediately } from './templates-and-hosts.ts';

/** What the API of 7.0 no longer lets a host or template change in an inherited item of these types. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  HTTP_AGENT: ['username', 'password', 'authtype'],
  SCRIPT: ['params'],
};
const FIXED_ALWAYS = ['logtimefmt'];

/**
 * 7.0, what templates and hosts change in what they inherit: the same as `templatesAndHosts`, which comes before, in the
 * words of the API. Only what differs from what is inherited stands there, so that is looked up.
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
          convertItems(section, list, (item) => {
            const from = inheritedFrom(draft, object.content, elements, text(item.key));
            const lost = convertItem(item, text(from?.type ?? ''));
            if (lost.length > 0) {
              const what = `${lost.join(', ')} of its inherited item "${text(item.key)}", which 7.0 lets only the template change`;
              draft.losses.push({ kind, key, what });
            }
            if (list === RULES) convertLifetime(item, lifetimeAbove(draft, object.content, text(item.key)));
          });
        }
        for (const list of ['triggers', 'trigger_prototypes']) {
          for (const trigger of objectsIn(section[list])) convertTrigger(trigger);
        }
        object.supplement = { ...object.supplement, [INHERITED]: section };
      }
    }
  },
};

const RULES = 'discovery_rules';

/** Elements that change nothing any more are left out, and lists without any. */
function convertItems(section: JsonObject, list: string, convert: (item: JsonObject) => void): void {
  const items = objectsIn(section[list]);
  for (const item of items) convert(item);
  const left = items.filter((item) => Object.keys(item).length > 1);
  if (left.length > 0) section[list] = left;
  else delete section[list];
}

/** @returns the fields that it can no longer change */
function convertItem(item: JsonObject, type: string): string[] {
  const lost = [...FIXED_ALWAYS, ...(FIXED[type] ?? [])].filter((field) => item[field] !== undefined);
  for (const field of lost) delete item[field];
  if (type === 'CALCULATED' && item.params !== undefined) item.params = withBackslashes(text(item.params));
  return lost;
}

function convertTrigger(trigger: JsonObject): void {
  for (const field of ['expression', 'recovery_expression']) {
    if (trigger[field] !== undefined) trigger[field] = withBackslashes(text(trigger[field]));
  }
  if (trigger.event_name !== undefined)
    trigger.event_name = withBackslashesInMacros(text(trigger.event_name));
  for (const dependency of objectsIn(trigger.dependencies)) convertTrigger(dependency);
}

/** The lifetime that a discovery rule inherits, as 6.0 has it: changes of templates in between count. */
function lifetimeAbove(draft: Draft, content: JsonObject, key: string): string | undefined {
  for (const { name } of objectsIn(content.templates)) {
    const template = draft.objects.get('templates')?.get(text(name));
    if (!template) continue;
    const own = objectsIn(template.content.discovery_rules).find((rule) => rule.key === key);
    const rules = objectsIn(inheritedIn(template.supplement)?.discovery_rules);
    const changed = rules.find((rule) => rule.key === key)?.lifetime;
    const found = own
      ? text(own.lifetime ?? '7d')
      : changed === undefined
        ? lifetimeAbove(draft, template.content, key)
        : text(changed);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The fields of a lifetime in 7.0: lost resources are deleted after it or at once, and were never disabled before. */
function lifetimeFields(lifetime: string): JsonObject {
  return isImmediately(lifetime)
    ? { lifetime_type: '2', lifetime: '0', enabled_lifetime_type: '2' }
    : { lifetime_type: '0', lifetime, enabled_lifetime_type: '1' };
}

function convertLifetime(rule: JsonObject, above: string | undefined): void {
  if (rule.lifetime === undefined) return;
  const fields = lifetimeFields(text(rule.lifetime));
  const inherited = above === undefined ? {} : lifetimeFields(above);
  delete rule.lifetime;
  for (const [field, value] of Object.entries(fields)) {
    if (inherited[field] !== value) rule[field] = value;
  }
}
