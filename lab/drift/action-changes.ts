import { type Fields, idOf, remember, since } from '../populate/filling.ts';
import { AUTOREGISTRATION_ACTIONS, GROUPS, TEMPLATES, TRIGGER_ACTIONS, USERS } from '../populate/names.ts';
import { message } from '../populate/trigger-actions.ts';
import type { Change, Drifting } from './drifting.ts';

async function update(drifting: Drifting, name: string, fields: Fields): Promise<void> {
  await drifting.api.call('action.update', { actionid: idOf(drifting, 'action', name), ...fields });
}

/**
 * The operations of a registration action, in another order. From 6.0 on action.update finds the operations that are
 * there by their content and leaves them where they stand, so they have to go first for another order to hold.
 */
export const reorderOperations: Change = async (drifting) => {
  const group = { groupid: idOf(drifting, 'hostgroup', GROUPS.zurich) };
  const template = { templateid: idOf(drifting, 'template', TEMPLATES.top) };
  await update(drifting, AUTOREGISTRATION_ACTIONS.formula, { operations: [{ operationtype: 8 }] });
  await update(drifting, AUTOREGISTRATION_ACTIONS.formula, {
    operations: [
      { operationtype: 4, opgroup: [group] },
      { operationtype: 6, optemplate: [template] },
    ],
  });
  return `operations of action "${AUTOREGISTRATION_ACTIONS.formula}" reordered`;
};

export const changeOperations: Change = async (drifting) => {
  await remember(drifting, 'user', 'userid', since(drifting, '6.0') ? 'username' : 'alias');
  const recovery = since(drifting, '6.0') ? 'update_operations' : 'acknowledge_operations';
  await update(drifting, TRIGGER_ACTIONS.everything, {
    operations: [{ operationtype: 0, ...message(drifting, { users: [USERS.nobody] }) }],
    recovery_operations: [],
    [recovery]: [],
  });
  return `operations of action "${TRIGGER_ACTIONS.everything}" replaced`;
};

export const changeConditions: Change = async (drifting) => {
  await update(drifting, TRIGGER_ACTIONS.commands, {
    filter: {
      evaltype: 3,
      formula: 'A or B',
      conditions: [
        { formulaid: 'A', conditiontype: 0, operator: 0, value: idOf(drifting, 'hostgroup', GROUPS.root) },
        { formulaid: 'B', conditiontype: 4, operator: 5, value: '1' },
      ],
    },
  });
  return `conditions of action "${TRIGGER_ACTIONS.commands}" changed`;
};

export const changeActionStatus: Change = async (drifting) => {
  await update(drifting, TRIGGER_ACTIONS.disabled, { status: 0, esc_period: '2h' });
  await update(drifting, AUTOREGISTRATION_ACTIONS.everything, { status: 1 });
  return `action "${TRIGGER_ACTIONS.disabled}" enabled, "${AUTOREGISTRATION_ACTIONS.everything}" disabled`;
};
