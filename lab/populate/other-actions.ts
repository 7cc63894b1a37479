import { grouping, linking, registrationOperations } from './autoregistration-actions.ts';
import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import {
  DISCOVERY_RULES,
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  OTHER_ACTIONS,
  PROXIES,
  SCRIPTS,
  SERVICES,
  TEMPLATES,
  USER_GROUPS,
  USERS,
} from './names.ts';
import { CUSTOM_TEXT, message, runs } from './trigger-actions.ts';

/** Actions of discovery, of internal events and, from 6.0 on, of services: every condition, every operation. */
export async function makeOtherActions(filling: Filling): Promise<void> {
  await create(filling, 'action', [...(await discoveryActions(filling)), ...internalActions(filling)]);
  if (since(filling, '6.0')) await create(filling, 'action', serviceActions(filling));
}

function toNight(filling: Filling): Fields {
  return {
    operationtype: 0,
    ...message(filling, { groups: [USER_GROUPS.night], by: MEDIA_TYPES.email }),
  };
}

interface Check {
  readonly dcheckid: string;
  readonly type: string;
  readonly ports: string;
  readonly snmp_community: string;
}

async function discoveryActions(filling: Filling): Promise<Fields[]> {
  const rule = (name: string): string => idOf(filling, 'drule', name);
  const checksOf = (name: string): Promise<Check[]> =>
    filling.api.call<Check[]>('dcheck.get', { output: 'extend', druleids: [rule(name)] });
  const [own] = await checksOf(DISCOVERY_RULES.machine);
  const every = await checksOf(DISCOVERY_RULES.everyCheck);
  // Not the first of those that look alike.
  const alike = every.find(({ snmp_community }) => snmp_community === 'fake-community-b');
  const ssh = every.find(({ type }) => type === '0');
  return [
    {
      name: OTHER_ACTIONS.discovery,
      eventsource: 1,
      filter: {
        evaltype: 0,
        conditions: [
          { conditiontype: 18, operator: 0, value: rule(DISCOVERY_RULES.machine) },
          { conditiontype: 18, operator: 1, value: rule(DISCOVERY_RULES.proxied) },
          { conditiontype: 19, operator: 0, value: own?.dcheckid },
          { conditiontype: 19, operator: 1, value: alike?.dcheckid },
          { conditiontype: 20, operator: 0, value: idOf(filling, 'proxy', PROXIES.active) },
          { conditiontype: 7, operator: 0, value: '127.0.0.1-127,127.0.0.128/25' },
          { conditiontype: 8, operator: 0, value: '9' },
          { conditiontype: 9, operator: 1, value: '22,1024-2048' },
          { conditiontype: 10, operator: 0, value: '2' },
          { conditiontype: 11, operator: 5, value: '600' },
          { conditiontype: 12, operator: 2, value: 'Linux "ü" <&>' },
          { conditiontype: 21, operator: 0, value: '1' },
        ],
      },
      operations: registrationOperations(filling),
    },
    {
      name: OTHER_ACTIONS.discoveryFormula,
      eventsource: 1,
      status: 1,
      filter: {
        evaltype: 3,
        formula: 'C or (A and not B)',
        conditions: [
          { formulaid: 'A', conditiontype: 18, operator: 0, value: rule(DISCOVERY_RULES.everyCheck) },
          { formulaid: 'B', conditiontype: 19, operator: 0, value: ssh?.dcheckid },
          { formulaid: 'C', conditiontype: 19, operator: 0, value: alike?.dcheckid },
        ],
      },
      operations: [
        grouping(filling, 4, GROUPS.discovered),
        linking(filling, 6, TEMPLATES.discovered),
        { operationtype: 10, opinventory: { inventory_mode: 0 } },
      ],
    },
    {
      name: OTHER_ACTIONS.discoveryRemoval,
      eventsource: 1,
      filter: { evaltype: 1, conditions: [{ conditiontype: 10, operator: 0, value: '3' }] },
      operations: [
        { operationtype: 9 },
        grouping(filling, 5, GROUPS.discovered),
        linking(filling, 7, TEMPLATES.discovered),
        { operationtype: 3 },
      ],
    },
  ];
}

function internalActions(filling: Filling): Fields[] {
  const host = idOf(filling, 'host', HOSTS.second);
  const group = idOf(filling, 'hostgroup', GROUPS.servers);
  const step = { esc_period: '10m', esc_step_from: 2, esc_step_to: 0 };
  return [
    {
      name: OTHER_ACTIONS.internal,
      eventsource: 3,
      esc_period: '1h',
      filter: {
        evaltype: 2,
        conditions: [
          { conditiontype: 23, operator: 0, value: '0' },
          { conditiontype: 1, operator: 0, value: host },
          { conditiontype: 13, operator: 0, value: idOf(filling, 'template', TEMPLATES.base) },
          ...(since(filling, '6.0')
            ? [
                { conditiontype: 25, operator: 2, value: 'ü <&>' },
                { conditiontype: 26, operator: 0, value: 'va"lue', value2: 'scope <&>' },
              ]
            : [{ conditiontype: 15, operator: 2, value: 'CPU "ü"' }]),
        ],
      },
      operations: [toNight(filling)],
    },
    {
      name: OTHER_ACTIONS.internalFormula,
      eventsource: 3,
      status: 1,
      esc_period: '{$LAB.LIMIT}',
      filter: {
        evaltype: 3,
        formula: 'B and (C or not A)',
        conditions: [
          { formulaid: 'A', conditiontype: 1, operator: 1, value: host },
          { formulaid: 'B', conditiontype: 0, operator: 0, value: group },
          { formulaid: 'C', conditiontype: 23, operator: 0, value: '4' },
        ],
      },
      operations: [
        toNight(filling),
        { operationtype: 0, ...step, ...message(filling, { users: [USERS.unicode], text: CUSTOM_TEXT }) },
      ],
      recovery_operations: [
        { operationtype: 11, opmessage: { default_msg: 0, ...CUSTOM_TEXT } },
        { operationtype: 0, ...message(filling, { users: [USERS.operator], by: MEDIA_TYPES.sms }) },
      ],
    },
  ];
}

function serviceActions(filling: Filling): Fields[] {
  const command = runs(filling, SCRIPTS.webhook);
  return [
    {
      name: OTHER_ACTIONS.service,
      eventsource: 4,
      esc_period: '1h',
      filter: {
        evaltype: 0,
        conditions: [
          { conditiontype: 27, operator: 0, value: idOf(filling, 'service', SERVICES.root) },
          { conditiontype: 27, operator: 1, value: idOf(filling, 'service', SERVICES.lonely) },
          { conditiontype: 28, operator: 2, value: 'ü <&>' },
          { conditiontype: 25, operator: 3, value: 'node' },
          { conditiontype: 26, operator: 1, value: 'two', value2: 'node' },
        ],
      },
      operations: [toNight(filling)],
    },
    {
      name: OTHER_ACTIONS.serviceFormula,
      eventsource: 4,
      status: 1,
      esc_period: '{$LAB.LIMIT}',
      filter: {
        evaltype: 3,
        formula: 'B or A',
        conditions: [
          // One of two services of the same name in the same place.
          { formulaid: 'A', conditiontype: 27, operator: 0, value: idOf(filling, 'service', SERVICES.twin) },
          {
            formulaid: 'B',
            conditiontype: 27,
            operator: 0,
            value: idOf(filling, 'service', SERVICES.frontend),
          },
        ],
      },
      operations: [{ ...command, esc_step_from: 1, esc_step_to: 3, esc_period: '5m' }, toNight(filling)],
      recovery_operations: [
        { operationtype: 11, opmessage: { default_msg: 1 } },
        command,
        { operationtype: 0, ...message(filling, { users: [USERS.operator], text: CUSTOM_TEXT }) },
      ],
      update_operations: [
        { operationtype: 12, opmessage: { default_msg: 0, ...CUSTOM_TEXT } },
        { ...runs(filling, SCRIPTS.restart) },
      ],
    },
  ];
}
