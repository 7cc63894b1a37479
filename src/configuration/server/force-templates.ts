import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import type { ActionToPutBack } from '../backup/put-back.ts';
import type { Configuration } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';
import { actionFromApi, actionParameters, actionToApi } from '../kinds/actions.ts';
import type { ReportBuilder } from '../report.ts';
import { reasonOf } from './apply-context.ts';
import type { Names } from './names.ts';

/** Templates deleted in one call: with everything that hosts have of them. */
const PART = 20;

const TEMPLATE_CONDITION = '13';
/** Operations of an action that has none left would be refused: this one adds a host, and the action is off. */
const PLACEHOLDER: JsonObject = { operationtype: '2' };
const CUSTOM_FORMULA = '3';
const OFF = '1';

export interface ForceCost {
  readonly templates: number;
  /** Items of hosts that came from templates, which go with their history. */
  readonly items: number;
  /** Actions that name templates: 7.0.10 and later delete no template that one names, earlier ones cripple it. */
  readonly actions: readonly ActionToPutBack[];
}

/** What deleting every template of the server would cost. */
export async function costOfForcing(zabbix: Zabbix, names: Names, signal?: AbortSignal): Promise<ForceCost> {
  const options = signal && { signal };
  const [templates, items, actions] = await Promise.all([
    zabbix.call<string>('template.get', { countOutput: true }, options),
    zabbix.call<string>('item.get', { countOutput: true, inherited: true, templated: false }, options),
    namingActions(zabbix, names, signal),
  ]);
  return { templates: Number(templates), items: Number(items), actions };
}

/** All actions of all sources that name templates, in a condition or an operation. */
async function namingActions(zabbix: Zabbix, names: Names, signal?: AbortSignal): Promise<ActionToPutBack[]> {
  const { version } = zabbix;
  const rows = await zabbix.call<JsonObject[]>('action.get', actionParameters(version), signal && { signal });
  const naming = rows
    .map((row) => ({ row, content: actionFromApi(row, version) }))
    .filter(({ content }) => templatePlaces(content).length > 0);
  const ids = naming.flatMap(({ content }) =>
    templatePlaces(content).map(({ parent, field }) => text(parent[field])),
  );
  await names.findKeys('templates', ids, signal);
  return naming.map(({ row, content }) => {
    for (const { parent, field } of templatePlaces(content)) {
      parent[field] = names.keyOf('templates', text(parent[field])) ?? '';
    }
    return { id: text(row.actionid), name: text(row.name), eventSource: text(row.eventsource), content };
  });
}

function templatePlaces(content: JsonObject): { parent: JsonObject; field: string }[] {
  const conditions = conditionsOf(content).filter(namesTemplate);
  const links = objectsIn(content.operations).flatMap((operation) => objectsIn(operation.optemplate));
  return [
    ...conditions.map((parent) => ({ parent, field: 'value' })),
    ...links.map((parent) => ({ parent, field: 'templateid' })),
  ];
}

function conditionsOf(content: JsonObject): JsonObject[] {
  return isObject(content.filter) ? objectsIn(content.filter.conditions) : [];
}

function namesTemplate(condition: JsonObject): boolean {
  return text(condition.conditiontype) === TEMPLATE_CONDITION;
}

/** The action without what names templates, switched off. Pure. */
export function withoutTemplates(content: JsonObject): JsonObject {
  const operations = objectsIn(content.operations).filter(
    (operation) => objectsIn(operation.optemplate).length === 0,
  );
  const conditions = conditionsOf(content).filter((condition) => !namesTemplate(condition));
  const filter = isObject(content.filter) ? content.filter : {};
  const custom = text(filter.evaltype) === CUSTOM_FORMULA;
  return {
    ...content,
    status: OFF,
    operations: operations.length > 0 ? operations : [PLACEHOLDER],
    filter: {
      evaltype: custom ? '0' : text(filter.evaltype),
      // A formula names conditions by letters: with one of them gone it means nothing.
      conditions: conditions.map(({ formulaid: _letter, ...condition }) => condition),
    },
  };
}

/**
 * Takes what names templates out of actions and deletes every template, with its items and their history.
 * @throws whatever the server says; actions are stripped then, and are put back by `putBackActions`
 */
export async function deleteAllTemplates(
  zabbix: Zabbix,
  cost: ForceCost,
  progress: {
    start(name: string, total?: number): void;
    advance(name: string, count?: number): void;
    done(name: string): void;
  },
  signal?: AbortSignal,
): Promise<void> {
  const options = signal && { signal };
  for (const { id, content } of cost.actions) {
    await zabbix.call('action.update', forUpdate(id, withoutTemplates(content), zabbix), options);
  }
  const rows = await zabbix.call<JsonObject[]>('template.get', { output: ['templateid'] }, options);
  const ids = rows.map(({ templateid }) => text(templateid));
  progress.start('deleting templates', ids.length);
  for (let start = 0; start < ids.length; start += PART) {
    const part = ids.slice(start, start + PART);
    await zabbix.call('template.delete', part, options);
    progress.advance('deleting templates', part.length);
  }
  progress.done('deleting templates');
}

function forUpdate(id: string, content: JsonObject, zabbix: Zabbix): JsonObject {
  const { eventsource: _fixed, ...fields } = actionToApi(content, zabbix.version);
  return { ...fields, actionid: id };
}

const BACKED_UP_SOURCES: Readonly<Record<string, string>> = { '0': 'trigger_actions', '2': 'reg_actions' };

/** Gives actions that the backup does not hold back what was taken out of them; the others come from the backup. */
export async function putBackActions(
  zabbix: Zabbix,
  actions: readonly ActionToPutBack[],
  desired: Configuration,
  names: Names,
  report: ReportBuilder,
): Promise<void> {
  const left = actions.filter(({ name, eventSource }) => {
    const kind = BACKED_UP_SOURCES[eventSource];
    return kind === undefined || !desired.objects.get(kind)?.has(name);
  });
  names.forget('templates');
  await names.findIds(
    'templates',
    left.flatMap(({ content }) => templatePlaces(content).map(({ parent, field }) => text(parent[field]))),
  );
  for (const { id, name, content } of left) {
    const identity = { kind: 'actions', key: name };
    const whole = structuredClone(content);
    const missing: string[] = [];
    for (const { parent, field } of templatePlaces(whole)) {
      const template = text(parent[field]);
      const found = names.idOf('templates', template);
      if (found === undefined) missing.push(template);
      else parent[field] = found;
    }
    if (missing.length > 0) {
      report.fail(
        identity,
        `it names the template "${missing[0]}", which is no longer there: it is left off and without it`,
      );
      continue;
    }
    try {
      await zabbix.call('action.update', forUpdate(id, whole, zabbix));
      report.succeeded(identity, 'updated');
    } catch (error) {
      if (!(error instanceof ZabbixApiError)) throw error;
      report.fail(identity, reasonOf(error));
    }
  }
}
