import { create, createOne, type Filling, idOf, since } from './filling.ts';
import {
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  OTHER_ACTIONS,
  PROXIES,
  SERVICES,
  TEMPLATES,
  USER_GROUPS,
} from './names.ts';
import { message } from './trigger-actions.ts';

/** Actions of discovery, of internal events and, from 6.0 on, of services: a backup of this tool leaves them alone. */
export async function makeOtherActions(filling: Filling): Promise<void> {
  const toNight = {
    operationtype: 0,
    ...message(filling, { groups: [USER_GROUPS.night], by: MEDIA_TYPES.email }),
  };
  const druleid = await createOne(filling, 'drule', {
    name: 'Lab discovery of this machine <&>',
    iprange: '127.0.0.1',
    delay: '1h',
    status: 1,
    dchecks: [{ type: 9, key_: 'system.uname', ports: '10050', uniq: 0 }],
  });
  const [check] = await filling.api.call<{ dcheckid: string }[]>('dcheck.get', {
    output: ['dcheckid'],
    druleids: [druleid],
  });
  await create(filling, 'action', [
    {
      name: OTHER_ACTIONS.discovery,
      eventsource: 1,
      filter: {
        evaltype: 0,
        conditions: [
          { conditiontype: 18, operator: 0, value: druleid },
          { conditiontype: 19, operator: 0, value: check?.dcheckid },
          { conditiontype: 20, operator: 0, value: idOf(filling, 'proxy', PROXIES.active) },
          { conditiontype: 7, operator: 0, value: '127.0.0.1' },
        ],
      },
      operations: [
        { operationtype: 4, opgroup: [{ groupid: idOf(filling, 'hostgroup', GROUPS.discovered) }] },
        { operationtype: 6, optemplate: [{ templateid: idOf(filling, 'template', TEMPLATES.discovered) }] },
      ],
    },
    {
      name: OTHER_ACTIONS.internal,
      eventsource: 3,
      esc_period: '1h',
      filter: {
        evaltype: 2,
        conditions: [
          { conditiontype: 23, operator: 0, value: '0' },
          { conditiontype: 1, operator: 0, value: idOf(filling, 'host', HOSTS.second) },
          { conditiontype: 13, operator: 0, value: idOf(filling, 'template', TEMPLATES.base) },
        ],
      },
      operations: [toNight],
    },
  ]);
  if (since(filling, '6.0')) {
    await createOne(filling, 'action', {
      name: OTHER_ACTIONS.service,
      eventsource: 4,
      esc_period: '1h',
      filter: {
        evaltype: 0,
        conditions: [{ conditiontype: 27, operator: 0, value: idOf(filling, 'service', SERVICES.root) }],
      },
      operations: [toNight],
    });
  }
}
