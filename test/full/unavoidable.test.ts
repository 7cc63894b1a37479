import { beforeAll, expect, it } from 'vitest';
import { type LabApi, LabApiError, labApi } from '../../lab/api.ts';
import type { LabServer, LabVersion } from '../../lab/zabbix.ts';
import { shownIn } from '../support/secrets.ts';
import { onEachVersion } from '../support/servers.ts';

/**
 * Why each entry of "What is not the same in the database" (docs/what-comes-back.md) is there: the API of the version
 * does not give the value back, or does not take it.
 */

/** A column whose values the API keeps to itself, and the calls that give its objects. */
interface Withheld {
  readonly column: string;
  readonly versions: readonly LabVersion[];
  /** Versions whose API does give it: this test would see it. */
  readonly given?: readonly LabVersion[];
  readonly where?: string;
  readonly calls: readonly (readonly [method: string, parameters?: object])[];
}

const ALL: readonly LabVersion[] = ['5.0', '6.0', '7.0'];
const NEWER: readonly LabVersion[] = ['6.0', '7.0'];
const EXTEND = { output: 'extend' };
const OF_MACROS: Withheld['calls'] = [
  ['usermacro.get', EXTEND],
  ['usermacro.get', { output: ['macro', 'type', 'value'] }],
  ['usermacro.get', { ...EXTEND, globalmacro: true }],
  ['host.get', { output: ['host'], selectMacros: 'extend' }],
  ['template.get', { output: ['host'], selectMacros: 'extend' }],
];

/** X.get with all that it gives by itself, and with the field named. */
function get(api: string, field: string): Withheld['calls'] {
  return [
    [`${api}.get`, EXTEND],
    [`${api}.get`, { output: [field] }],
  ];
}

const WITHHELD: readonly Withheld[] = [
  { column: 'users.passwd', versions: ALL, calls: get('user', 'passwd') },
  ...['tls_psk', 'tls_psk_identity'].flatMap((field): Withheld[] => [
    {
      column: `hosts.${field}`,
      versions: NEWER,
      given: ['5.0'],
      where: 'status in (0, 1)',
      calls: get('host', field),
    },
    {
      column: `hosts.${field}`,
      versions: ['6.0'],
      given: ['5.0'],
      where: 'status in (5, 6)',
      calls: get('proxy', field),
    },
    { column: `proxy.${field}`, versions: ['7.0'], calls: get('proxy', field) },
    { column: `config_autoreg_tls.${field}`, versions: ALL, calls: get('autoregistration', field) },
  ]),
  { column: 'mfa.client_secret', versions: ['7.0'], calls: get('mfa', 'client_secret') },
  {
    column: 'userdirectory_ldap.bind_password',
    versions: ['7.0'],
    calls: get('userdirectory', 'bind_password'),
  },
  ...['globalmacro.value', 'hostmacro.value'].map((column) => ({
    column,
    versions: ALL,
    where: 'type = 1',
    calls: OF_MACROS,
  })),
];

await onEachVersion('what is not the same after a restore', (servers) => {
  const { version } = servers;
  let source: LabServer;
  let api: LabApi;

  beforeAll(async () => {
    source = await servers.copy((await servers.leanSource()).server);
    api = await labApi(source);
  });

  for (const { column, versions, given = [], where = 'true', calls } of WITHHELD) {
    if (!versions.includes(version) && !given.includes(version)) continue;
    const title = versions.includes(version) ? 'is given back by no call' : 'is given back';
    it(`${column} (${calls.at(0)?.[0]}) ${title}`, async () => {
      const [table = '', field = ''] = column.split('.');
      const rows = await source.sql<{ value: string }>(
        `select distinct ${field} as value from ${table} where ${where} and ${field} <> ''`,
      );
      const values = rows.map(({ value }) => value);
      expect(values).not.toEqual([]);
      const answers = await Promise.all(
        calls.map(([method, parameters]) => answered(api, method, parameters)),
      );
      // Whatever a version says of a field that is named: of all that it gives by itself there is something.
      expect(answers[0]?.length).toBeGreaterThan('[]'.length);
      const shown = shownIn(answers.join('\n'), values);
      if (versions.includes(version)) expect(shown).toEqual([]);
      else expect(shown.sort()).toEqual(values.sort());
    });
  }

  if (version === '5.0') return;

  it('config.ha_failover_delay is given by settings.get and taken by no call: zabbix_server -R sets it', async () => {
    const { ha_failover_delay: delay } = await api.call<Record<string, string>>('settings.get', EXTEND);
    expect(delay).toBe('1m');
    await expect(api.call('settings.update', { ha_failover_delay: '2m' })).rejects.toThrow(
      /unexpected parameter "ha_failover_delay"/u,
    );
  });

  it('role_rule.value_moduleid has an order of its own, whatever order is sent', async () => {
    await source.sql(`
      insert into module (moduleid, id, relative_path, status, config)
      select 900000 + n, 'order-' || n, 'order/' || n, 1, '' from generate_series(1, 3) as n`);
    const modules = ['900001', '900002', '900003'].map((moduleid) => ({ moduleid, status: 0 }));
    const role = { type: 1, rules: { modules } };
    const orders = [modules, modules.toReversed(), [modules[1], modules[0], modules[2]]];
    const made: string[] = [];
    for (const [index, order] of orders.entries()) {
      const { roleids } = await api.call<{ roleids: string[] }>('role.create', {
        ...role,
        name: `order ${index}`,
        rules: { modules: order },
      });
      made.push(roleids[0] ?? '');
    }
    const [first, ...others] = await Promise.all(made.map((roleid) => numbered(roleid, 'value_moduleid')));
    expect(first).toHaveLength(modules.length);
    for (const other of others) expect(other).toEqual(first);
    await api.call('role.update', { roleid: made[0], rules: { modules: modules.toReversed() } });
    expect(await numbered(made[0] ?? '', 'value_moduleid')).toEqual(first);
  });

  it('role_rule.value_serviceid is numbered as it was sent, and role.get does not tell the numbers', async () => {
    const [a, b, c, d] = await madeServices(api, ['order a', 'order b', 'order c', 'order d']);
    const rules = (...ids: (string | undefined)[]): object => ({
      'services.read.mode': 0,
      'services.read.list': ids.map((serviceid) => ({ serviceid })),
    });
    const role = { type: 1, name: 'services' };
    const { roleids } = await api.call<{ roleids: string[] }>('role.create', {
      ...role,
      rules: rules(c, a, b),
    });
    const roleid = roleids[0] ?? '';
    // A restore sends them in the order in which role.get gave them: that of a list that was never changed.
    expect(await listOf(api, roleid)).toEqual([c, a, b]);
    expect(await numbered(roleid, 'value_serviceid')).toEqual([c, a, b]);
    // An element that is replaced has its number, and the last row: two roles that role.get tells alike are not the same.
    await api.call('role.update', { roleid, rules: rules(d, a, b) });
    expect(await numbered(roleid, 'value_serviceid')).toEqual([d, a, b]);
    expect(await listOf(api, roleid)).toEqual([a, b, d]);
  });

  if (version !== '7.0') return;

  it('item_preproc.params that the type of a step does not use are taken by no call', async () => {
    const item = { name: 'unused', key_: 'unused', type: 2, value_type: 3 };
    const [host] = await api.call<{ hostid: string }[]>('host.get', { output: ['hostid'], limit: 1 });
    const step = { type: 10, error_handler: 0, error_handler_params: '' };
    const made = { ...item, hostid: host?.hostid };
    const params = [{ ...step, params: '99' }];
    await expect(api.call('item.create', { ...made, preprocessing: params })).rejects.toThrow(LabApiError);
    const { itemids } = await api.call<{ itemids: string[] }>('item.create', {
      ...made,
      preprocessing: [{ ...step, params: '' }],
    });
    const update = { itemid: itemids[0], preprocessing: params };
    await expect(api.call('item.update', update)).rejects.toThrow(/params.*must be empty/su);
  });

  async function numbered(roleid: string, field: string): Promise<(string | null)[]> {
    const rows = await source.sql<{ value: string }>(
      `select ${field} as value from role_rule where roleid = ${roleid} and ${field} is not null order by name`,
    );
    return rows.map(({ value }) => value);
  }
});

/** What a call answers, as JSON; nothing where this version refuses it. */
async function answered(api: LabApi, method: string, parameters: object | undefined): Promise<string> {
  try {
    return JSON.stringify(await api.call(method, parameters));
  } catch (error) {
    if (error instanceof LabApiError) return '';
    throw error;
  }
}

async function madeServices(api: LabApi, names: readonly string[]): Promise<string[]> {
  const services = names.map((name) => ({ name, algorithm: 1, sortorder: 0 }));
  return (await api.call<{ serviceids: string[] }>('service.create', services)).serviceids;
}

async function listOf(api: LabApi, roleid: string): Promise<string[]> {
  type Role = { rules: { 'services.read.list': { serviceid: string }[] } };
  const [role] = await api.call<Role[]>('role.get', { roleids: [roleid], selectRules: 'extend' });
  return (role?.rules['services.read.list'] ?? []).map(({ serviceid }) => serviceid);
}
