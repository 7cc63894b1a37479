import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';

/*
 * Rows as action.get of 5.0.8, 6.0.14 and 7.0.22 gives them for `actionParameters`: the same fields, as texts, with
 * the empty lists that PHP gives for what an operation does not have.
 */

export const SOURCES = {
  triggers: '0',
  discovery: '1',
  registration: '2',
  internal: '3',
  services: '4',
} as const;
export type Source = keyof typeof SOURCES;

let lastId = 1000;

/** An id that no other row has. */
function id(): string {
  lastId += 1;
  return String(lastId);
}

/** An action with every condition and every operation that its source can have. */
export function actionRow(version: ZabbixVersion, source: Source): JsonObject {
  const modern = atLeast(version, '5.4');
  const recovery = OPERATIONS[source].recovery.map((type) => recoveryRow(version, type));
  const update = OPERATIONS[source].update.map((type) => updateRow(version, type));
  return {
    actionid: id(),
    name: `Action of ${source}`,
    eventsource: SOURCES[source],
    status: '0',
    esc_period: '1h',
    pause_suppressed: '1',
    ...(modern ? { notify_if_canceled: '1' } : {}),
    ...(atLeast(version, '7.0') ? { pause_symptoms: '1' } : {}),
    filter: filterRow('0', CONDITIONS[source]),
    operations: [
      ...OPERATIONS[source].normal.map((type) => operationRow(version, type)),
      ...(source !== 'triggers'
        ? []
        : [{ ...operationRow(version, '0'), ...ESCALATED, opconditions: [acknowledged('0')] }]),
    ],
    ...(modern
      ? { recovery_operations: recovery, update_operations: update }
      : { recoveryOperations: recovery, acknowledgeOperations: update }),
  };
}

/** A filter with these conditions; `formula` only where `evaltype` is 3, as a text of its own otherwise. */
export function filterRow(evaltype: string, conditions: readonly JsonObject[], formula = ''): JsonObject {
  const letters = conditions.map((_, index) => String.fromCharCode(65 + index));
  return {
    evaltype,
    formula,
    eval_formula: formula === '' ? letters.join(' and ') : formula,
    conditions: conditions.map((condition, index) => ({
      conditiontype: '0',
      operator: '0',
      value: '',
      value2: '',
      formulaid: letters[index] ?? '',
      ...condition,
    })),
  };
}

const NAMED: readonly JsonObject[] = [
  { conditiontype: '0', value: '22' },
  { conditiontype: '1', operator: '1', value: '10084' },
  { conditiontype: '13', value: '10001' },
];

const CONDITIONS: Readonly<Record<Source, readonly JsonObject[]>> = {
  triggers: [
    ...NAMED,
    { conditiontype: '2', value: '25277' },
    { conditiontype: '3', operator: '2', value: 'ü <&> "name"' },
    { conditiontype: '4', operator: '5', value: '2' },
    { conditiontype: '6', operator: '4', value: '1-5,08:00-18:00' },
    { conditiontype: '16', operator: '11' },
    { conditiontype: '25', operator: '1', value: 'tag' },
    { conditiontype: '26', operator: '2', value: 'value', value2: 'scope' },
  ],
  discovery: [
    { conditiontype: '18', value: '3' },
    { conditiontype: '20', value: '10354' },
    { conditiontype: '7', value: '127.0.0.1' },
  ],
  registration: [
    { conditiontype: '20', value: '10354' },
    { conditiontype: '22', operator: '2', value: 'lab' },
    { conditiontype: '24', operator: '8', value: '^lab-[0-9]+$' },
  ],
  internal: [...NAMED, { conditiontype: '23', value: '0' }],
  services: [{ conditiontype: '27', value: '7' }],
};

const HOST_OPERATIONS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '13', '14'];

interface OperationTypes {
  readonly normal: readonly string[];
  readonly recovery: readonly string[];
  readonly update: readonly string[];
}

const OPERATIONS: Readonly<Record<Source, OperationTypes>> = {
  triggers: { normal: ['0', '1'], recovery: ['0', '1', '11'], update: ['0', '1', '12'] },
  discovery: { normal: HOST_OPERATIONS, recovery: [], update: [] },
  registration: { normal: HOST_OPERATIONS, recovery: [], update: [] },
  internal: { normal: ['0'], recovery: ['0', '11'], update: [] },
  services: { normal: ['0'], recovery: ['0', '11'], update: ['0', '12'] },
};

const ESCALATED = { esc_period: '10m', esc_step_from: '2', esc_step_to: '0', evaltype: '2' };

function acknowledged(value: string): JsonObject {
  return { opconditionid: id(), operationid: id(), conditiontype: '14', operator: '0', value };
}

function operationRow(version: ZabbixVersion, operationtype: string): JsonObject {
  return {
    operationid: id(),
    actionid: id(),
    operationtype,
    esc_period: '0',
    esc_step_from: '1',
    esc_step_to: '1',
    evaltype: '0',
    opconditions: [],
    ...partsOf(version, operationtype),
  };
}

function recoveryRow(version: ZabbixVersion, operationtype: string): JsonObject {
  return {
    operationid: id(),
    actionid: id(),
    operationtype,
    evaltype: '0',
    opconditions: [],
    ...partsOf(version, operationtype),
  };
}

function updateRow(version: ZabbixVersion, operationtype: string): JsonObject {
  return { operationid: id(), operationtype, evaltype: '0', ...partsOf(version, operationtype) };
}

/** What an operation of this type holds. */
function partsOf(version: ZabbixVersion, operationtype: string): JsonObject {
  const message = { default_msg: '0', subject: 'Subject "ü"', message: 'a\r\nb', mediatypeid: '4' };
  switch (operationtype) {
    case '0':
      return { opmessage: message, opmessage_grp: [{ usrgrpid: '7' }], opmessage_usr: [] };
    case '1':
      return {
        opcommand: commandRow(version),
        opcommand_hst: [
          { opcommand_hstid: id(), hostid: '0' },
          { opcommand_hstid: id(), hostid: '10084' },
        ],
        opcommand_grp: [{ opcommand_grpid: id(), groupid: '22' }],
      };
    case '4':
    case '5':
      return { opgroup: [{ groupid: '22' }, { groupid: '23' }] };
    case '6':
    case '7':
      return { optemplate: [{ templateid: '10001' }] };
    case '10':
      return { opinventory: { inventory_mode: '1' } };
    case '11':
      return { opmessage: { default_msg: '1', subject: '', message: '', mediatypeid: '0' } };
    case '12':
      return { opmessage: message };
    case '13':
    case '14':
      return { optag: [{ tag: 'a', value: '' }] };
    default:
      return {};
  }
}

/** A global script: by its id from 5.4 on, before that as type 4 among fields for all types. */
function commandRow(version: ZabbixVersion): JsonObject {
  return atLeast(version, '5.4') ? { scriptid: '5' } : command50({ type: '4', scriptid: '5' });
}

/** A command of 5.0 with the fields of all its types. */
export function command50(used: JsonObject): JsonObject {
  return {
    type: '0',
    scriptid: '0',
    execute_on: '0',
    port: '',
    authtype: '0',
    username: '',
    password: '',
    publickey: '',
    privatekey: '',
    command: '',
    ...used,
  };
}
