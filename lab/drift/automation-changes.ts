import { idOf, remember, since } from '../populate/filling.ts';
import { DISCOVERY_RULES, MENU_SCRIPTS, OTHER_ACTIONS, SCRIPTS, SERVICES, SLAS } from '../populate/names.ts';
import { type Change, type Drifting, servicesNamed } from './drifting.ts';

/** The id of a script by its name, which tells those of the sample apart that are changed. */
async function scriptId(drifting: Drifting, name: string): Promise<string> {
  const all = await drifting.api.call<{ scriptid: string; name: string }[]>('script.get', {
    output: ['scriptid', 'name'],
  });
  return all.find((script) => script.name.endsWith(name))?.scriptid ?? '';
}

/** Another text, and another type with fewer fields. */
export const alterScripts: Change = async (drifting) => {
  await drifting.api.call('script.update', {
    scriptid: await scriptId(drifting, SCRIPTS.multiline),
    command: 'true # altered',
    description: '',
  });
  await drifting.api.call('script.update', {
    scriptid: await scriptId(drifting, MENU_SCRIPTS.ipmi),
    type: 0,
    execute_on: 2,
    command: 'altered',
    usrgrpid: '0',
    confirmation: '',
  });
  return `scripts "${SCRIPTS.multiline}" and "${MENU_SCRIPTS.ipmi}" altered`;
};

export const deleteScript: Change = async (drifting) => {
  await drifting.api.call('script.delete', [await scriptId(drifting, MENU_SCRIPTS.agent)]);
  return `script "${MENU_SCRIPTS.agent}" deleted`;
};

/** Among checks that look alike another one comes first, and actions name one of them. */
export const alterNetworkDiscovery: Change = async (drifting) => {
  const { api } = drifting;
  await remember(drifting, 'drule', 'druleid', 'name');
  const druleid = idOf(drifting, 'drule', DISCOVERY_RULES.everyCheck);
  const [rule] = await api.call<{ dchecks: Record<string, string>[] }[]>('drule.get', {
    druleids: [druleid],
    output: ['druleid'],
    selectDChecks: 'extend',
  });
  const dchecks = (rule?.dchecks ?? []).map(({ druleid: _rule, ...check }) =>
    check.snmp_community === 'fake-community-b' ? { ...check, snmp_community: '!first' } : check,
  );
  await api.call('drule.update', [
    { druleid, iprange: '127.0.0.2', dchecks: [...dchecks, { type: 1, ports: '3890' }] },
    {
      druleid: idOf(drifting, 'drule', DISCOVERY_RULES.proxied),
      [since(drifting, '7.0') ? 'proxyid' : 'proxy_hostid']: '0',
      status: 0,
    },
  ]);
  return `discovery rules "${DISCOVERY_RULES.everyCheck}" and "${DISCOVERY_RULES.proxied}" altered`;
};

export const deleteNetworkDiscovery: Change = async (drifting) => {
  await remember(drifting, 'drule', 'druleid', 'name');
  await drifting.api.call('drule.delete', [idOf(drifting, 'drule', DISCOVERY_RULES.unused)]);
  return `discovery rule "${DISCOVERY_RULES.unused}" deleted`;
};

/** SLAs came with 6.0. */
export const alterSlas: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  await remember(drifting, 'sla', 'slaid', 'name');
  await drifting.api.call('sla.update', {
    slaid: idOf(drifting, 'sla', SLAS.gold),
    slo: '50.5',
    effective_date: 0,
    schedule: [],
    excluded_downtimes: [],
    service_tags: [{ tag: 'other' }],
  });
  return `SLA "${SLAS.gold}" altered`;
};

export const deleteSla: Change = async (drifting) => {
  if (!since(drifting, '6.0')) return undefined;
  await remember(drifting, 'sla', 'slaid', 'name');
  await drifting.api.call('sla.delete', [idOf(drifting, 'sla', SLAS.weekly)]);
  return `SLA "${SLAS.weekly}" deleted`;
};

export const alterOtherActions: Change = async (drifting) => {
  await drifting.api.call('action.update', {
    actionid: idOf(drifting, 'action', OTHER_ACTIONS.internalFormula),
    status: 0,
    filter: { evaltype: 1, conditions: [{ conditiontype: 23, operator: 0, value: '0' }] },
    recovery_operations: [],
  });
  if (since(drifting, '6.0')) {
    const [lonely] = await servicesNamed(drifting, SERVICES.lonely);
    await drifting.api.call('action.update', {
      actionid: idOf(drifting, 'action', OTHER_ACTIONS.service),
      filter: { evaltype: 2, conditions: [{ conditiontype: 27, operator: 0, value: lonely }] },
    });
  }
  return `actions "${OTHER_ACTIONS.internalFormula}" and "${OTHER_ACTIONS.service}" altered`;
};

export const deleteOtherAction: Change = async (drifting) => {
  await drifting.api.call('action.delete', [idOf(drifting, 'action', OTHER_ACTIONS.discoveryRemoval)]);
  return `action "${OTHER_ACTIONS.discoveryRemoval}" deleted`;
};
