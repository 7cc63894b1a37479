import { labApi } from '../api.ts';
import type { LabServer } from '../zabbix.ts';
import { create, createOne, type Fields, type Filling, fillingOf, idOf, of, since } from './filling.ts';
import { templateGroupKind } from './groups.ts';
import { item, TYPE, VALUE } from './item-shapes.ts';
import { PNG } from './pictures.ts';
import { recreateStock } from './stock.ts';

/** How many of each are made; every other one is deleted again, so that ids have gaps as well as an offset. */
const COUNT = 9;

/**
 * Fills a fresh server with other objects of every class, and deletes half of them again: whatever is restored into
 * it gets ids that differ from the source's, and an id of the source means something else here. What both servers
 * brought along from their installation and the sample points to is made anew, so that its ids differ too.
 */
export async function fillWithOthers(server: LabServer): Promise<void> {
  const filling = fillingOf(await labApi(server));
  await makeOtherGroupsAndPeople(filling);
  await makeOtherTemplates(filling);
  await makeOtherHosts(filling);
  await makeOtherServices(filling);
  await makeOtherVisual(filling);
  await recreateStock(filling);
}

function numbers(): number[] {
  return Array.from({ length: COUNT }, (_, index) => index + 1);
}

async function makeOtherGroupsAndPeople(filling: Filling): Promise<void> {
  const named = (prefix: string, more: Fields = {}): Fields[] =>
    numbers().map((number) => ({ name: `${prefix} ${number}`, ...more }));
  await half(filling, 'hostgroup', named('Other group'));
  if (since(filling, '7.0')) {
    await half(filling, 'templategroup', named('Other template group'));
    await half(filling, 'proxygroup', named('Other proxy group'));
    await half(filling, 'proxy', named('other-proxy', { operating_mode: 0 }).map(dashed));
  } else {
    await half(
      filling,
      'proxy',
      numbers().map((number) => ({ host: `other-proxy-${number}`, status: 5 })),
    );
  }
  await half(filling, 'mediatype', named('Other media type', { type: 2, gsm_modem: '/dev/null' }));
  await half(
    filling,
    'script',
    named('Other script', { type: 0, command: 'true', ...(since(filling, '6.0') ? { scope: 1 } : {}) }),
  );
  await half(
    filling,
    'drule',
    named('Other discovery rule', {
      iprange: '127.0.0.1',
      status: 1,
      dchecks: [
        { type: 4, ports: '80' },
        { type: 0, ports: '22' },
      ],
    }),
  );
  await half(filling, 'usergroup', named('Other user group'));
  if (since(filling, '6.0')) {
    await half(filling, 'role', named('Other role', { type: 1 }));
  }
  const usrgrps = [{ usrgrpid: idOf(filling, 'usergroup', 'Other user group 1') }];
  const account = since(filling, '6.0') ? { roleid: '1' } : { type: 1 };
  const nameField = since(filling, '6.0') ? 'username' : 'alias';
  await half(
    filling,
    'user',
    numbers().map((number) => ({
      [nameField]: `other.${number}`,
      passwd: 'Fake-lab-pass-0rd!',
      usrgrps,
      ...account,
    })),
  );
}

function dashed(object: Fields): Fields {
  return { ...object, name: String(object.name).replaceAll(' ', '-') };
}

/** Templates with items, triggers, graphs, rules, scenarios, macros: so that all those ids move too. */
async function makeOtherTemplates(filling: Filling): Promise<void> {
  const groups = [{ groupid: idOf(filling, templateGroupKind(filling), otherTemplateGroup(filling)) }];
  const templates = numbers().map((number) => ({
    host: `Other template ${number}`,
    groups,
    macros: [{ macro: '{$OTHER}', value: String(number) }],
  }));
  const ids = await create(filling, 'template', templates);
  for (const [index, hostid] of ids.entries()) {
    await fillOtherTemplate(filling, hostid, `Other template ${index + 1}`);
  }
  await filling.api.call(
    'template.delete',
    ids.filter((_, index) => index % 2 === 1),
  );
}

function otherTemplateGroup(filling: Filling): string {
  return since(filling, '7.0') ? 'Other template group 1' : 'Other group 1';
}

async function fillOtherTemplate(filling: Filling, hostid: string, host: string): Promise<void> {
  const keys = numbers().map((number) => `other[${number}]`);
  const itemids = await create(
    filling,
    'item',
    keys.map((key) => item(hostid, key, { type: TYPE.trapper, value_type: VALUE.float })),
  );
  const expression = (key: string): string => `${of(filling, 'last', host, key)}=7`;
  await create(
    filling,
    'trigger',
    keys.map((key) => ({ description: `${host} ${key}`, expression: expression(key) })),
  );
  await create(
    filling,
    'graph',
    itemids.map((itemid, index) => ({
      name: `Graph ${index + 1}`,
      width: 900,
      height: 200,
      gitems: [{ itemid, color: '1A7C11' }],
    })),
  );
  const ruleid = await createOne(filling, 'discoveryrule', {
    hostid,
    name: 'Rule',
    key_: 'other.rule',
    type: TYPE.trapper,
    delay: '0',
  });
  await createOne(filling, 'itemprototype', {
    ...item(hostid, 'other.found[{#N}]', { type: TYPE.trapper }),
    ruleid,
  });
  await createOne(filling, 'httptest', {
    hostid,
    name: 'Scenario',
    status: 1,
    steps: [{ no: 1, name: 'one', url: 'http://127.0.0.1:9/' }],
  });
}

async function makeOtherHosts(filling: Filling): Promise<void> {
  const groups = [{ groupid: idOf(filling, 'hostgroup', 'Other group 1') }];
  const templates = [{ templateid: idOf(filling, 'template', 'Other template 1') }];
  const local = { main: 1, useip: 1, ip: '127.0.0.1', dns: '' };
  await half(
    filling,
    'host',
    numbers().map((number) => ({
      host: `other-host-${number}`,
      groups,
      templates: number % 2 === 1 ? templates : [],
      interfaces: [
        { type: 1, port: '10050', ...local },
        { type: 4, port: '12345', ...local },
      ],
      macros: [{ macro: '{$OTHER}', value: String(number) }],
    })),
  );
}

async function makeOtherServices(filling: Filling): Promise<void> {
  const classic = since(filling, '6.0') ? {} : { showsla: 0, goodsla: '99' };
  await half(
    filling,
    'service',
    numbers().map((number) => ({ name: `Other service ${number}`, algorithm: 1, sortorder: 0, ...classic })),
  );
  if (since(filling, '6.0')) {
    const agreement = { period: 0, slo: '99', effective_date: 0, timezone: 'UTC' };
    await half(
      filling,
      'sla',
      numbers().map((number) => ({
        name: `Other SLA ${number}`,
        ...agreement,
        service_tags: [{ tag: 'other', value: String(number) }],
      })),
    );
  }
  const usrgrpid = idOf(filling, 'usergroup', 'Other user group 1');
  await half(
    filling,
    'action',
    numbers().map((number) => ({
      name: `Other action ${number}`,
      eventsource: 0,
      esc_period: '1h',
      status: 1,
      operations: [
        { operationtype: 0, opmessage: { default_msg: 1, mediatypeid: '0' }, opmessage_grp: [{ usrgrpid }] },
      ],
    })),
  );
}

async function makeOtherVisual(filling: Filling): Promise<void> {
  const images = numbers().map((number) => ({ name: `Other image ${number}`, imagetype: 1, image: PNG }));
  await half(filling, 'image', images);
  const icon = idOf(filling, 'image', 'Other image 1');
  const named = (prefix: string, fields: Fields): Fields[] =>
    numbers().map((number) => ({ name: `${prefix} ${number}`, ...fields }));
  const mappings = [{ iconid: icon, inventory_link: 1, expression: 'other' }];
  await half(filling, 'iconmap', named('Other icon map', { default_iconid: icon, mappings }));
  const selements = [{ selementid: '1', elementtype: 4, elements: [], iconid_off: icon }];
  await half(filling, 'map', named('Other map', { width: 100, height: 100, urls: [], links: [], selements }));
  const widgets = [{ type: 'clock', x: 0, y: 0, width: 4, height: 4 }];
  const shown = since(filling, '6.0') ? { pages: [{ widgets }] } : { widgets };
  await half(filling, 'dashboard', named('Other dashboard', shown));
  if (!since(filling, '6.0')) {
    await half(filling, 'screen', named('Other screen', { hsize: 1, vsize: 1 }));
  }
}

/** Creates objects and deletes every second one. */
async function half(filling: Filling, kind: string, objects: readonly Fields[]): Promise<void> {
  const ids = await create(filling, kind, objects);
  await filling.api.call(
    `${kind}.delete`,
    ids.filter((_, index) => index % 2 === 1),
  );
}
