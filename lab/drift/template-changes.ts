import { create, createOne, idOf, itemOf, of, since } from '../populate/filling.ts';
import { item, TYPE, VALUE } from '../populate/item-shapes.ts';
import { TEMPLATES, VALUE_MAPS } from '../populate/names.ts';
import { step } from '../populate/preprocessing.ts';
import { TRIGGERS } from '../populate/triggers.ts';
import type { Change, Drifting } from './drifting.ts';

function onTemplate(drifting: Drifting, template: string, key: string): string {
  return itemOf(drifting, idOf(drifting, 'template', template), key);
}

export const alterItemInterval: Change = async (drifting) => {
  const itemid = onTemplate(drifting, TEMPLATES.everyItem, 'lab.agent["ü <&>",\'x\']');
  await drifting.api.call('item.update', { itemid, delay: '13m', units: 'changed' });
  return `interval and units of an item of "${TEMPLATES.everyItem}" altered`;
};

export const alterItemPreprocessing: Change = async (drifting) => {
  const itemid = onTemplate(drifting, TEMPLATES.everyItem, 'lab.preprocessed[number]');
  await drifting.api.call('item.update', { itemid, preprocessing: [step(1, '99')] });
  return `preprocessing of an item of "${TEMPLATES.everyItem}" altered`;
};

export const alterItemLabels: Change = async (drifting) => {
  const itemid = onTemplate(drifting, TEMPLATES.everyItem, 'lab.trapper');
  const labels = since(drifting, '6.0') ? { tags: [{ tag: 'other', value: '1' }] } : { applications: [] };
  await drifting.api.call('item.update', { itemid, ...labels });
  return `tags or applications of an item of "${TEMPLATES.everyItem}" altered`;
};

export const alterItemCredentials: Change = async (drifting) => {
  const ssh = onTemplate(drifting, TEMPLATES.everyItem, 'ssh.run[password]');
  const http = onTemplate(drifting, TEMPLATES.everyItem, 'lab.http');
  await drifting.api.call('item.update', [
    { itemid: ssh, username: 'somebody', password: 'fake-other-password' },
    { itemid: http, password: 'fake-other-password', ssl_key_password: '' },
  ]);
  return `credentials of items of "${TEMPLATES.everyItem}" altered`;
};

export const alterTriggerExpression: Change = async (drifting) => {
  const expression = `${of(drifting, 'last', TEMPLATES.pairB, 'pair.b')}>42`;
  await drifting.api.call('trigger.update', {
    triggerid: idOf(drifting, 'trigger', TRIGGERS.pairB),
    expression,
  });
  return `expression of trigger "${TRIGGERS.pairB}" altered`;
};

export const alterTriggerPriority: Change = async (drifting) => {
  const triggerid = idOf(drifting, 'trigger', TRIGGERS.base);
  await drifting.api.call('trigger.update', { triggerid, priority: 1, comments: 'altered', tags: [] });
  return `priority, comment and tags of trigger "${TRIGGERS.base}" altered`;
};

export const alterTriggerDependencies: Change = async (drifting) => {
  const triggerid = idOf(drifting, 'trigger', TRIGGERS.acrossHosts);
  await drifting.api.call('trigger.update', { triggerid, dependencies: [] });
  return `dependency of trigger "${TRIGGERS.acrossHosts}" removed`;
};

export const alterTemplateDescription: Change = async (drifting) => {
  await drifting.api.call('template.update', {
    templateid: idOf(drifting, 'template', TEMPLATES.top),
    description: 'altered\r\nby hand',
    tags: [{ tag: 'altered', value: '' }],
  });
  return `description and tags of "${TEMPLATES.top}" altered`;
};

export const alterDiscoveryRule: Change = async (drifting) => {
  const templateid = idOf(drifting, 'template', TEMPLATES.discovery);
  await drifting.api.call('discoveryrule.update', {
    itemid: idOf(drifting, 'discoveryrule', `${templateid}/lab.discovery["<&>"]`),
    filter: { evaltype: 1, conditions: [{ macro: '{#NAME}', value: 'altered' }] },
    overrides: [],
  });
  return `filter and overrides of a rule of "${TEMPLATES.discovery}" altered`;
};

export const alterValueMap: Change = async (drifting) => {
  const owner = since(drifting, '6.0') ? `${idOf(drifting, 'template', TEMPLATES.everyItem)}/` : '';
  await drifting.api.call('valuemap.update', {
    valuemapid: idOf(drifting, 'valuemap', `${owner}${VALUE_MAPS.state}`),
    mappings: [{ value: '0', newvalue: 'altered' }],
  });
  return `value map "${VALUE_MAPS.state}" altered`;
};

export const addToTemplate: Change = async (drifting) => {
  const hostid = idOf(drifting, 'template', TEMPLATES.left);
  await createOne(
    drifting,
    'item',
    item(hostid, 'added.by.hand', { type: TYPE.trapper, value_type: VALUE.float }),
  );
  await create(drifting, 'trigger', [
    {
      description: 'Added by hand',
      expression: `${of(drifting, 'last', TEMPLATES.left, 'added.by.hand')}>1`,
    },
  ]);
  return `an item and a trigger added to "${TEMPLATES.left}"`;
};

/** Unlinks a nested template; what it gave stays. */
export const unlinkNestedTemplate: Change = async (drifting) => {
  await drifting.api.call('template.update', {
    templateid: idOf(drifting, 'template', TEMPLATES.top),
    templates: [{ templateid: idOf(drifting, 'template', TEMPLATES.left) }],
  });
  return `"${TEMPLATES.right}" unlinked from "${TEMPLATES.top}"`;
};
