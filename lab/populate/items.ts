import { create, createOne, type Fields, type Filling, idOf, itemOf, since } from './filling.ts';
import { valueMapOf } from './groups.ts';
import { everyType, httpWithCredentials, item, sshByKey, TYPE, VALUE } from './item-shapes.ts';
import { HOSTS, TEMPLATES, VALUE_MAPS } from './names.ts';
import { chains, step } from './preprocessing.ts';

/** How 5.0 sorts items. */
export const APPLICATIONS = { xml: 'Lab <&> "application"', plain: 'Lab plain application' } as const;

/** The items of the template that holds one of every type, with its dependent and preprocessed ones. */
export async function makeEveryItem(filling: Filling): Promise<void> {
  const hostid = idOf(filling, 'template', TEMPLATES.everyItem);
  const types = Object.entries(everyType(filling)).map(([key, fields]) => item(hostid, key, fields));
  await create(
    filling,
    'item',
    types.map((fields) => ({ ...fields, ...labels(filling) })),
  );
  await create(filling, 'item', [...preprocessed(filling, hostid), ...described(filling, hostid)]);
  // A chain of three: master, dependent, dependent on the dependent.
  const master_itemid = itemOf(filling, hostid, 'lab.master');
  const first = await createOne(filling, 'item', {
    ...item(hostid, 'lab.dependent["1"]', { type: TYPE.dependent, value_type: VALUE.text }),
    master_itemid,
    preprocessing: [step(12, '$.a')],
  });
  await createOne(filling, 'item', {
    ...item(hostid, 'lab.dependent["2"]', { type: TYPE.dependent, value_type: VALUE.float }),
    master_itemid: first,
    preprocessing: [step(12, '$.b', 1)],
  });
}

/** Tags from 5.4 on; 5.0 sorts items into applications. */
function labels(filling: Filling): Fields {
  const hostid = idOf(filling, 'template', TEMPLATES.everyItem);
  return since(filling, '6.0')
    ? {
        tags: [
          { tag: 'component', value: 'ü <&> "x"' },
          { tag: 'component', value: 'lab' },
          { tag: 'bare', value: '' },
        ],
      }
    : { applications: [idOf(filling, 'application', `${hostid}/${APPLICATIONS.xml}`)] };
}

function preprocessed(filling: Filling, hostid: string): Fields[] {
  return Object.entries(chains(filling)).map(([name, preprocessing]) => ({
    ...item(hostid, `lab.preprocessed[${name}]`, { type: TYPE.trapper, value_type: VALUE.text }),
    ...(name === 'number' || name === 'numeralBases' ? { value_type: VALUE.float } : {}),
    preprocessing,
  }));
}

/** Items that show what else an item carries: value maps, history, trends, status, descriptions, inventory links. */
function described(filling: Filling, hostid: string): Fields[] {
  const agent = { type: TYPE.agent };
  const shapes: Record<string, Fields> = {
    'lab.mapped': { ...agent, valuemapid: valueMapOf(filling, hostid, VALUE_MAPS.state) },
    'lab.mapped.text': {
      ...agent,
      value_type: VALUE.character,
      valuemapid: valueMapOf(filling, hostid, VALUE_MAPS.xml),
    },
    'lab.kept.never': { ...agent, history: '0', trends: '0' },
    'lab.kept.long': { ...agent, history: '180d', trends: '{$LAB.LIMIT}' },
    'lab.disabled': { ...agent, status: 1 },
    'lab.described': {
      ...agent,
      name: 'Lab 日本語 "quoted" <&> \'single\' 🐘',
      description: 'line 1\r\nline 2\nline <3> & "4"',
    },
    'lab.inventory': { ...agent, value_type: VALUE.character, inventory_link: 5 },
  };
  return Object.entries(shapes).map(([key, fields]) => item(hostid, key, fields));
}

/** The items of the nested templates: some of one key on two levels' hosts, so that inheritance shows. */
export async function makeNestedItems(filling: Filling): Promise<void> {
  const numeric = { type: TYPE.trapper, value_type: VALUE.float };
  const of = (template: string, ...keys: string[]): Fields[] =>
    keys.map((key) => item(idOf(filling, 'template', template), key, numeric));
  await create(filling, 'item', [
    ...of(TEMPLATES.base, 'base.load', 'base.users', 'base.noise'),
    ...of(TEMPLATES.left, 'left.load', 'left.free'),
    ...of(TEMPLATES.right, 'right.load'),
    ...of(TEMPLATES.top, 'top.load', 'top.total'),
    ...of(TEMPLATES.pairA, 'pair.a', 'pair.a.more'),
    ...of(TEMPLATES.pairB, 'pair.b'),
    ...of(TEMPLATES.discovered, 'discovered.load'),
    ...of(TEMPLATES.overridden, 'overridden.load'),
    ...of(TEMPLATES.unlinked, 'unlinked.load'),
  ]);
}

/** Items that stand on hosts themselves, bound to interfaces that are not the main ones. */
export async function makeHostItems(filling: Filling): Promise<void> {
  const main = idOf(filling, 'host', HOSTS.main);
  const second = idOf(filling, 'host', HOSTS.second);
  const on = (name: string): Fields => ({ interfaceid: idOf(filling, 'hostinterface', `${main}/${name}`) });
  const shapes: Record<string, Fields> = {
    'own.agent.main': { type: TYPE.agent, value_type: VALUE.float, ...on('agent main') },
    'own.agent.other': { type: TYPE.agent, value_type: VALUE.float, ...on('agent other') },
    'own.snmp.v1': { type: TYPE.snmp, snmp_oid: '1.3.6.1.2.1.1.3.0', ...on('snmp v1') },
    'own.snmp.v3': {
      type: TYPE.snmp,
      snmp_oid: '1.3.6.1.2.1.1.5.0',
      value_type: VALUE.text,
      ...on('snmp v3'),
    },
    'own.http': {
      ...httpWithCredentials(filling, 'http://127.0.0.1:9/own'),
      value_type: VALUE.text,
      ...on('agent other'),
    },
    'ssh.run[own]': { ...sshByKey(), value_type: VALUE.text, ...on('agent other') },
    'own.trapper': { type: TYPE.trapper, value_type: VALUE.float },
  };
  await create(
    filling,
    'item',
    Object.entries(shapes).map(([key, fields]) => item(main, key, fields)),
  );
  await create(filling, 'item', [
    item(second, 'own.trapper', { type: TYPE.trapper, value_type: VALUE.float }),
    item(second, 'own.limit', { type: TYPE.trapper, value_type: VALUE.float }),
  ]);
}

/** The applications of 5.0, by which it sorts items; tags have replaced them since. */
export async function makeApplications(filling: Filling, hostids: readonly string[]): Promise<void> {
  if (!since(filling, '6.0')) {
    const names = Object.values(APPLICATIONS);
    await create(
      filling,
      'application',
      hostids.flatMap((hostid) => names.map((name) => ({ hostid, name }))),
    );
  }
}
