import { ConciergeError } from '../../errors.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { ActionToPutBack } from '../backup/put-back.ts';
import { contentOfRows, idPlaces, keysOfRows, objectsFromRows } from '../from-rows.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';
import { actionParameters, actionToApi, triggerActions } from '../kinds/actions.ts';
import { templates } from '../kinds/templates.ts';
import { withIds } from '../to-rows.ts';
import { concernsOneWrite, repeatable } from './apply-context.ts';
import { deleteHalving } from './delete-halving.ts';
import type { Names } from './names.ts';

/** Templates deleted in one call: with everything that hosts have of them. */
const PART = 20;

/** Conditions that name a trigger or a template: both go with the templates. */
const LOST_CONDITIONS = new Set(['2', '13']);
/** Sources (discovery and autoregistration) that must have an operation: this one adds a host, and the action is off. */
const MUST_HAVE_OPERATIONS = new Set(['1', '2']);
const PLACEHOLDER: JsonObject = { operationtype: '2' };
const CUSTOM_FORMULA = '3';
export const OFF = '1';

export interface ForceCost {
  readonly templates: number;
  /** Items of hosts that came from templates, which go with their history. */
  readonly items: number;
  /** Secret macros of templates, whose values go and are in no backup. */
  readonly secretMacros: number;
  /** Actions that name templates: 7.0.10 and later delete no template that one names, earlier ones cripple it. */
  readonly actions: readonly ActionToPutBack[];
}

/** What deleting every template of the server would cost. */
export async function costOfForcing(zabbix: Zabbix, names: Names, signal?: AbortSignal): Promise<ForceCost> {
  const options = signal && { signal };
  const [templates, items, macros, actions] = await Promise.all([
    zabbix.call<JsonObject[]>('template.get', { output: ['templateid'] }, options),
    zabbix.call<string>('item.get', { countOutput: true, inherited: true, templated: false }, options),
    zabbix.call<JsonObject[]>(
      'usermacro.get',
      { output: ['hostid', 'type'], filter: { type: '1' } },
      options,
    ),
    namingActions(zabbix, names, signal),
  ]);
  const ids = new Set(templates.map(({ templateid }) => text(templateid)));
  return {
    templates: ids.size,
    items: Number(items),
    secretMacros: macros.filter(({ hostid }) => ids.has(text(hostid))).length,
    actions,
  };
}

/** All actions of all sources that name templates or triggers, in a condition or an operation, by name throughout. */
async function namingActions(zabbix: Zabbix, names: Names, signal?: AbortSignal): Promise<ActionToPutBack[]> {
  const { version } = zabbix;
  const all = await zabbix.call<JsonObject[]>('action.get', actionParameters(version), signal && { signal });
  const rows = contentOfRows(triggerActions, all, version).filter(({ content }) => losesSomething(content));
  for (const { parent, field, to } of idPlaces(triggerActions, rows, version)) {
    await names.findKeys(to, [text(parent[field])], signal);
  }
  const keyOf = (kind: string, id: string): string | undefined => names.keyOf(kind, id);
  const found = objectsFromRows(triggerActions, rows, keysOfRows(triggerActions, rows), keyOf, version);
  return [...found.values()].map(({ key, content }) => ({
    name: key,
    eventSource: text(content.eventsource),
    content,
  }));
}

function losesSomething(content: JsonObject): boolean {
  return conditionsOf(content).some(isLost) || objectsIn(content.operations).some(linksTemplates);
}

function conditionsOf(content: JsonObject): JsonObject[] {
  return isObject(content.filter) ? objectsIn(content.filter.conditions) : [];
}

function isLost(condition: JsonObject): boolean {
  return LOST_CONDITIONS.has(text(condition.conditiontype));
}

function linksTemplates(operation: JsonObject): boolean {
  return objectsIn(operation.optemplate).length > 0;
}

/** The action without what names templates and triggers, switched off. Pure. */
export function withoutTemplates(content: JsonObject): JsonObject {
  const operations = objectsIn(content.operations).filter((operation) => !linksTemplates(operation));
  const needsOne = operations.length === 0 && MUST_HAVE_OPERATIONS.has(text(content.eventsource));
  const conditions = conditionsOf(content).filter((condition) => !isLost(condition));
  const filter = isObject(content.filter) ? content.filter : {};
  return {
    ...content,
    status: OFF,
    operations: needsOne ? [PLACEHOLDER] : operations,
    filter: {
      // A formula names conditions by letters: with one of them gone it means nothing.
      evaltype: text(filter.evaltype) === CUSTOM_FORMULA ? '0' : text(filter.evaltype),
      conditions: conditions.map(({ formulaid: _letter, ...condition }) => condition),
    },
  };
}

/**
 * Takes what names templates out of actions and deletes every template, with its items and their history.
 * @throws the refusal of a template that stays, after all that can be deleted are; whatever else ends it. Actions are
 *   stripped then, which the error says, and are put back by `putBackActions`.
 */
export async function deleteAllTemplates(
  zabbix: Zabbix,
  cost: ForceCost,
  names: Names,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await stripAndDelete(zabbix, cost, names, progress, signal);
  } catch (error) {
    if (!(error instanceof ConciergeError) || cost.actions.length === 0) throw error;
    throw new ConciergeError(error.message, {
      exitCode: error.exitCode,
      ...(error.why !== undefined && { why: error.why }),
      remedy: [error.remedy, strippedText(cost.actions)].filter((part) => part !== undefined).join(' '),
      cause: error,
    });
  }
}

function strippedText(actions: readonly ActionToPutBack[]): string {
  const names = actions.map(({ name }) => `"${name}"`).join(', ');
  return `Actions that name templates may be off and without that now (${names}): the next restore_config of this backup into this server puts it back.`;
}

async function stripAndDelete(
  zabbix: Zabbix,
  cost: ForceCost,
  names: Names,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = signal && { signal };
  await names.findIds(
    'actions',
    cost.actions.map(({ name }) => name),
  );
  for (const { name, content } of cost.actions) {
    const id = names.idOf('actions', name);
    if (id === undefined) continue;
    const parameters = actionUpdate(id, withoutTemplates(content), zabbix, names);
    await repeatable(() => zabbix.call('action.update', parameters, options), signal);
  }
  const rows = await zabbix.call<JsonObject[]>('template.get', { output: ['templateid'] }, options);
  const ids = rows.map(({ templateid }) => text(templateid));
  progress.start(TASK, ids.length);
  await deleteTemplates(zabbix, ids, progress, signal);
  progress.done(TASK);
}

const TASK = 'deleting templates';

/** @throws the error of a template that cannot be deleted, after all that can be */
async function deleteTemplates(
  zabbix: Zabbix,
  ids: readonly string[],
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const gone = (some: readonly string[]): void => progress.advance(TASK, some.length);
  const postponed: string[] = [];
  for (let start = 0; start < ids.length; start += PART) {
    const part = ids.slice(start, start + PART);
    try {
      await zabbix.call('template.delete', part, signal && { signal });
      gone(part);
    } catch (error) {
      if (!concernsOneWrite(error, signal)) throw error;
      signal?.throwIfAborted();
      postponed.push(...part);
    }
  }
  // 5.0 wants templates that share a trigger to go in one call: each time all that are left are tried together.
  for (let rest = postponed; rest.length > 0; ) {
    const left = new Map<string, Error>();
    const stays = (id: string, error: Error): void => void left.set(id, error);
    await deleteHalving(templates, rest, zabbix, { gone, stays }, signal);
    const [error] = left.values();
    if (error !== undefined && left.size === rest.length) throw error;
    rest = [...left.keys()];
  }
}

/** Parameters of action.update for an action by name. */
export function actionUpdate(id: string, content: JsonObject, zabbix: Zabbix, names: Names): JsonObject {
  const { version } = zabbix;
  const { eventsource: _fixed, ...fields } = actionToApi(
    withIds(triggerActions, content, names, version),
    version,
  );
  return { ...fields, actionid: id };
}
