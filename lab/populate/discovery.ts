import { createOne, type Fields, type Filling, idOf, itemOf, since } from './filling.ts';
import { httpWithCredentials, sshByKey, TYPE } from './item-shapes.ts';
import { HOSTS, TEMPLATES } from './names.ts';
import { step } from './preprocessing.ts';
import { makePrototypes, makeSecretHostPrototype } from './prototypes.ts';

/** The rule of each owner that carries prototypes, filters, overrides and macro paths. */
export const FULL_RULE = 'lab.discovery["<&>"]';

/**
 * The rule whose host prototype holds secret macros. It has nothing else: an import that updates a rule blanks them, so
 * a restore leaves such a rule alone, and the sample's other rules must be free to change.
 */
export const SECRET_RULE = 'lab.discovery.secrets';

/** Low-level discovery on a template and on a host: one rule with everything, others for the types and credentials. */
export async function makeDiscovery(filling: Filling): Promise<void> {
  const template = idOf(filling, 'template', TEMPLATES.discovery);
  const host = idOf(filling, 'host', HOSTS.discovering);
  const agent = { interfaceid: idOf(filling, 'hostinterface', `${host}/agent main`) };
  for (const [hostid, name, bound] of [
    [template, TEMPLATES.discovery, {}],
    [host, HOSTS.discovering, agent],
  ] as const) {
    const ruleid = await createOne(filling, 'discoveryrule', { ...fullRule(filling, hostid), ...bound });
    await makePrototypes(filling, { hostid, host: name, ruleid, bound });
    const secrets = await createOne(filling, 'discoveryrule', rule(hostid, SECRET_RULE, bound));
    await makeSecretHostPrototype(filling, { hostid, host: name, ruleid: secrets, bound });
    await createOne(
      filling,
      'discoveryrule',
      rule(hostid, 'lab.discovery.http', {
        ...httpWithCredentials(filling, 'http://127.0.0.1:9/lld'),
        ...bound,
      }),
    );
    await createOne(
      filling,
      'discoveryrule',
      rule(hostid, 'ssh.run[discovery]', { ...sshByKey(), ...bound }),
    );
    await createOne(
      filling,
      'discoveryrule',
      rule(hostid, 'lab.discovery.disabled', { ...bound, status: 1, filter: simpleFilter() }),
    );
  }
  await createOne(filling, 'discoveryrule', rule(template, 'db.odbc.discovery[lab,dsn]', databaseRule()));
  await createOne(
    filling,
    'discoveryrule',
    rule(template, 'lab.discovery.snmp', { type: TYPE.snmp, snmp_oid: snmpOid(filling) }),
  );
  await makeDependentRule(filling);
  if (since(filling, '6.0')) {
    await createOne(filling, 'discoveryrule', rule(template, 'lab.discovery.script', scriptRule()));
  }
}

function databaseRule(): Fields {
  return {
    type: TYPE.database,
    username: 'lld-db-user',
    password: 'fake-lld-db-password',
    params: 'SELECT \'ü\' AS "<&>"\r\nFROM t',
  };
}

function scriptRule(): Fields {
  return {
    type: TYPE.script,
    params: 'return JSON.stringify([{"{#NAME}": "<&>"}]);\r\n// second line\n',
    timeout: '6s',
    parameters: [{ name: 'token', value: 'fake-lld-token' }],
  };
}

function snmpOid(filling: Filling): string {
  const columns = '{#IFNAME},1.3.6.1.2.1.31.1.1.1.1,{#IFALIAS},1.3.6.1.2.1.31.1.1.1.18';
  return since(filling, '7.0') ? 'walk[1.3.6.1.2.1.31.1.1.1.1]' : `discovery[${columns}]`;
}

function rule(hostid: string, key: string, fields: Fields): Fields {
  const whole: Fields = {
    type: TYPE.agent,
    hostid,
    key_: key,
    name: `Rule ${key}`,
    lifetime: '7d',
    delay: '1h',
    ...fields,
  };
  if (whole.type === TYPE.trapper || whole.type === TYPE.dependent) {
    delete whole.delay;
  }
  return whole;
}

/** A rule that takes its data from an item, with macro paths and preprocessing. */
async function makeDependentRule(filling: Filling): Promise<void> {
  const hostid = idOf(filling, 'template', TEMPLATES.everyItem);
  await createOne(filling, 'discoveryrule', {
    ...rule(hostid, 'lab.discovery.dependent', { type: TYPE.dependent, lifetime: '0' }),
    master_itemid: itemOf(filling, hostid, 'lab.master'),
    lld_macro_paths: [
      { lld_macro: '{#NAME}', path: '$.name' },
      { lld_macro: '{#PATH}', path: "$['a path & <b>'].x" },
    ],
    preprocessing: [step(12, '$.list', 1), step(21, 'return value;\r\n// "<&>"')],
  });
}

/** Custom formulas whose letters are out of order: Zabbix renumbers them by where they stand in the formula. */
function customFilter(filling: Filling): Fields {
  const exists = since(filling, '6.0');
  return {
    evaltype: 3,
    formula: exists ? '(C or A) and not (B or D)' : '(C or A) and B',
    conditions: [
      { formulaid: 'A', macro: '{#NAME}', operator: 8, value: '^ü "<&>"$' },
      { formulaid: 'B', macro: '{#PATH}', operator: 9, value: '{$LAB.LIMIT:"/var/log"}' },
      { formulaid: 'C', macro: '{#NAME}', operator: 8, value: '@File systems for discovery' },
      // Whether a macro exists can be asked from 5.4 on.
      ...(exists ? [{ formulaid: 'D', macro: '{#PATH}', operator: 13, value: '' }] : []),
    ],
  };
}

function simpleFilter(): Fields {
  return {
    evaltype: 2,
    conditions: [
      { macro: '{#NAME}', value: 'a' },
      { macro: '{#NAME}', operator: 9, value: 'b' },
    ],
  };
}

function fullRule(filling: Filling, hostid: string): Fields {
  return {
    ...rule(hostid, FULL_RULE, { name: 'Lab discovery "ü" <&>', description: 'line 1\r\nline 2 <&>' }),
    ...(since(filling, '7.0')
      ? { lifetime_type: 0, lifetime: '9d', enabled_lifetime_type: 0, enabled_lifetime: '2d' }
      : {}),
    filter: customFilter(filling),
    lld_macro_paths: [
      { lld_macro: '{#PATH}', path: '$.path' },
      { lld_macro: '{#NAME}', path: '$["ü <&>"]' },
    ],
    preprocessing: [step(12, '$.body', 3, 'no <body>'), step(20, '1h')],
    overrides: overrides(filling),
  };
}

function overrides(filling: Filling): Fields[] {
  const items = since(filling, '6.0')
    ? {
        optag: [
          { tag: 'ü', value: '<&>' },
          { tag: 'from', value: '{#NAME}' },
        ],
      }
    : {};
  const link = [TEMPLATES.overridden, TEMPLATES.bare].map((name) => ({
    templateid: idOf(filling, 'template', name),
  }));
  return [
    {
      name: 'Override "ü" <&>',
      step: 1,
      stop: 1,
      filter: customFilter(filling),
      operations: [
        {
          operationobject: 0,
          operator: 2,
          value: 'ü <&>',
          opstatus: { status: 1 },
          opdiscover: { discover: 0 },
          opperiod: { delay: '5m;20s/1-5,08:00-18:00' },
          ophistory: { history: '3d' },
          optrends: { trends: '30d' },
          ...items,
        },
        {
          operationobject: 1,
          operator: 8,
          value: '^Lab .*$',
          opstatus: { status: 0 },
          opseverity: { severity: 5 },
          optag: [{ tag: 'severity', value: 'raised <&>' }],
        },
        { operationobject: 2, operator: 0, value: 'Graph of {#NAME}', opdiscover: { discover: 1 } },
      ],
    },
    {
      name: 'Hosts',
      step: 2,
      operations: [
        {
          operationobject: 3,
          operator: 3,
          value: 'x',
          opstatus: { status: 1 },
          optemplate: link,
          opinventory: { inventory_mode: 1 },
          ...(since(filling, '6.0') ? { optag: [{ tag: 'host', value: 'overridden' }] } : {}),
        },
        { operationobject: 0, operator: 9, value: '', opdiscover: { discover: 1 } },
      ],
    },
  ];
}
