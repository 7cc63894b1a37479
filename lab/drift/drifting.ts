import type { LabApi } from '../api.ts';
import { type Fields, type Filling, fillingOf, remember, since } from '../populate/filling.ts';

/**
 * A server while it is being changed by hand: all ids of the sample as they were before the first change, so that
 * changes do not trip over each other's renames.
 */
export type Drifting = Filling;

/** One change by hand. @returns what it did, in words; nothing where this version cannot do it */
export type Change = (drifting: Drifting) => Promise<string | undefined>;

const CLASSES: readonly [kind: string, id: string, name: string][] = [
  ['hostgroup', 'groupid', 'name'],
  ['template', 'templateid', 'host'],
  ['host', 'hostid', 'host'],
  ['mediatype', 'mediatypeid', 'name'],
  ['action', 'actionid', 'name'],
];

/** Reads the ids of everything that the changes touch. */
export async function readDrifting(api: LabApi): Promise<Drifting> {
  const drifting = fillingOf(api);
  for (const [kind, id, name] of CLASSES) {
    await remember(drifting, kind, id, name);
  }
  await remember(drifting, 'proxy', 'proxyid', since(drifting, '7.0') ? 'name' : 'host');
  await remember(drifting, since(drifting, '7.0') ? 'templategroup' : 'hostgroup', 'groupid', 'name');
  const owners = new Map([...drifting.ids].filter(([key]) => /^(host|template):lab/i.test(key)));
  const hostids = [...owners.values()];
  await rememberAccess(drifting);
  await rememberOwned(drifting, hostids);
  return drifting;
}

/** Users, their groups and roles, global macros and expressions. */
async function rememberAccess(drifting: Drifting): Promise<void> {
  await remember(drifting, 'usergroup', 'usrgrpid', 'name');
  await remember(drifting, 'user', 'userid', since(drifting, '6.0') ? 'username' : 'alias');
  const macros = await drifting.api.call<Record<string, string>[]>('usermacro.get', {
    output: ['globalmacroid', 'macro'],
    globalmacro: true,
  });
  for (const { macro, globalmacroid = '' } of macros) drifting.ids.set(`globalmacro:${macro}`, globalmacroid);
  if (!since(drifting, '6.0')) return;
  await remember(drifting, 'role', 'roleid', 'name');
  await remember(drifting, 'regexp', 'regexpid', 'name');
}

/** What stands on the sample's hosts and templates: items, rules, prototypes, triggers, graphs, macros, interfaces. */
async function rememberOwned(drifting: Drifting, hostids: readonly string[]): Promise<void> {
  const own = { hostids, inherited: false };
  const owned: Owned[] = [
    { kind: 'item', id: 'itemid', by: ['hostid', 'key_'], params: { hostids } },
    { kind: 'discoveryrule', id: 'itemid', by: ['hostid', 'key_'], params: { hostids } },
    { kind: 'itemprototype', id: 'itemid', by: ['hostid', 'key_'], params: { hostids } },
    { kind: 'trigger', id: 'triggerid', by: ['description'], params: own },
    { kind: 'triggerprototype', id: 'triggerid', by: ['description'], params: own },
    { kind: 'graph', id: 'graphid', by: ['name'], params: own },
    { kind: 'httptest', id: 'httptestid', by: ['hostid', 'name'], params: { hostids } },
    { kind: 'usermacro', id: 'hostmacroid', by: ['hostid', 'macro'], params: { hostids } },
    { kind: 'hostinterface', id: 'interfaceid', by: ['hostid', 'port'], params: { hostids } },
  ];
  if (since(drifting, '6.0')) {
    owned.push({ kind: 'valuemap', id: 'valuemapid', by: ['hostid', 'name'], params: { hostids } });
    owned.push({
      kind: 'templatedashboard',
      id: 'dashboardid',
      by: ['name'],
      params: { templateids: hostids },
    });
  } else {
    owned.push({ kind: 'valuemap', id: 'valuemapid', by: ['name'], params: {} });
  }
  for (const { kind, id, by, params } of owned) {
    for (const object of await drifting.api.call<Row[]>(`${kind}.get`, { ...params, output: [id, ...by] })) {
      drifting.ids.set(`${kind}:${by.map((field) => object[field]).join('/')}`, object[id] as string);
    }
  }
}

/** How the objects of a class are found and by which fields they are remembered. */
interface Owned {
  readonly kind: string;
  readonly id: string;
  readonly by: readonly string[];
  readonly params: Fields;
}

type Row = Record<string, string>;

/** The services of one name, oldest first: names do not identify them. */
export async function servicesNamed(drifting: Drifting, name: string): Promise<string[]> {
  const found = await drifting.api.call<{ serviceid: string }[]>('service.get', {
    output: ['serviceid'],
    filter: { name },
    sortfield: since(drifting, '6.0') ? ['serviceid'] : undefined,
  });
  return found.map(({ serviceid }) => serviceid).sort((one, other) => Number(one) - Number(other));
}
