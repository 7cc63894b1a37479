import { describe, expect, it } from 'vitest';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { Configuration } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { makePlan } from '../plan.ts';
import type { NotDoneEntry } from '../report.ts';
import { configurationOf, V50, V70, VERSIONS } from '../testing/builders.ts';
import { estate } from '../testing/estate.ts';
import { knownNames } from '../testing/known-names.ts';
import { foreseeSkipped } from './foresee.ts';

type Contents = Parameters<typeof configurationOf>[0];

/** What cannot be done of a restore into a server that has `live` and, found by name, `known`. */
async function foreseen(
  desired: Configuration,
  known: Readonly<Record<string, readonly string[]>> = {},
  live: Configuration = configurationOf({}),
  version = V70,
): Promise<NotDoneEntry[]> {
  const plan = makePlan(desired, live, { kinds: kindsInOrder(version), version, keepItems: false });
  const present = Object.fromEntries([...live.objects].map(([kind, objects]) => [kind, [...objects.keys()]]));
  return await foreseeSkipped(plan, desired, live, knownNames({ ...present, ...known }, version), version);
}

async function reasons(
  desired: Contents,
  known: Readonly<Record<string, readonly string[]>> = {},
): Promise<string[]> {
  const skipped = await foreseen(configurationOf(desired), known);
  return skipped.map(({ kind, key, reason }) => `${kind}: ${key}: ${reason}`);
}

const action = (...conditions: (readonly [string, string])[]): JsonObject => ({
  name: 'a',
  filter: { conditions: conditions.map(([conditiontype, value]) => ({ conditiontype, value })) },
});
const toUser = (userid: JsonObject[string]): JsonObject => ({
  name: 'a',
  operations: [{ operationtype: '0', opmessage_usr: [{ userid }] }],
});

/** What the estate names and no backup holds. */
const elsewhere = (version: ZabbixVersion): Record<string, string[]> => ({
  slas: ['gold'],
  ...Object.fromEntries(
    ['discoveredhosts', 'discovereditems', 'discoveredtriggers'].map((kind) => [
      kind,
      [...(estate(version).objects.get(kind)?.keys() ?? [])],
    ]),
  ),
});

/** The estate without what says how its users log in. */
function withoutDirectories(version: ZabbixVersion): Configuration {
  const all = estate(version);
  const left = [...all.objects].filter(([kind]) => kind !== 'userdirectories' && kind !== 'mfas');
  return { ...all, objects: new Map(left) };
}

/** A server on which the folders of modules were installed, and nothing else. */
function withModules(version: ZabbixVersion): Configuration {
  const all = configurationOf({}, version);
  return { ...all, objects: new Map([['modules', estate(version).objects.get('modules') ?? new Map()]]) };
}

describe('foreseeSkipped', () => {
  it.each(VERSIONS)(
    'finds nothing wrong with a whole estate of %s, where what no backup holds is there',
    async (_name, version) => {
      const others = elsewhere(version);
      expect(await foreseen(estate(version), others, withModules(version), version)).toEqual([]);
    },
  );

  it.each(VERSIONS)('names exactly what needs it of %s where it is not', async (_name, version) => {
    const others = elsewhere(version);
    const skipped = await foreseen(withoutDirectories(version), others, withModules(version), version);
    const reasons = new Map(skipped.map(({ kind, key, reason }) => [`${kind}: ${key}`, reason]));
    if (version !== V70) {
      expect(reasons).toEqual(new Map());
      return;
    }
    const lacking =
      'the user directory "directory" and the MFA method "one-time", which are not on the target';
    expect(reasons.get('usergroups: Operators')).toBe(`it needs ${lacking}`);
    expect(reasons.get('authentication: global')).toContain(`it needs ${lacking}`);
    const behind = [...reasons].filter(
      ([name]) => !['usergroups: Operators', 'authentication: global'].includes(name),
    );
    expect(behind.map(([name]) => name).sort()).toEqual([
      'dashboards: noc',
      'discovery_actions: discover',
      'internal_actions: unknown',
      'maps: detail',
      'maps: overview',
      'reg_actions: register',
      'reports: weekly',
      'scripts: restart',
      'service_actions: outage',
      'settings: global',
      'tokens: operator/robot',
      'trigger_actions: report',
      'users: operator',
    ]);
    for (const [name, reason] of behind)
      expect(reason, name).toMatch(/^it needs .*which cannot be restored$/u);
  });

  it('takes an action for there that is made by the same restore', async () => {
    const dashboard = { name: 'd', pages: [{ widgets: [{ fields: [{ type: '12', value: 'a' }] }] }] };
    expect(await reasons({ trigger_actions: { a: action() }, dashboards: { d: dashboard } })).toEqual([]);
    expect(await reasons({ dashboards: { d: dashboard } })).toEqual([
      'dashboards: d: it needs the action "a", which is not on the target',
    ]);
  });

  it('names all that is missing, once for each object', async () => {
    expect(
      await reasons(
        {
          trigger_actions: { a: action(['0', 'Linux'], ['1', 'web'], ['3', 'text']) },
          hosts: { web: { host: 'web', groups: [{ name: 'Other' }], proxy: { name: 'p' } } },
        },
        { hostgroups: ['Linux'] },
      ),
    ).toEqual([
      'hosts: web: it needs the host group "Other" and the proxy "p", which are not on the target; where discovery makes such a host group, restore again when it is there',
      'trigger_actions: a: it needs the host "web", which cannot be restored',
    ]);
  });

  it('lets a new user group come without its right to a host group that discovery may make', async () => {
    const having = (field: string): Contents => ({ usergroups: { g: { [field]: [{ id: 'Found' }] } } });
    expect(await reasons(having('hostgroup_rights'))).toEqual([]);
    expect(await reasons(having('templategroup_rights'))).toHaveLength(1);
  });

  it('is content with what is there and with what is made before', async () => {
    expect(await reasons({ trigger_actions: { a: toUser('Admin') } }, { users: ['Admin'] })).toEqual([]);
    expect(
      await reasons({
        hostgroups: { G: { name: 'G' } },
        hosts: { h: { host: 'h', groups: [{ name: 'G' }] } },
      }),
    ).toEqual([]);
  });

  it('is content with a circle of templates and with links to what comes later in the order', async () => {
    const template = (name: string, link: string): JsonObject => ({
      template: name,
      templates: [{ name: link }],
    });
    expect(await reasons({ templates: { A: template('A', 'B'), B: template('B', 'A') } })).toEqual([]);
    expect(await reasons({ services: { s: { name: 's', children: [{ serviceid: 'not there' }] } } })).toEqual(
      [],
    );
  });

  it('takes a service for there that is only to have another place', async () => {
    const service = (name: string, ...children: string[]): JsonObject => ({
      name,
      uuid: `uuid of ${name}`,
      children: children.map((serviceid) => ({ serviceid })),
    });
    const role = { name: 'r', rules: { services_read_list: [{ serviceid: 'shop / disk' }] } };
    const desired = configurationOf({
      services: { shop: service('shop', 'shop / disk'), 'shop / disk': service('disk') },
      roles: { r: role },
    });
    const apart = configurationOf({ services: { shop: service('shop'), disk: service('disk') } });
    expect(await foreseen(desired, {}, apart)).toEqual([]);
  });

  describe('where a name is about to be another', () => {
    const host = (name: string, more: JsonObject = {}): JsonObject => ({ host: name, name: 'Web', ...more });
    const renamed = (desired: Contents): ReturnType<typeof foreseen> =>
      foreseen(
        configurationOf(desired),
        { items: ['old/k'], triggers: ['Down\nlast(/old/k)=0'], discovereditems: ['old/d'] },
        configurationOf({ hosts: { old: host('old') } }),
      );
    const reason = (what: string): string => `it needs the ${what}, which is to go by another name`;

    it('does not count on what goes by that name now', async () => {
      const hosts = { web: host('web') };
      const named = (type: string, value: string): ReturnType<typeof foreseen> =>
        renamed({ hosts, trigger_actions: { a: action([type, value]) } });
      expect(await named('1', 'web')).toEqual([]);
      const skipped = { kind: 'trigger_actions', key: 'a' };
      expect(await named('1', 'old')).toEqual([{ ...skipped, reason: reason('host "old"') }]);
      expect(await named('2', 'Down\nlast(/web/k)=0')).toEqual([]);
      expect(await named('2', 'Down\nlast(/old/k)=0')).toEqual([
        { ...skipped, reason: reason('trigger "Down"') },
      ]);
      const shows = (item: string): Contents => ({
        hosts,
        dashboards: { d: { name: 'd', pages: [{ widgets: [{ fields: [{ type: '4', value: item }] }] }] } },
      });
      expect(await renamed(shows('web/k'))).toEqual([]);
      expect(await renamed(shows('old/k'))).toEqual([
        { kind: 'dashboards', key: 'd', reason: reason('item "old/k"') },
      ]);
    });

    it('finds what discovery has made by the name that its host is to have', async () => {
      const set = (itemid: string): Contents => ({
        hosts: { web: host('web') },
        discovereditems: { [itemid]: { itemid, status: '1' } },
      });
      expect(await renamed(set('web/d'))).toEqual([]);
      expect(await renamed(set('web/other'))).toEqual([
        {
          kind: 'discovereditems',
          key: 'web/other',
          reason: expect.stringContaining('discovery has not made this item yet'),
        },
      ]);
    });

    it('counts on what is to be made by that name', async () => {
      const service = (uuid: string, name: string, children: string[] = []): JsonObject => ({
        uuid,
        name,
        children: children.map((serviceid) => ({ serviceid })),
      });
      const role = { name: 'r', rules: { services_read_list: [{ serviceid: 'Node' }] } };
      const live = configurationOf({ services: { Node: service('n', 'Node') } });
      const moved = { 'Former node': service('n', 'Former node') };
      const both = { ...moved, Node: service('x', 'Node') };
      expect(await foreseen(configurationOf({ services: both, roles: { r: role } }), {}, live)).toEqual([]);
      expect(await foreseen(configurationOf({ services: moved, roles: { r: role } }), {}, live)).toEqual([
        { kind: 'roles', key: 'r', reason: reason('service "Node"') },
      ]);
    });
  });

  it('goes on to what needs what cannot be restored, whatever the order of the names', async () => {
    const group = [{ name: 'missing' }];
    const link = (name: string): JsonObject[] => [{ name }];
    expect(
      await reasons({
        templates: {
          A: { template: 'A', templates: link('B') },
          B: { template: 'B', templates: link('C') },
          C: { template: 'C', groups: group },
          D: { template: 'D', templates: link('C') },
          E: { template: 'E' },
        },
        hosts: { h: { host: 'h', templates: link('A') } },
      }),
    ).toEqual(
      expect.arrayContaining([
        'templates: C: it needs the template group "missing", which is not on the target',
        'templates: B: it needs the template "C", which cannot be restored',
        'templates: A: it needs the template "B", which cannot be restored',
        'templates: D: it needs the template "C", which cannot be restored',
        'hosts: h: it needs the template "A", which cannot be restored',
      ]),
    );
  });

  it('says where the backup itself does not know the name', async () => {
    expect(await reasons({ trigger_actions: { a: toUser({ unresolved: 'users', id: '7' }) } })).toEqual([
      'trigger_actions: a: it names the user with id 7, whose name the backup does not hold',
    ]);
  });

  it('names passive proxies whose address a backup by the Python tool does not record', async () => {
    const passive = { host: 'p', status: '6' };
    const withAddress = { ...passive, interface: { ip: '127.0.0.1' } };
    const side = (proxy: JsonObject, hosts: Record<string, JsonObject> = {}): Configuration =>
      configurationOf({ proxies: { p: proxy }, hosts }, V50);
    const behind = { h: { host: 'h', proxy: { name: 'p' } } };
    const nothing = configurationOf({}, V50);
    expect(await foreseen(side(passive, behind), {}, nothing, V50)).toEqual([
      {
        kind: 'proxies',
        key: 'p',
        reason: 'it is a passive proxy, whose interface the backup does not record',
      },
      { kind: 'hosts', key: 'h', reason: 'it needs the proxy "p", which cannot be restored' },
    ]);
    expect(await foreseen(side(withAddress, behind), {}, nothing, V50)).toEqual([]);
    expect(await foreseen(side({ host: 'p', status: '5' }), {}, nothing, V50)).toEqual([]);
    // One that is passive already has an address, and keeps it.
    expect(await foreseen(side({ ...passive, description: 'x' }), {}, side(withAddress), V50)).toEqual([]);
    expect(await foreseen(side(passive), {}, side({ host: 'p', status: '5' }), V50)).toHaveLength(1);
  });

  it('takes it that a trigger across hosts comes with one of them only where the others are there', async () => {
    const trigger = 'Down\nlast(/web/k)=0 and last(/db/k)=0';
    const both = { trigger_actions: { a: action(['2', trigger]) }, hosts: { web: { host: 'web' } } };
    expect(await reasons(both)).toEqual([
      'trigger_actions: a: it needs the trigger "Down", which is not on the target',
    ]);
    expect(await reasons(both, { hosts: ['db'] })).toEqual([]);
    // None of them comes with this restore.
    const alone = { trigger_actions: both.trigger_actions };
    expect(await reasons(alone, { hosts: ['web', 'db'] })).toHaveLength(1);
    const cannotCome = { ...both, hosts: { web: { host: 'web', groups: [{ name: 'missing' }] } } };
    expect(await reasons(cannotCome, { hosts: ['db'] })).toHaveLength(2);
  });

  it('takes it that a trigger comes with its hosts', async () => {
    const trigger = 'Down\nlast(/web/k)=0';
    expect(await reasons({ trigger_actions: { a: action(['2', trigger]) } })).toEqual([
      'trigger_actions: a: it needs the trigger "Down", which is not on the target',
    ]);
    for (const holder of [{ hosts: { web: { host: 'web' } } }, { templates: { web: { template: 'web' } } }]) {
      expect(await reasons({ ...holder, trigger_actions: { a: action(['2', trigger]) } })).toEqual([]);
    }
    expect(
      await reasons({ trigger_actions: { a: action(['2', trigger]) } }, { triggers: [trigger] }),
    ).toEqual([]);
  });

  it('does not let an import write into another object that has the uuid', async () => {
    const group = (name: string, uuid: string): JsonObject => ({ name, uuid });
    const live = configurationOf({ hostgroups: { A: group('A', '9'), B: group('B', '1') } });
    const desired = configurationOf({
      hostgroups: { A: group('A', '1') },
      hosts: { h: { host: 'h', groups: [{ name: 'A' }] } },
    });
    // The host goes by the group that is there, as it will when the restore is carried out.
    expect(await foreseen(desired, {}, live)).toEqual([
      {
        kind: 'hostgroups',
        key: 'A',
        reason: 'its uuid belongs to "B" on the target, which an import would write into',
      },
    ]);
    // Imported by itself, what is to be created would take the name of the one that has its uuid now.
    const created = configurationOf({ hostgroups: { A: group('A', '5'), New: group('New', '9') } });
    expect((await foreseen(created, {}, live)).map(({ key, reason }) => `${key}: ${reason}`)).toEqual([
      'New: its uuid belongs to "A" on the target, which an import would write into',
    ]);
    const rename = configurationOf({ hostgroups: { New: group('New', '1') } });
    expect(await foreseen(rename, {}, live)).toEqual([]);
    const sameName = configurationOf({ hostgroups: { A: group('A', '5') } });
    expect(await foreseen(sameName, {}, live)).toEqual([]);
  });

  it('does not take objects without uuid for one', async () => {
    const side = (description: string): Configuration =>
      configurationOf({ proxies: { p: { host: 'p', description }, q: { host: 'q', description } } }, V50);
    expect(await foreseen(side('new'), {}, side('old'), V50)).toEqual([]);
  });

  it('takes what is part of an object to come and go with it', async () => {
    const check = 'R: ICMP ping';
    const rule = (proxyid: string | null): JsonObject => ({
      name: 'R',
      proxyid,
      dchecks: [{ type: '12', ports: '0' }],
    });
    const discovery_actions = { a: action(['19', check]) };
    expect(await reasons({ drules: { R: rule(null) }, discovery_actions })).toEqual([]);
    expect(await reasons({ drules: { R: rule('gone') }, discovery_actions })).toEqual([
      'drules: R: it needs the proxy "gone", which is not on the target',
      `discovery_actions: a: it needs the discovery check "${check}", which cannot be restored`,
    ]);
    expect(await reasons({ discovery_actions })).toEqual([
      `discovery_actions: a: it needs the discovery check "${check}", which is not on the target`,
    ]);
    expect(await reasons({ discovery_actions }, { dchecks: [check] })).toEqual([]);
  });

  it('looks up everything that is named, and only then says what is missing', async () => {
    const desired = configurationOf({
      trigger_actions: { a: toUser('Admin') },
      hosts: { h: { host: 'h', groups: [{ name: 'G' }, { name: 'H' }] } },
    });
    const plan = makePlan(desired, configurationOf({}), {
      kinds: kindsInOrder(V70),
      version: V70,
      keepItems: false,
    });
    const names = knownNames({}, V70);
    const asked: string[] = [];
    names.findIds = async (kind, keys) => {
      for (const key of keys) {
        asked.push(`${kind}: ${key}`);
        names.learn(kind, key, key);
      }
    };
    expect(await foreseeSkipped(plan, desired, configurationOf({}), names, V70)).toEqual([]);
    expect(asked.sort()).toEqual(['hostgroups: G', 'hostgroups: H', 'users: Admin']);
  });

  it('asks only for what the version has', async () => {
    const content = { host: 'p', proxy_groupid: 'not there' };
    const desired = configurationOf({ proxies: { p: content } }, V50);
    expect(await foreseen(desired, {}, configurationOf({}, V50), V50)).toEqual([]);
    expect(await foreseen(configurationOf({ proxies: { p: content } }))).toHaveLength(1);
  });
});
