import { create, createOne, type Fields, type Filling, idOf, itemOf, of, since } from './filling.ts';
import { httpWithCredentials, item, sshByPassword, TYPE, VALUE } from './item-shapes.ts';
import { APPLICATIONS } from './items.ts';
import { TEMPLATES } from './names.ts';
import { step } from './preprocessing.ts';
import { hostGroups, macros } from './templates.ts';

/** The type of a macro whose value no API gives back. */
const SECRET = 1;
export const SECRET_HOST_PROTOTYPE = '{#NAME}-secret';

/** A rule and whose it is. `bound` holds the interface id that items of a host need. */
export interface RuleOwner {
  readonly hostid: string;
  readonly host: string;
  readonly ruleid: string;
  readonly bound: Fields;
}

/** Item, trigger, graph and host prototypes of one rule. */
export async function makePrototypes(filling: Filling, owner: RuleOwner): Promise<void> {
  await makeItemPrototypes(filling, owner);
  await makeTriggerPrototypes(filling, owner);
  await makeGraphPrototypes(filling, owner);
  await create(filling, 'hostprototype', hostPrototypes(filling, owner));
}

async function makeItemPrototypes(filling: Filling, { hostid, ruleid, bound }: RuleOwner): Promise<void> {
  const prototype = (key: string, fields: Fields): Fields => ({
    ...item(hostid, key, fields),
    ruleid,
    name: `Prototype ${key}`,
  });
  const plain = (key: string, fields: Fields = {}): Fields =>
    prototype(key, { type: TYPE.agent, value_type: VALUE.float, ...bound, ...fields });
  const labelled = since(filling, '6.0')
    ? { tags: [{ tag: 'name', value: '{#NAME} ü <&>' }] }
    : {
        applications: [idOf(filling, 'application', `${hostid}/${APPLICATIONS.plain}`)],
        applicationPrototypes: [{ name: 'Application of {#NAME}' }],
      };
  // An ordinary item beside the rule, which prototypes of triggers and graphs may name too.
  await createOne(
    filling,
    'item',
    item(hostid, 'lab.ordinary', { type: TYPE.trapper, value_type: VALUE.float }),
  );
  await create(filling, 'itemprototype', [
    plain('lab.load[{#NAME}]', {
      ...labelled,
      units: '%',
      delay: '{$LAB.LIMIT}',
      description: 'a\r\nb <&>',
    }),
    plain('lab.free["{#NAME}","<&>"]', { discover: 1, status: 1 }),
    prototype('lab.http[{#NAME}]', {
      ...httpWithCredentials(filling, 'http://127.0.0.1:9/{#NAME}'),
      ...bound,
      value_type: VALUE.text,
    }),
    prototype('ssh.run[{#NAME}]', { ...sshByPassword(), ...bound, value_type: VALUE.text }),
    prototype('db.odbc.select[{#NAME},dsn]', {
      type: TYPE.database,
      username: 'prototype-db-user',
      password: 'fake-prototype-db-password',
      params: 'SELECT 1\r\nFROM "{#NAME}"',
    }),
    prototype('lab.calculated[{#NAME}]', {
      type: TYPE.calculated,
      value_type: VALUE.float,
      params: since(filling, '6.0') ? 'last(//lab.load[{#NAME}])*2' : 'last("lab.load[{#NAME}]")*2',
    }),
    prototype('lab.raw[{#NAME}]', { type: TYPE.trapper, value_type: VALUE.text }),
    ...(since(filling, '6.0')
      ? [prototype('lab.script[{#NAME}]', { type: TYPE.script, params: 'return 1;\r\n// ü', timeout: '4s' })]
      : []),
  ]);
  const raw = idOf(filling, 'itemprototype', `${hostid}/lab.raw[{#NAME}]`);
  const dependent = await createOne(filling, 'itemprototype', {
    ...prototype('lab.dependent[{#NAME},1]', { type: TYPE.dependent, value_type: VALUE.text }),
    master_itemid: raw,
    preprocessing: [step(12, '$["{#NAME}"]', 1)],
  });
  await create(filling, 'itemprototype', [
    {
      ...prototype('lab.dependent[{#NAME},2]', { type: TYPE.dependent, value_type: VALUE.float }),
      master_itemid: dependent,
    },
    // Dependent on an ordinary item of the same host.
    {
      ...prototype('lab.dependent[{#NAME},3]', { type: TYPE.dependent, value_type: VALUE.float }),
      master_itemid: itemOf(filling, hostid, 'lab.ordinary'),
    },
  ]);
}

async function makeTriggerPrototypes(filling: Filling, { host }: RuleOwner): Promise<void> {
  const load = of(filling, 'last', host, 'lab.load[{#NAME}]');
  const mean = of(filling, 'avg', host, 'lab.load[{#NAME}]', '5m');
  const ordinary = of(filling, 'last', host, 'lab.ordinary');
  const plain = await createOne(filling, 'trigger', {
    description: `Lab ordinary trigger of ${host}`,
    expression: `${ordinary}>0`,
  });
  const high = await createOne(filling, 'triggerprototype', {
    description: 'Lab {#NAME}: load over {$LAB.LIMIT:"{#NAME}"} <&> "ü"',
    expression: `${mean}>{$LAB.LIMIT:"{#NAME}"} and ${ordinary}=0`,
    recovery_mode: 1,
    recovery_expression: `${load}<1`,
    correlation_mode: 1,
    correlation_tag: 'name',
    manual_close: 1,
    opdata: '{ITEM.LASTVALUE1} <&>',
    ...(since(filling, '6.0') ? { event_name: 'Event of {#NAME} "ü" <&>' } : {}),
    priority: 4,
    comments: 'line 1\r\nline 2',
    tags: [{ tag: 'name', value: '{#NAME} <&>' }],
  });
  await create(filling, 'triggerprototype', [
    {
      description: 'Lab {#NAME}: depends on a prototype and on a trigger',
      expression: `${load}>5`,
      priority: 2,
      dependencies: [{ triggerid: high }, { triggerid: plain }],
    },
    { description: 'Lab {#NAME}: not discovered', expression: `${load}>9`, discover: 1, status: 1 },
  ]);
}

async function makeGraphPrototypes(filling: Filling, { hostid, host }: RuleOwner): Promise<void> {
  const load = idOf(filling, 'itemprototype', `${hostid}/lab.load[{#NAME}]`);
  const ordinary = itemOf(filling, hostid, 'lab.ordinary');
  const [graph] = await create(filling, 'graphprototype', [
    {
      name: 'Graph of {#NAME}',
      width: 900,
      height: 200,
      ymax_type: 2,
      ymax_itemid: load,
      ymin_type: 2,
      ymin_itemid: ordinary,
      gitems: [
        { itemid: load, sortorder: 0, color: '1A7C11' },
        { itemid: ordinary, sortorder: 1, color: 'F63100', drawtype: 2, calc_fnc: 7 },
      ],
    },
    {
      name: 'Pie of {#NAME} <&>',
      width: 400,
      height: 300,
      graphtype: 2,
      discover: 1,
      gitems: [{ itemid: load, color: '1A7C11', calc_fnc: 9 }],
    },
  ]);
  filling.ids.set(`graphprototype:${host}/Graph of {#NAME}`, graph as string);
}

/** Macros of host prototypes came with 5.2. */
export async function makeSecretHostPrototype(filling: Filling, { host, ruleid }: RuleOwner): Promise<void> {
  await createOne(filling, 'hostprototype', {
    ruleid,
    host: SECRET_HOST_PROTOTYPE,
    groupLinks: hostGroups(filling, 'root'),
    ...(since(filling, '6.0')
      ? { macros: macros(filling, `prototype of ${host}`).filter(({ type }) => type === SECRET) }
      : {}),
  });
}

function hostPrototypes(filling: Filling, { host, ruleid }: RuleOwner): Fields[] {
  const templates = [TEMPLATES.discovered, TEMPLATES.bare].map((name) => ({
    templateid: idOf(filling, 'template', name),
  }));
  const since60 = since(filling, '6.0');
  return [
    {
      ruleid,
      host: '{#NAME}-found',
      name: 'Found {#NAME} "ü" <&>',
      status: 1,
      inventory_mode: 1,
      groupLinks: hostGroups(filling, 'discovered', 'zurich'),
      groupPrototypes: [{ name: 'Lab/Found {#NAME}' }, { name: 'Lab/Found <&>/{#PATH}' }],
      templates,
      // Tags, macros and interfaces of host prototypes came with 5.2.
      ...(since60
        ? {
            tags: [{ tag: 'found', value: '{#NAME} ü' }],
            macros: macros(filling, `prototype of ${host}`).filter(({ type }) => type !== SECRET),
            custom_interfaces: 1,
            interfaces: customInterfaces(filling),
          }
        : {}),
    },
    { ruleid, host: '{#NAME}-plain', groupLinks: hostGroups(filling, 'root'), discover: 1 },
  ];
}

/**
 * 6.0.14 exports SNMP interfaces of host prototypes but cannot import them: its import adds empty fields of the other
 * SNMP versions, which its own API then refuses (`unexpected parameter "community"`). So only 7.0 gets one.
 */
function customInterfaces(filling: Filling): Fields[] {
  const local = { useip: 1, ip: '127.0.0.1', dns: '' };
  const phrases = { authpassphrase: 'fake-auth-phrase', privpassphrase: 'fake-priv-phrase' };
  const details = {
    version: 3,
    bulk: 1,
    securityname: 'lab',
    securitylevel: 2,
    authprotocol: 1,
    privprotocol: 1,
    ...phrases,
  };
  return [
    { type: 1, main: 1, ...local, port: '10050' },
    { type: 1, main: 0, useip: 0, ip: '', dns: 'localhost', port: '{$LAB.LIMIT}' },
    ...(since(filling, '7.0') ? [{ type: 2, main: 1, ...local, port: '161', details }] : []),
  ];
}
