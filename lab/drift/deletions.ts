import { FULL_RULE } from '../populate/discovery.ts';
import { idOf, remember, since } from '../populate/filling.ts';
import { GRAPHS } from '../populate/graphs.ts';
import {
  AUTOREGISTRATION_ACTIONS,
  CONNECTORS,
  CORRELATIONS,
  GROUPS,
  HOSTS,
  MAINTENANCES,
  MEDIA_TYPES,
  PROXIES,
  SERVICES,
  TEMPLATES,
  TRIGGER_ACTIONS,
  VALUE_MAPS,
} from '../populate/names.ts';
import { TRIGGERS } from '../populate/triggers.ts';
import { type Change, type Drifting, servicesNamed } from './drifting.ts';

async function remove(drifting: Drifting, kind: string, ...names: string[]): Promise<string> {
  await drifting.api.call(
    `${kind}.delete`,
    names.map((name) => idOf(drifting, kind, name)),
  );
  return `${kind} deleted: ${names.map((name) => `"${name}"`).join(', ')}`;
}

/** Names of what stands on a host or template. */
function on(drifting: Drifting, kind: 'host' | 'template', owner: string, ...names: string[]): string[] {
  return names.map((name) => `${idOf(drifting, kind, owner)}/${name}`);
}

export const deleteHost: Change = (drifting) => remove(drifting, 'host', HOSTS.snmp);

/** A restore makes it again, but nobody gives its key back. */
export const deleteHostWithPsk: Change = (drifting) => remove(drifting, 'host', HOSTS.encryptedPsk);

export const deleteTemplate: Change = (drifting) =>
  remove(drifting, 'template', TEMPLATES.unlinked, TEMPLATES.web);

/** 7.0.10 and later refuse to delete a template that an action names; 5.0 and 6.0 disable the action silently. */
export const deleteTemplateOfActions: Change = async (drifting) =>
  since(drifting, '7.0') ? undefined : remove(drifting, 'template', TEMPLATES.bare);

export const deleteHostGroup: Change = (drifting) => remove(drifting, 'hostgroup', GROUPS.empty);

export const deleteTemplateItem: Change = (drifting) =>
  remove(
    drifting,
    'item',
    ...on(drifting, 'template', TEMPLATES.everyItem, 'lab.preprocessed[json]', 'lab.master'),
  );

export const deleteHostItem: Change = (drifting) =>
  remove(drifting, 'item', ...on(drifting, 'host', HOSTS.main, 'own.snmp.v1'));

export const deleteTrigger: Change = (drifting) =>
  remove(drifting, 'trigger', TRIGGERS.left, TRIGGERS.acrossTemplates);

export const deleteGraph: Change = (drifting) => remove(drifting, 'graph', GRAPHS.pie, 'Lab base pie');

export const deleteDiscoveryRule: Change = (drifting) =>
  remove(
    drifting,
    'discoveryrule',
    ...on(drifting, 'template', TEMPLATES.discovery, 'lab.discovery.disabled'),
  );

export const deletePrototypes: Change = (drifting) =>
  remove(drifting, 'itemprototype', ...on(drifting, 'template', TEMPLATES.discovery, 'lab.raw[{#NAME}]'));

export const deleteHostPrototype: Change = async (drifting) => {
  const [rule] = on(drifting, 'host', HOSTS.discovering, FULL_RULE);
  const found = await drifting.api.call<{ hostid: string }[]>('hostprototype.get', {
    output: ['hostid'],
    discoveryids: [idOf(drifting, 'discoveryrule', rule as string)],
    filter: { host: '{#NAME}-plain' },
  });
  await drifting.api.call(
    'hostprototype.delete',
    found.map(({ hostid }) => hostid),
  );
  return `host prototype of "${HOSTS.discovering}" deleted`;
};

export const deleteWebScenario: Change = (drifting) =>
  remove(drifting, 'httptest', ...on(drifting, 'host', HOSTS.second, 'Lab web of a host'));

export const deleteActions: Change = (drifting) =>
  remove(drifting, 'action', TRIGGER_ACTIONS.formula, AUTOREGISTRATION_ACTIONS.disabling);

export const deleteService: Change = async (drifting) => {
  const [leaf] = await servicesNamed(drifting, SERVICES.leaf);
  const [first] = await servicesNamed(drifting, SERVICES.twin);
  await drifting.api.call('service.delete', [leaf, first]);
  return `service "${SERVICES.leaf}" and one of the twins "${SERVICES.twin}" deleted`;
};

export const deleteMediaType: Change = (drifting) => remove(drifting, 'mediatype', MEDIA_TYPES.unused);

export const deleteProxy: Change = (drifting) => remove(drifting, 'proxy', PROXIES.passiveCertificate);

export const deleteMaintenanceAndCorrelation: Change = async (drifting) => {
  await remember(drifting, 'maintenance', 'maintenanceid', 'name');
  await remember(drifting, 'correlation', 'correlationid', 'name');
  await remove(drifting, 'maintenance', MAINTENANCES.group);
  return remove(drifting, 'correlation', CORRELATIONS.everything);
};

/** Connectors came with 7.0. */
export const deleteConnector: Change = async (drifting) => {
  if (!since(drifting, '7.0')) {
    return undefined;
  }
  await remember(drifting, 'connector', 'connectorid', 'name');
  return remove(drifting, 'connector', CONNECTORS.events);
};

export const deleteValueMap: Change = (drifting) =>
  since(drifting, '6.0')
    ? remove(drifting, 'valuemap', ...on(drifting, 'template', TEMPLATES.everyItem, VALUE_MAPS.xml))
    : remove(drifting, 'valuemap', VALUE_MAPS.xml);

/** 5.0 has template screens instead, which go with their template. */
export const deleteDashboard: Change = async (drifting) =>
  since(drifting, '6.0') ? remove(drifting, 'templatedashboard', 'Lab dashboard, plain') : undefined;
