import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, objectsIn, text } from '../json.ts';
import type { Kind, Reference } from '../kind.ts';
import { without } from './without.ts';

/** Sources of events: https://www.zabbix.com/documentation/7.0/en/manual/api/reference/action/object */
const TRIGGER_EVENTS = '0';
const AUTOREGISTRATION_EVENTS = '2';

const CUSTOM_FORMULA = '3';
const SUPPRESSED = '16';
const NOTIFY_ALL_INVOLVED = new Set(['11', '12']);

const OPERATION_LISTS = ['operations', 'recovery_operations', 'update_operations'] as const;

/** Condition types whose value is an id; every other type holds text or a number of its own. */
const CONDITION_KINDS: Readonly<Record<string, string>> = {
  '0': 'hostgroups',
  '1': 'hosts',
  '2': 'triggers',
  '13': 'templates',
  '20': 'proxies',
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

function actionsOf(name: string, singular: string, eventSource: string): Kind {
  return {
    name,
    singular,
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
      parameters: (version) => ({
        output: 'extend',
        selectFilter: 'extend',
        selectOperations: 'extend',
        selectRecoveryOperations: 'extend',
        [atLeast(version, '5.4') ? 'selectUpdateOperations' : 'selectAcknowledgeOperations']: 'extend',
        filter: { eventsource: eventSource },
      }),
      fromApi,
      toApi,
      // Operations are carried out and shown in the order of their ids; conditions with a formula follow its letters.
      ordered: OPERATION_LISTS,
      update: 'whole',
      createOnly: ['eventsource'],
    },
    references: REFERENCES,
    key: (content) => text(content.name),
  };
}

export const triggerActions = actionsOf('trigger_actions', 'trigger action', TRIGGER_EVENTS);
export const registrationActions = actionsOf(
  'reg_actions',
  'autoregistration action',
  AUTOREGISTRATION_EVENTS,
);

/** Strips what action.create refuses (Action object, "supported for …" of its fields) and what is not configuration. */
function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const action = without(row, 'actionid', 'maintenance_mode', 'recoveryOperations', 'acknowledgeOperations');
  const eventSource = text(row.eventsource);
  action.filter = filterFromApi(row.filter, version);
  action.operations = operationsFromApi(row.operations, eventSource, 'operations');
  if (eventSource === AUTOREGISTRATION_EVENTS) {
    return without(
      action,
      'esc_period',
      'pause_suppressed',
      'pause_symptoms',
      'notify_if_canceled',
      'recovery_operations',
      'update_operations',
      'acknowledge_operations',
      ...FIELDS_BEFORE_5_0,
    );
  }
  const recovery = row.recoveryOperations ?? row.recovery_operations;
  const update =
    row.acknowledgeOperations ?? row.acknowledge_operations ?? row.updateOperations ?? row.update_operations;
  action.recovery_operations = operationsFromApi(recovery, eventSource, 'recovery_operations');
  action.update_operations = operationsFromApi(update, eventSource, 'update_operations');
  return without(
    action,
    'updateOperations',
    'acknowledge_operations',
    ...FIELDS_BEFORE_5_0,
    ...(atLeast(version, '7.0') || eventSource !== TRIGGER_EVENTS ? [] : ['pause_symptoms']),
  );
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

/** Fields of an operation that only escalations of trigger actions know. */
const ESCALATION_FIELDS = ['esc_period', 'esc_step_from', 'esc_step_to', 'evaltype', 'opconditions'];

function operationsFromApi(value: JsonValue | undefined, eventSource: string, list: string): JsonObject[] {
  const escalates = list === 'operations' && eventSource === TRIGGER_EVENTS;
  return objectsIn(value)
    .toSorted((a, b) => Number(text(a.operationid)) - Number(text(b.operationid)))
    .map((row) => operationFromApi(row, escalates));
}

function operationFromApi(row: JsonObject, escalates: boolean): JsonObject {
  const operation: JsonObject = {};
  for (const [field, value] of Object.entries(row)) {
    if (['operationid', 'actionid', 'recovery'].includes(field)) continue;
    if (!escalates && ESCALATION_FIELDS.includes(field)) continue;
    if (Array.isArray(value)) {
      // PHP gives an empty list for a part that an operation of this type does not have.
      if (value.length === 0) continue;
      operation[field] = objectsIn(value).map(withoutRowIds);
    } else operation[field] = isObject(value) ? withoutRowIds(value) : value;
  }
  if (isObject(operation.opmessage)) {
    const message = operation.opmessage;
    if (text(message.default_msg) === '1') {
      delete message.subject;
      delete message.message;
    }
    if (NOTIFY_ALL_INVOLVED.has(text(operation.operationtype))) delete message.mediatypeid;
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

/** 5.0 reads acknowledgeOperations and writes acknowledge_operations. */
function toApi(action: JsonObject, version: ZabbixVersion): JsonObject {
  if (atLeast(version, '5.4') || action.update_operations === undefined) return action;
  return { ...without(action, 'update_operations'), acknowledge_operations: action.update_operations };
}
