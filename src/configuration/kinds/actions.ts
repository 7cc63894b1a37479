import type { Zabbix } from '../../zabbix/connection.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';
import type { ObjectKind, Reference } from '../kind.ts';
import { describeInAction } from './action-words.ts';
import {
  isDefaultMessage,
  mayConcernUnusedTexts,
  OPERATION_LISTS,
  settleUnusedTexts,
  UNUSED_TEXTS,
  withoutUnusedTexts,
} from './unused-texts.ts';
import { without } from './without.ts';

/** Sources of events: https://www.zabbix.com/documentation/7.0/en/manual/api/reference/action/object */
const TRIGGER_EVENTS = '0';
const DISCOVERY_EVENTS = '1';
const AUTOREGISTRATION_EVENTS = '2';
const INTERNAL_EVENTS = '3';
const SERVICE_EVENTS = '4';

/** What an action of one source does not have, though action.get may return it. */
interface SourceRules {
  readonly without: readonly string[];
  /** Operations have steps and periods; those of trigger actions have conditions of their own as well. */
  readonly operations: 'with conditions' | 'in steps' | 'at once';
}

const PAUSES = ['pause_suppressed', 'pause_symptoms', 'notify_if_canceled'];
const AT_ONCE: SourceRules = {
  without: ['esc_period', ...PAUSES, 'recovery_operations', 'update_operations'],
  operations: 'at once',
};
const SOURCES: Readonly<Record<string, SourceRules>> = {
  [TRIGGER_EVENTS]: { without: [], operations: 'with conditions' },
  [DISCOVERY_EVENTS]: AT_ONCE,
  [AUTOREGISTRATION_EVENTS]: AT_ONCE,
  [INTERNAL_EVENTS]: { without: [...PAUSES, 'update_operations'], operations: 'in steps' },
  [SERVICE_EVENTS]: { without: PAUSES, operations: 'in steps' },
};

const CUSTOM_FORMULA = '3';
const SUPPRESSED = '16';
/** A message to all involved at recovery goes by the ways that the problem went; one at an update may name another. */
const RECOVERY_TO_ALL = '11';

/** Condition types whose value is an id; every other type holds text or a number of its own. */
const CONDITION_KINDS: Readonly<Record<string, string>> = {
  '0': 'hostgroups',
  '1': 'hosts',
  '2': 'triggers',
  '13': 'templates',
  '18': 'drules',
  '19': 'dchecks',
  '20': 'proxies',
  '27': 'services',
};

/** Every place of an operation that holds an id. 5.0 keeps the script inside the command of its type 4. */
const OPERATION_REFERENCES: readonly Reference[] = OPERATION_LISTS.flatMap((list) => [
  { path: `${list}[].opmessage.mediatypeid`, to: 'mediatypes', none: '0' },
  { path: `${list}[].opmessage_grp[].usrgrpid`, to: 'usergroups' },
  { path: `${list}[].opmessage_usr[].userid`, to: 'users' },
  { path: `${list}[].opcommand.scriptid`, to: 'scripts', none: '0' },
  { path: `${list}[].opcommand_grp[].groupid`, to: 'hostgroups' },
  { path: `${list}[].opcommand_hst[].hostid`, to: 'hosts', constants: ['0'] },
  { path: `${list}[].opgroup[].groupid`, to: 'hostgroups' },
  { path: `${list}[].optemplate[].templateid`, to: 'templates' },
]);

const REFERENCES: readonly Reference[] = [
  { path: 'filter.conditions[].value', to: { by: 'conditiontype', kinds: CONDITION_KINDS } },
  ...OPERATION_REFERENCES,
];

function actionsOf(name: string, singular: string, eventSource: string, since?: string): ObjectKind {
  return {
    name,
    singular,
    audited: ['5'],
    ...(since === undefined ? {} : { since }),
    lookup: {
      api: 'action',
      idField: 'actionid',
      idsParameter: 'actionids',
      output: () => ['name'],
      parameters: () => ({ filter: { eventsource: eventSource } }),
      key: (row) => text(row.name),
    },
    travel: {
      by: 'object',
      parameters: (version) => ({ ...actionParameters(version), filter: { eventsource: eventSource } }),
      fromApi: actionFromApi,
      // An update does not send the source, and what an operation takes depends on it.
      toApi: (action, version) => actionToApi(action, version, eventSource),
      update: 'whole',
      createOnly: ['eventsource'],
      lateSection: { name: UNUSED_TEXTS, without: withoutUnusedTexts },
      settle,
    },
    references: REFERENCES,
    asleep: { status: '1' },
    describe: describeInAction,
    key: (content) => text(content.name),
  };
}

export const triggerActions = actionsOf('trigger_actions', 'trigger action', TRIGGER_EVENTS);
export const registrationActions = actionsOf(
  'reg_actions',
  'autoregistration action',
  AUTOREGISTRATION_EVENTS,
);

export const discoveryActions = actionsOf('discovery_actions', 'discovery action', DISCOVERY_EVENTS);
export const internalActions = actionsOf('internal_actions', 'internal action', INTERNAL_EVENTS);
export const serviceActions = actionsOf('service_actions', 'service action', SERVICE_EVENTS, '6.0');

/** The kind of an action, by its source. */
export const ACTIONS_BY_SOURCE: ReadonlyMap<string, ObjectKind> = new Map([
  [TRIGGER_EVENTS, triggerActions],
  [DISCOVERY_EVENTS, discoveryActions],
  [AUTOREGISTRATION_EVENTS, registrationActions],
  [INTERNAL_EVENTS, internalActions],
  [SERVICE_EVENTS, serviceActions],
]);

/**
 * A row of action.get as action.create takes it (Action object, "supported for …" of its fields), save that it still
 * holds the ids of what it names.
 * @param row with filter and all operations, in the words of any version
 */
export function actionFromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const rules = SOURCES[text(row.eventsource)] ?? AT_ONCE;
  const recovery = row.recoveryOperations ?? row.recovery_operations;
  const update =
    row.acknowledgeOperations ?? row.acknowledge_operations ?? row.updateOperations ?? row.update_operations;
  const action = {
    ...without(
      row,
      'actionid',
      'maintenance_mode',
      'recoveryOperations',
      'acknowledgeOperations',
      'acknowledge_operations',
      'updateOperations',
      ...FIELDS_BEFORE_5_0,
    ),
    filter: filterFromApi(row.filter, version),
    operations: operationsFromApi(row.operations, rules.operations),
    // A row for which these were not asked (the Python tool) does not record them.
    ...(recovery === undefined ? {} : { recovery_operations: operationsFromApi(recovery, 'at once') }),
    ...(update === undefined ? {} : { update_operations: operationsFromApi(update, 'at once') }),
  };
  return without(action, ...rules.without);
}

/** Sets what one write does not: see settleUnusedTexts. */
async function settle(
  fields: JsonObject,
  live: JsonObject | undefined,
  id: string,
  zabbix: Pick<Zabbix, 'version' | 'call'>,
  update: (fields: JsonObject) => Promise<void>,
): Promise<void> {
  const { version } = zabbix;
  if (!mayConcernUnusedTexts(fields, live, version)) return;
  const read = async (): Promise<JsonObject | undefined> => {
    const parameters = { ...actionParameters(version), actionids: [id] };
    const [row] = await zabbix.call<JsonObject[]>('action.get', parameters);
    return row && actionFromApi(row, version);
  };
  await settleUnusedTexts(fields, read, update);
}

/** Parameters of action.get for everything that makes up an action. */
export function actionParameters(version: ZabbixVersion): JsonObject {
  return {
    output: 'extend',
    selectFilter: 'extend',
    selectOperations: 'extend',
    selectRecoveryOperations: 'extend',
    [atLeast(version, '5.4') ? 'selectUpdateOperations' : 'selectAcknowledgeOperations']: 'extend',
  };
}

/** Default subjects and messages of actions moved to media types in 5.0; older backups still hold them. */
const FIELDS_BEFORE_5_0 = [
  'def_shortdata',
  'def_longdata',
  'r_shortdata',
  'r_longdata',
  'ack_shortdata',
  'ack_longdata',
];

function filterFromApi(value: JsonValue | undefined, version: ZabbixVersion): JsonObject {
  const filter = isObject(value) ? without(value, 'eval_formula') : {};
  const custom = text(filter.evaltype) === CUSTOM_FORMULA;
  if (!custom) delete filter.formula;
  filter.conditions = objectsIn(filter.conditions).map((row) => {
    const condition = without(row, 'conditionid', 'actionid', ...(custom ? [] : ['formulaid']));
    if (condition.value2 === '') delete condition.value2;
    // Whether a problem is suppressed is said by the operator alone: 7.0 refuses a value beside it, 5.0 asks for one.
    if (text(condition.conditiontype) === SUPPRESSED && atLeast(version, '5.4')) delete condition.value;
    return condition;
  });
  return filter;
}

const STEP_FIELDS = ['esc_period', 'esc_step_from', 'esc_step_to'];
const CONDITION_FIELDS = ['evaltype', 'opconditions'];

const REFUSED_FIELDS: Readonly<Record<SourceRules['operations'], readonly string[]>> = {
  'with conditions': [],
  'in steps': CONDITION_FIELDS,
  'at once': [...STEP_FIELDS, ...CONDITION_FIELDS],
};

function operationsFromApi(value: JsonValue | undefined, form: SourceRules['operations']): JsonObject[] {
  // A set: the front end sorts operations by step, and action.update keeps ids of equal ones whatever their order.
  return objectsIn(value).map((row) => operationFromApi(row, REFUSED_FIELDS[form]));
}

function operationFromApi(row: JsonObject, refused: readonly string[]): JsonObject {
  const operation: JsonObject = {};
  for (const [field, value] of Object.entries(row)) {
    if (['operationid', 'actionid', 'recovery'].includes(field)) continue;
    if (refused.includes(field)) continue;
    if (Array.isArray(value)) {
      // PHP gives an empty list for a part that an operation of this type does not have.
      if (value.length === 0) continue;
      operation[field] = objectsIn(value).map(withoutRowIds);
    } else operation[field] = isObject(value) ? withoutRowIds(value) : value;
  }
  if (isObject(operation.opmessage)) {
    const message = operation.opmessage;
    if (isDefaultMessage(message)) {
      if (message.subject === '') delete message.subject;
      if (message.message === '') delete message.message;
    }
    if (text(operation.operationtype) === RECOVERY_TO_ALL) delete message.mediatypeid;
  }
  if (isObject(operation.opcommand)) operation.opcommand = commandFromApi(operation.opcommand);
  return operation;
}

const ROW_IDS = [
  'operationid',
  'opcommand_hstid',
  'opcommand_grpid',
  'opconditionid',
  'optagid',
  'opgroupid',
  'optemplateid',
];

function withoutRowIds(row: JsonObject): JsonObject {
  return without(row, ...ROW_IDS);
}

const GLOBAL_SCRIPT = '4';

/** A command of 5.0 holds the fields of all its types; those that its type does not use are empty. */
function commandFromApi(command: JsonObject): JsonObject {
  if (command.type === undefined) return command;
  if (text(command.type) === GLOBAL_SCRIPT)
    return { type: GLOBAL_SCRIPT, scriptid: command.scriptid ?? null };
  const used = without(command, 'scriptid');
  for (const [field, value] of Object.entries(used)) if (value === '') delete used[field];
  return used;
}

const MESSAGE = '0';
const COMMAND = '1';

/** Lists of an operation that must be sent empty: one left out keeps what an equal operation on the server holds. */
const LISTS_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  [MESSAGE]: ['opmessage_grp', 'opmessage_usr'],
  [COMMAND]: ['opcommand_grp', 'opcommand_hst'],
};

function withEmptyLists(operation: JsonObject, eventSource: string): JsonObject {
  const type = text(operation.operationtype);
  // A service has no host: its commands run on the server, and have no targets.
  const targets = type === COMMAND && eventSource === SERVICE_EVENTS ? [] : LISTS_OF_TYPE[type];
  const lists = [...(targets ?? []), ...(operation.evaltype === undefined ? [] : ['opconditions'])];
  return { ...Object.fromEntries(lists.map((list) => [list, []])), ...operation };
}

/** The inverse of `actionFromApi`. 5.0 reads acknowledgeOperations and writes acknowledge_operations. */
export function actionToApi(
  action: JsonObject,
  version: ZabbixVersion,
  eventSource = text(action.eventsource),
): JsonObject {
  const complete = { ...action };
  for (const list of OPERATION_LISTS) {
    if (complete[list] !== undefined)
      complete[list] = objectsIn(complete[list]).map((operation) => withEmptyLists(operation, eventSource));
  }
  return atLeast(version, '5.4') ? withoutUnusedTexts(complete) : actionToApi50(complete);
}

function actionToApi50(action: JsonObject): JsonObject {
  const { update_operations: update, filter, ...rest } = action;
  const conditions = isObject(filter) ? objectsIn(filter.conditions) : [];
  return {
    ...rest,
    ...(update === undefined ? {} : { acknowledge_operations: update }),
    // A condition takes the place of one that is there, and a field left out keeps what that one holds.
    ...(isObject(filter)
      ? { filter: { ...filter, conditions: conditions.map((condition) => ({ value2: '', ...condition })) } }
      : {}),
  };
}
