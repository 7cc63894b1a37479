import { createOne, from, idOf, itemOf, since } from '../populate/filling.ts';
import { INTERFACES } from '../populate/interfaces.ts';
import { item, TYPE, VALUE } from '../populate/item-shapes.ts';
import { HOSTS, TEMPLATES } from '../populate/names.ts';
import type { Change, Drifting } from './drifting.ts';
import { OTHER_PSK } from './secrets.ts';

async function update(drifting: Drifting, host: string, fields: Record<string, unknown>): Promise<void> {
  await drifting.api.call('host.update', { hostid: idOf(drifting, 'host', host), ...fields });
}

function interfaceOf(drifting: Drifting, host: string, port: string): string {
  return idOf(drifting, 'hostinterface', `${idOf(drifting, 'host', host)}/${port}`);
}

export const alterHostTags: Change = async (drifting) => {
  await update(drifting, HOSTS.main, { tags: [{ tag: 'altered', value: 'by hand' }] });
  return `tags of "${HOSTS.main}" altered`;
};

export const alterInventory: Change = async (drifting) => {
  await update(drifting, HOSTS.main, { inventory: { location: 'Basel', contact: '', os_full: 'added' } });
  await update(drifting, HOSTS.inventoryDisabled, { inventory_mode: 1 });
  return `inventory of "${HOSTS.main}" and inventory mode of "${HOSTS.inventoryDisabled}" altered`;
};

export const alterHost: Change = async (drifting) => {
  await update(drifting, HOSTS.disabled, { status: 0, description: 'enabled by hand' });
  await update(drifting, HOSTS.main, { ipmi_username: 'somebody', ipmi_password: 'fake-other' });
  return `"${HOSTS.disabled}" enabled, IPMI credentials of "${HOSTS.main}" altered`;
};

export const alterHostGroups: Change = async (drifting) => {
  await update(drifting, HOSTS.bare, { groups: [{ groupid: idOf(drifting, 'hostgroup', 'Lab') }] });
  return `groups of "${HOSTS.bare}" altered`;
};

export const alterInterfacePort: Change = async (drifting) => {
  const { api } = drifting;
  const interfaceid = interfaceOf(drifting, HOSTS.main, INTERFACES.snmpV3.port);
  const details = {
    ...INTERFACES.snmpV3.details,
    authpassphrase: 'fake-other-phrase',
    securityname: 'somebody',
  };
  await api.call('hostinterface.update', {
    interfaceid: interfaceOf(drifting, HOSTS.second, '10050'),
    port: '10999',
  });
  await api.call('hostinterface.update', { interfaceid, details });
  return `port of an interface of "${HOSTS.second}" and SNMPv3 fields of one of "${HOSTS.main}" altered`;
};

export const addInterface: Change = async (drifting) => {
  const hostid = idOf(drifting, 'host', HOSTS.discovering);
  const local = { useip: 1, ip: '127.0.0.1', dns: '' };
  await createOne(drifting, 'hostinterface', { hostid, type: 1, main: 0, ...local, port: '30050' });
  await createOne(drifting, 'hostinterface', { hostid, type: 4, main: 1, ...local, port: '12345' });
  return `two interfaces added to "${HOSTS.discovering}"`;
};

/** Removes an interface after its items have moved to another one. */
export const removeInterface: Change = async (drifting) => {
  const hostid = idOf(drifting, 'host', HOSTS.main);
  const interfaceid = interfaceOf(drifting, HOSTS.main, INTERFACES.agentMain.port);
  const keys = ['own.agent.other', 'ssh.run[own]', 'own.http'];
  await drifting.api.call(
    'item.update',
    keys.map((key) => ({ itemid: itemOf(drifting, hostid, key), interfaceid })),
  );
  await drifting.api.call('hostinterface.delete', [
    interfaceOf(drifting, HOSTS.main, INTERFACES.agentOther.port),
  ]);
  return `an interface of "${HOSTS.main}" removed, its items moved`;
};

export const addHostItem: Change = async (drifting) => {
  const hostid = idOf(drifting, 'host', HOSTS.second);
  await createOne(
    drifting,
    'item',
    item(hostid, 'added.to.host', { type: TYPE.trapper, value_type: VALUE.text }),
  );
  return `an item added to "${HOSTS.second}"`;
};

/** What the backup changes as well in items, web scenarios and triggers, and what it does not. */
export const alterInheritedItems: Change = async (drifting) => {
  const hostid = idOf(drifting, 'host', HOSTS.main);
  await drifting.api.call('item.update', [
    { itemid: itemOf(drifting, hostid, 'base.noise'), status: 0 },
    { itemid: itemOf(drifting, hostid, 'lab.load'), delay: '18s' },
    { itemid: itemOf(drifting, hostid, 'top.load'), status: 1 },
  ]);
  const second = idOf(drifting, 'host', HOSTS.second);
  const scenarios = await drifting.api.call<{ httptestid: string; tags: object[] }[]>('httptest.get', {
    output: ['httptestid'],
    hostids: [second],
    inherited: true,
    ...from(drifting, '6.0', { selectTags: ['tag', 'value'] }),
  });
  await drifting.api.call(
    'httptest.update',
    // With the tags, as the front end does: an update without them takes them from the items in 6.0.
    scenarios.map(({ httptestid, tags }) => ({
      httptestid,
      status: 0,
      delay: '9m',
      ...from(drifting, '6.0', { tags }),
    })),
  );
  const triggers = await drifting.api.call<{ triggerid: string }[]>('trigger.get', {
    output: ['triggerid'],
    hostids: [hostid],
    inherited: true,
  });
  await drifting.api.call(
    'trigger.update',
    triggers.map(({ triggerid }) => ({ triggerid, priority: 5, dependencies: [] })),
  );
  return `what "${HOSTS.main}" and "${HOSTS.second}" inherit altered`;
};

export const unlinkTemplate: Change = async (drifting) => {
  await update(drifting, HOSTS.behindActive, { templates: [] });
  return `"${TEMPLATES.left}" unlinked from "${HOSTS.behindActive}", its items kept`;
};

export const unlinkAndClearTemplate: Change = async (drifting) => {
  const templateid = idOf(drifting, 'template', TEMPLATES.base);
  await update(drifting, HOSTS.disabled, { templates_clear: [{ templateid }] });
  return `"${TEMPLATES.base}" unlinked from "${HOSTS.disabled}" and cleared`;
};

export const linkOtherTemplate: Change = async (drifting) => {
  await drifting.api.call('host.massadd', {
    hosts: [{ hostid: idOf(drifting, 'host', HOSTS.inventoryAutomatic) }],
    templates: [TEMPLATES.pairA, TEMPLATES.pairB].map((name) => ({
      templateid: idOf(drifting, 'template', name),
    })),
  });
  return `"${TEMPLATES.pairA}" and "${TEMPLATES.pairB}" linked to "${HOSTS.inventoryAutomatic}"`;
};

export const alterHostProxy: Change = async (drifting) => {
  await update(
    drifting,
    HOSTS.behindPassive,
    since(drifting, '7.0') ? { monitored_by: 0 } : { proxy_hostid: '0' },
  );
  return `"${HOSTS.behindPassive}" taken from its proxy`;
};

/** The API gives back no key (5.0 does): the changed one must survive. */
export const changePsk: Change = async (drifting) => {
  await update(drifting, HOSTS.encryptedBoth, {
    tls_psk_identity: OTHER_PSK.identity,
    tls_psk: OTHER_PSK.psk,
  });
  return `PSK of "${HOSTS.encryptedBoth}" changed`;
};

export const changeEncryption: Change = async (drifting) => {
  await update(drifting, HOSTS.encryptedCertificate, {
    tls_connect: 1,
    tls_accept: 1,
    tls_issuer: '',
    tls_subject: '',
  });
  return `encryption of "${HOSTS.encryptedCertificate}" turned off`;
};
