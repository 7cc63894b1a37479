import type { Identity } from '../configuration.ts';
import { closedKey } from '../encryption.ts';
import { encryptionIn } from '../inherited/section.ts';
import { type LiveInterface, planInterfaces } from '../interfaces.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { idsOf } from '../kinds/own-fields.ts';
import { templates } from '../kinds/templates.ts';
import type { Update } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf, repeatable } from './apply-context.ts';
import { ownFields } from './own-fields.ts';

/**
 * Writes the fields of a template or host itself that differ, in one call: names, groups, macros, interfaces, the
 * templates that are to be unlinked. What is inside it is left to the import.
 * @returns ids of interfaces to remove when the items have been moved; undefined where the update failed
 */
export async function updateOwn(
  kind: Kind,
  update: Update,
  context: ApplyContext,
): Promise<string[] | undefined> {
  const id = context.names.idOf(kind.name, update.key);
  if (id === undefined) {
    context.report.fail(update, 'it was there when the target was read and is no longer');
    return undefined;
  }
  const changed = new Set(update.differences.map(({ path }) => path[0] ?? ''));
  try {
    // Encryption stands in the element (5.0) or in the supplement, never in both.
    const supplement = update.desired.supplement ?? {};
    const own = [...changed].filter((field) => !Object.hasOwn(supplement, field));
    const parameters = ownFields(update.desired, own, {
      version: context.zabbix.version,
      idOf: (to, key) => idOnTarget(to, key, context),
      macroIds: changed.has('macros') ? await macroIds(id, context) : new Map(),
      live: update.live.content,
    });
    if (changed.has('templates')) Object.assign(parameters, await linksToKeep(update, context));
    const interfaces = changed.has('interfaces')
      ? planInterfaces(update.desired.content, await interfacesOf(id, context))
      : undefined;
    if (interfaces) parameters.interfaces = interfaces.before;
    Object.assign(parameters, encryptionChange(update, changed, context));
    if (Object.keys(parameters).length > 0) {
      const sent = { ...parameters, [kind.lookup.idField]: id };
      const write = (): Promise<unknown> =>
        context.zabbix.call(`${kind.lookup.api}.update`, sent, callOptions(context));
      // New interfaces have no id yet: made twice, they would be there twice.
      await (interfaces ? write() : repeatable(write, context.signal));
    }
    return [...(interfaces?.surplus ?? [])];
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(update, reasonOf(error));
    return undefined;
  }
}

/** @throws Error where the target has no such object: references were looked up before, so that is a defect. */
export function idOnTarget(to: string, key: string, context: ApplyContext): string {
  const id = context.names.idOf(to, key);
  if (id === undefined) throw new Error(`${kindNamed(to).singular} "${key}" is not on the target`);
  return id;
}

async function macroIds(id: string, context: ApplyContext): Promise<Map<string, string>> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'usermacro.get',
    { hostids: [id], output: ['hostmacroid', 'macro'] },
    callOptions(context),
  );
  return new Map(rows.map((row) => [text(row.macro), text(row.hostmacroid)]));
}

/** Takes away links that the backup does not have, without clearing: their items go with the import, if they go. */
async function linksToKeep({ desired, live }: Update, context: ApplyContext): Promise<JsonObject> {
  const wanted = new Set(objectsIn(desired.content.templates).map(({ name }) => text(name)));
  const present = objectsIn(live.content.templates);
  const kept = present.filter(({ name }) => wanted.has(text(name)));
  if (kept.length === present.length) return {};
  await context.names.findIds(
    templates.name,
    kept.map(({ name }) => text(name)),
    context.signal,
  );
  return { templates: idsOf(kept, 'templateid', (name) => idOnTarget(templates.name, name, context)) };
}

const RUN_TIME = ['interfaceid', 'hostid', 'available', 'error', 'errors_from', 'disable_until'];

async function interfacesOf(id: string, context: ApplyContext): Promise<LiveInterface[]> {
  const rows = await context.zabbix.call<JsonObject[]>(
    'hostinterface.get',
    // As an export numbers them: those that are alike are told apart by their order alone.
    { hostids: [id], output: 'extend', sortfield: 'interfaceid' },
    callOptions(context),
  );
  return rows.map((row) => {
    const content = Object.fromEntries(Object.entries(row).filter(([field]) => !RUN_TIME.includes(field)));
    if (Array.isArray(content.details)) delete content.details;
    return { id: text(row.interfaceid), content };
  });
}

/** Removes interfaces that no item uses any more. */
export async function removeSurplusInterfaces(
  identity: Identity,
  ids: readonly string[],
  context: ApplyContext,
): Promise<void> {
  try {
    await context.zabbix.call('hostinterface.delete', ids, callOptions(context));
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(identity, reasonOf(error));
  }
}

/**
 * Encryption that an export has no place for. A host that comes to use a pre-shared key gets one that nobody knows;
 * one that uses a key already keeps it.
 */
function encryptionChange(update: Update, changed: ReadonlySet<string>, context: ApplyContext): JsonObject {
  const supplement = encryptionIn(update.desired.supplement);
  if (!supplement || !Object.keys(supplement).some((field) => changed.has(field))) return {};
  const key = closedKey(supplement);
  const former = encryptionIn(update.live.supplement);
  const hadKey = former !== undefined && closedKey(former) !== undefined;
  if (!key || hadKey) return supplement;
  context.report.need(update, 'its pre-shared key (a random one was set)');
  return { ...supplement, ...key };
}
