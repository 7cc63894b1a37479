import type { ConfigurationObject } from '../configuration.ts';
import { type InheritedClass, inheritedClasses } from '../inherited/classes.ts';
import {
  elementsByIdentity,
  fieldsToWrite,
  type InheritedObject,
  identityText,
  inheritedIn,
} from '../inherited/section.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';
import { byId } from './by-id.ts';
import { DEPENDENCIES, idsOfTriggers } from './inherited-triggers.ts';
import { type InheritedLists, readInherited } from './read-inherited.ts';
import { type InnerUpdate, updateHalving } from './update-halving.ts';

/** A host or template of the backup that records what it changes in what it inherits. */
interface Holder {
  readonly object: ConfigurationObject;
  readonly id: string;
  readonly section: JsonObject;
}

/**
 * Makes inherited objects what the backup has of them. It goes by what is there now and not by the plan: a template that
 * was written may have written over its hosts. Templates that others inherit from come first, for the same reason.
 * @param written keys of the only objects that may not be as in the backup; undefined where a template was written
 */
export async function applyInherited(
  kind: HolderKind,
  context: ApplyContext,
  written?: ReadonlySet<string>,
): Promise<void> {
  const recording = [...(context.desired.objects.get(kind.name)?.values() ?? [])].flatMap((object) => {
    const section = inheritedIn(object.supplement);
    const isToBeLookedAt = written?.has(object.key) !== false && !context.report.isBlocked(object);
    return section && isToBeLookedAt ? [{ key: object.key, object, section }] : [];
  });
  const found = await byId(kind, recording, context);
  const holders = [...found].map(([id, { object, section }]): Holder => ({ id, object, section }));
  for (const level of levelsOf(holders)) {
    const live = await readInherited(context.zabbix, new Set(level.map(({ id }) => id)), {
      templates: kind.travel.templated === true,
      wanted: new Map(level.map(({ id, section }) => [id, section])),
      ...callOptions(context),
    });
    for (const each of inheritedClasses(context.zabbix.version)) {
      await writeClass(each, level, live, context);
    }
  }
}

/** Holders in the order of their links among each other: those of one level need none of the same or a later one. */
function levelsOf(holders: readonly Holder[]): Holder[][] {
  const byKey = new Map(holders.map(({ object }) => [object.key, object]));
  const levels = new Map<string, number>();
  const levelOf = ({ key, content }: ConfigurationObject): number => {
    const known = levels.get(key);
    if (known !== undefined) return known;
    levels.set(key, 0);
    const above = objectsIn(content.templates).flatMap(({ name }) => byKey.get(text(name)) ?? []);
    const level = Math.max(0, ...above.map((each) => levelOf(each) + 1));
    levels.set(key, level);
    return level;
  };
  const result: Holder[][] = [];
  for (const holder of holders) {
    const level = levelOf(holder.object);
    for (let index = result.length; index <= level; index += 1) result.push([]);
    result[level]?.push(holder);
  }
  return result;
}

async function writeClass(
  each: InheritedClass,
  holders: readonly Holder[],
  live: ReadonlyMap<string, InheritedLists>,
  context: ApplyContext,
): Promise<void> {
  const writes: InnerUpdate[] = [];
  for (const { object, id, section } of holders) {
    const wanted = elementsByIdentity(section, each.list);
    for (const inherited of live.get(id)?.get(each.list) ?? []) {
      const identity = identityText(each.list, inherited.identity);
      const fields = fieldsToWrite(inherited, wanted.get(identity), each);
      wanted.delete(identity);
      if (Object.keys(fields).length === 0) continue;
      const name = `${each.singular} "${labelOf(inherited)}"`;
      const parameters = await parametersOf(each, id, inherited, fields, context);
      if (typeof parameters === 'string') context.report.fail(object, `${name}: ${parameters}`);
      else writes.push({ object, name, parameters });
    }
    for (const element of wanted.values()) {
      const name = text(element.key ?? element.name ?? element.host);
      context.report.fail(object, `${each.singular} "${name}", which it changes, is not inherited there`);
    }
  }
  await updateHalving(`${each.api}.update`, writes, context);
}

function labelOf({ identity }: InheritedObject): string {
  return text(identity.key ?? identity.name ?? identity.host);
}

/** What X.update takes: names replaced by ids. A text says what is not there. */
async function parametersOf(
  { idField }: InheritedClass,
  hostid: string,
  inherited: InheritedObject,
  fields: JsonObject,
  context: ApplyContext,
): Promise<JsonObject | string> {
  const parameters: JsonObject = { ...fields, [idField]: inherited.id };
  if (fields[DEPENDENCIES]) {
    const names = objectsIn(fields[DEPENDENCIES]);
    const ids = await idsOfTriggers(context.zabbix, names, context.signal);
    const missing = names.find((_, index) => ids[index] === undefined);
    if (missing) return `it depends on trigger "${text(missing.name)}", which is not there`;
    parameters[DEPENDENCIES] = ids.map((triggerid) => ({ triggerid: triggerid as string }));
  }
  if (fields.applications) {
    const names = objectsIn(fields.applications).map(({ name }) => text(name));
    const rows = await context.zabbix.call<JsonObject[]>(
      'application.get',
      { output: ['applicationid', 'name'], hostids: [hostid], filter: { name: names } },
      callOptions(context),
    );
    const missing = names.find((name) => !rows.some((row) => row.name === name));
    if (missing !== undefined && names.length > 0) return `application "${missing}" is not there`;
    parameters.applications = names.length === 0 ? [] : rows.map(({ applicationid }) => text(applicationid));
  }
  if (fields.steps) {
    const [scenario] = await context.zabbix.call<JsonObject[]>(
      'httptest.get',
      { output: ['httptestid'], httptestids: [inherited.id], selectSteps: ['httpstepid', 'name'] },
      callOptions(context),
    );
    const ids = new Map(objectsIn(scenario?.steps).map((step) => [text(step.name), text(step.httpstepid)]));
    const steps = objectsIn(fields.steps);
    const missing = steps.find(({ name }) => !ids.has(text(name)));
    if (missing) return `it has no step "${text(missing.name)}"`;
    // The names of steps are inherited, and refused.
    parameters.steps = steps.map(({ name, ...step }) => ({
      ...step,
      httpstepid: ids.get(text(name)) as string,
    }));
  }
  return parameters;
}
