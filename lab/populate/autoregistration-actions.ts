import { create, type Fields, type Filling, idOf, since } from './filling.ts';
import {
  AUTOREGISTRATION_ACTIONS,
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  PROXIES,
  SCRIPTS,
  TEMPLATES,
  USER_GROUPS,
  USERS,
} from './names.ts';
import { message, runs } from './trigger-actions.ts';

/** Auto-registration actions: every condition type, a custom formula, every operation. */
export async function makeAutoregistrationActions(filling: Filling): Promise<void> {
  const proxy = (name: string): string => idOf(filling, 'proxy', name);
  await create(filling, 'action', [
    {
      name: AUTOREGISTRATION_ACTIONS.everything,
      eventsource: 2,
      filter: {
        evaltype: 0,
        conditions: [
          { conditiontype: 20, operator: 0, value: proxy(PROXIES.active) },
          { conditiontype: 20, operator: 1, value: proxy(PROXIES.passivePsk) },
          { conditiontype: 22, operator: 2, value: 'lab <&> "ü"' },
          { conditiontype: 24, operator: 8, value: '^lab-[0-9]+ "ü"$' },
        ],
      },
      operations: registrationOperations(filling),
    },
    {
      name: AUTOREGISTRATION_ACTIONS.formula,
      eventsource: 2,
      filter: {
        evaltype: 3,
        formula: 'C and (B or not A)',
        conditions: [
          { formulaid: 'A', conditiontype: 20, operator: 0, value: proxy(PROXIES.passive) },
          { formulaid: 'B', conditiontype: 24, operator: 3, value: 'x' },
          { formulaid: 'C', conditiontype: 20, operator: 0, value: proxy(PROXIES.activeCertificate) },
        ],
      },
      operations: [linking(filling, 6, TEMPLATES.top), grouping(filling, 4, GROUPS.zurich)],
    },
    {
      name: AUTOREGISTRATION_ACTIONS.disabling,
      eventsource: 2,
      filter: { evaltype: 1, conditions: [{ conditiontype: 24, operator: 2, value: 'retired' }] },
      operations: [
        { operationtype: 9 },
        grouping(filling, 5, GROUPS.servers),
        linking(filling, 7, TEMPLATES.base, TEMPLATES.right),
        { operationtype: 3 },
      ],
    },
    {
      name: AUTOREGISTRATION_ACTIONS.disabled,
      eventsource: 2,
      status: 1,
      operations: [{ operationtype: 2 }, { operationtype: 10, opinventory: { inventory_mode: 0 } }],
    },
  ]);
}

export function grouping(filling: Filling, operationtype: 4 | 5, ...names: string[]): Fields {
  return { operationtype, opgroup: names.map((name) => ({ groupid: idOf(filling, 'hostgroup', name) })) };
}

export function linking(filling: Filling, operationtype: 6 | 7, ...names: string[]): Fields {
  return {
    operationtype,
    optemplate: names.map((name) => ({ templateid: idOf(filling, 'template', name) })),
  };
}

/** Every operation that auto-registration and network discovery can have, save those that remove. */
export function registrationOperations(filling: Filling): Fields[] {
  const text = { subject: 'New: {HOST.HOST} "ü" <&>', message: 'line 1\r\nline 2\nline 3' };
  const tags = [
    { tag: 'registered', value: 'ü <&> "x"' },
    { tag: 'bare', value: '' },
  ];
  return [
    { operationtype: 2 },
    grouping(filling, 4, GROUPS.servers, GROUPS.emoji),
    linking(filling, 6, TEMPLATES.everyItem, TEMPLATES.bare),
    { operationtype: 8 },
    { operationtype: 10, opinventory: { inventory_mode: 1 } },
    {
      operationtype: 0,
      ...message(filling, {
        groups: [USER_GROUPS.operators],
        users: [USERS.unicode],
        by: MEDIA_TYPES.email,
        text,
      }),
    },
    { operationtype: 0, ...message(filling, { groups: [USER_GROUPS.night] }) },
    {
      ...runs(filling, SCRIPTS.restart),
      opcommand_hst: [{ hostid: '0' }, { hostid: idOf(filling, 'host', HOSTS.bare) }],
      opcommand_grp: [{ groupid: idOf(filling, 'hostgroup', GROUPS.xml) }],
    },
    // Tags by action came with 7.0.
    ...(since(filling, '7.0')
      ? [
          { operationtype: 13, optag: tags },
          { operationtype: 14, optag: [{ tag: 'old', value: '' }] },
        ]
      : []),
  ];
}
