import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Configuration, ConfigurationObject } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { kindNamed, kindsInOrder } from './kinds/all-kinds.ts';
import { lossesOf } from './losses.ts';
import { type Change, isEmpty, makePlan, type Plan, type PlanOptions } from './plan.ts';
import {
  configurationOf,
  configurationWith,
  deepFreeze,
  objectOf,
  V70,
  VERSIONS,
} from './testing/builders.ts';
import { estate, renameable } from './testing/estate.ts';

const OPTIONS: PlanOptions = { kinds: kindsInOrder(V70), version: V70, keepItems: false };

const groupName = fc.constantFrom('G', 'H', 'I');
const hostName = fc.constantFrom('a', 'b', 'c');
const uuid = fc.constantFrom('1', '2', '3', '4');
const word = fc.constantFrom('x', 'y');

const anyGroup = fc.record({ name: groupName, uuid });
const anyProxy = fc.record({ name: fc.constantFrom('p', 'q'), description: word });
const anyHost = fc.record(
  {
    host: hostName,
    name: fc.constantFrom('V', 'W', 'X', 'Y'),
    groups: fc.uniqueArray(fc.record({ name: groupName }), { selector: ({ name }) => name }),
    proxy: fc.record({ name: fc.constantFrom('p', 'q') }),
    description: word,
    items: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('k', 'l', 'm'),
        delay: word,
        preprocessing: fc.array(fc.record({ type: word }), { maxLength: 2 }),
      }),
      { selector: ({ key }) => key, maxLength: 3 },
    ),
  },
  { requiredKeys: ['host', 'name'] },
);
const anyAction = fc.record({
  name: fc.constantFrom('act', 'do'),
  filter: fc.record({
    conditions: fc.array(fc.record({ conditiontype: fc.constantFrom('1', '3'), value: hostName }), {
      maxLength: 2,
    }),
  }),
});

/** Configurations of few names, so that the same ones, and renames, come up often. */
const anyConfiguration: fc.Arbitrary<Configuration> = fc
  .record({
    groups: fc
      .uniqueArray(anyGroup, { selector: ({ name }) => name, maxLength: 3 })
      .map((groups) =>
        groups.filter((group, index) => groups.findIndex((other) => other.uuid === group.uuid) === index),
      ),
    proxies: fc.uniqueArray(anyProxy, { selector: ({ name }) => name }),
    hosts: fc
      .uniqueArray(anyHost, { selector: ({ host }) => host, maxLength: 3 })
      .map((hosts) =>
        hosts.filter((host, index) => hosts.findIndex((other) => other.name === host.name) === index),
      ),
    actions: fc.uniqueArray(anyAction, { selector: ({ name }) => name }),
  })
  .map(({ groups, proxies, hosts, actions }) =>
    configurationWith([
      ...groups.map((content) => objectOf('hostgroups', content.name, content)),
      ...proxies.map((content) => objectOf('proxies', content.name, content)),
      ...hosts.map((content) => objectOf('hosts', content.host, content as JsonObject)),
      ...actions.map((content) => objectOf('trigger_actions', content.name, content)),
    ]),
  );

/** What a server is after the changes: it renames wherever a name stands, since it holds ids. */
function applied({ changes }: Plan, live: Configuration): Configuration {
  const names = (kind: string): Map<string, string> =>
    new Map(
      changes.flatMap((change) =>
        change.kind === kind && change.type === 'update' ? [[change.liveKey, change.key] as const] : [],
      ),
    );
  const [groups, hosts] = [names('hostgroups'), names('hosts')];
  const renamed = ({ kind, key, content }: ConfigurationObject): ConfigurationObject => {
    const copy = JSON.parse(JSON.stringify(content)) as {
      groups?: { name: string }[];
      filter?: { conditions: { conditiontype: string; value: string }[] };
    };
    for (const group of copy.groups ?? []) group.name = groups.get(group.name) ?? group.name;
    for (const condition of copy.filter?.conditions ?? []) {
      if (condition.conditiontype === '1') condition.value = hosts.get(condition.value) ?? condition.value;
    }
    return objectOf(kind, key, copy as JsonObject);
  };
  const isChanged = ({ kind, key }: ConfigurationObject): boolean =>
    changes.some((change) => change.kind === kind && change.type === 'update' && change.liveKey === key);
  return configurationWith([
    ...[...live.objects.values()]
      .flatMap((objects) => [...objects.values()])
      .filter((object) => !isChanged(object))
      .map(renamed),
    ...changes.map(({ desired }) => desired),
  ]);
}

const keysOf = ({ objects }: Configuration): string[] =>
  [...objects].flatMap(([kind, all]) => [...all.keys()].map((key) => `${kind}: ${key}`));

describe('makePlan', () => {
  it('is empty where both sides are the same', () => {
    fc.assert(
      fc.property(anyConfiguration, fc.boolean(), (configuration, keepItems) => {
        const same = structuredClone(configuration);
        const plan = makePlan(deepFreeze(configuration), deepFreeze(same), { ...OPTIONS, keepItems });
        expect(plan.changes).toEqual([]);
        expect(isEmpty(plan)).toBe(true);
        expect(plan.unchanged).toBe(keysOf(configuration).length);
      }),
    );
    for (const [, version] of VERSIONS) {
      const plan = makePlan(estate(version), estate(version), {
        kinds: kindsInOrder(version),
        version,
        keepItems: false,
      });
      expect(plan.changes).toEqual([]);
      expect(plan.unchanged).toBe(keysOf(estate(version)).length);
    }
  });

  it('makes the target what is desired, and leaves nothing to do', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(deepFreeze(desired), deepFreeze(live), OPTIONS);
        const after = applied(plan, live);
        for (const [kind, objects] of desired.objects) {
          for (const [key, object] of objects) {
            const present = after.objects.get(kind)?.get(key);
            expect(present && normal(present)).toEqual(normal(object));
          }
        }
        expect(makePlan(desired, after, OPTIONS).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves alone what the desired side does not know', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, OPTIONS);
        const former = plan.changes.map((change) =>
          change.type === 'update' ? `${change.kind}: ${change.liveKey}` : '',
        );
        const left = keysOf(live).filter((key) => !former.includes(key));
        expect(keysOf(applied(plan, live))).toEqual(expect.arrayContaining(left));
      }),
    );
  });

  it('creates what is missing, updates what differs and counts the rest', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, OPTIONS);
        const keys = plan.changes.map(({ kind, key }) => `${kind}: ${key}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(plan.changes.length + plan.unchanged).toBe(keysOf(desired).length);
        for (const change of plan.changes) {
          expect(change.desired).toBe(desired.objects.get(change.kind)?.get(change.key));
          if (change.type === 'create') {
            expect(live.objects.get(change.kind)?.has(change.key) ?? false).toBe(false);
          } else {
            expect(live.objects.get(change.kind)?.has(change.liveKey)).toBe(true);
            expect(change.live.key).toBe(change.key);
            expect(change.differences).not.toEqual([]);
          }
        }
        for (const [kind, objects] of live.objects) expect(plan.liveCounts.get(kind)).toBe(objects.size);
      }),
    );
  });

  it('keeps the order of kinds, whatever the order of the objects', () => {
    const order = OPTIONS.kinds.map(({ name }) => name);
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const backwards = { ...desired, objects: new Map([...desired.objects].reverse()) };
        const places = makePlan(backwards, live, OPTIONS).changes.map(({ kind }) => order.indexOf(kind));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
    const all = makePlan(estate(V70), configurationOf({}), OPTIONS).changes;
    expect([...new Set(all.map(({ kind }) => kind))]).toEqual(order);
    expect(all.every(({ type }) => type === 'create')).toBe(true);
    expect(isEmpty(makePlan(estate(V70), configurationOf({}), OPTIONS))).toBe(false);
  });

  it('looks only at the kinds that it is told', () => {
    const kinds = [kindNamed('proxies')];
    const plan = makePlan(estate(V70), configurationOf({}), { ...OPTIONS, kinds });
    expect(plan.changes.map(({ key }) => key)).toEqual(['edge', 'lone']);
  });

  it('changes neither side, renames included', () => {
    for (const [, version] of VERSIONS) {
      const desired = estate(version, (object) => `New ${object}`);
      const live = estate(version);
      const before = structuredClone([desired, live]);
      for (const keepItems of [false, true]) {
        makePlan(deepFreeze(desired), deepFreeze(live), { kinds: kindsInOrder(version), version, keepItems });
      }
      expect([...desired.objects]).toEqual([...(before[0]?.objects ?? [])]);
      expect([...live.objects]).toEqual([...(before[1]?.objects ?? [])]);
    }
  });

  it('tells a rename by the key that the object has now', () => {
    const plan = makePlan(
      estate(V70, (object) => (object === 'linux' ? 'Linux servers' : object)),
      estate(V70),
      OPTIONS,
    );
    expect(plan.changes).toMatchObject([
      {
        type: 'update',
        kind: 'hostgroups',
        key: 'Linux servers',
        liveKey: 'linux',
        differences: [{ path: ['name'], live: 'linux', desired: 'Linux servers' }],
      },
    ]);
    expect(plan.formerKeys).toEqual(new Map([['hostgroups', new Map([['Linux servers', 'linux']])]]));
    expect(renameable(V70)).toContain('linux');
  });
});

/** The object with sets in one order. */
function normal({ key, content }: ConfigurationObject): unknown {
  const { groups, items, ...rest } = content as {
    groups?: { name: string }[];
    items?: { key: string }[];
    filter?: { conditions: object[] };
  };
  const texts = (list: readonly object[] = []): string[] => list.map((entry) => JSON.stringify(entry)).sort();
  return { key, ...rest, filter: texts(rest.filter?.conditions), groups: texts(groups), items: texts(items) };
}

describe('--keep-items', () => {
  const keeping: PlanOptions = { ...OPTIONS, keepItems: true };

  it('leaves items that are on the target only, and nothing to do after that', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(deepFreeze(desired), deepFreeze(live), keeping);
        const after = applied(plan, live);
        expect(makePlan(desired, after, keeping).changes).toEqual([]);
        for (const change of plan.changes) {
          if (change.type !== 'update') continue;
          expect(change.differences.filter(({ path }) => path.length === 2 && isGone(change, path))).toEqual(
            [],
          );
        }
      }),
    );
  });

  function isGone(change: Change, path: readonly string[]): boolean {
    const { differences } = change as Extract<Change, { type: 'update' }>;
    return (
      path[0] === 'items' && differences.some((found) => found.path === path && found.desired === undefined)
    );
  }

  it('sends what is kept along with what is desired', () => {
    const desired = configurationOf({ hosts: { a: { host: 'a', items: [{ key: 'k' }] } } });
    const live = configurationOf({ hosts: { a: { host: 'a', items: [{ key: 'l' }] } } });
    const [change] = makePlan(desired, live, keeping).changes;
    expect(change?.desired.content).toEqual({ host: 'a', items: [{ key: 'k' }, { key: 'l' }] });
    expect(change).toMatchObject({ differences: [{ path: ['items', '[k]'], desired: { key: 'k' } }] });
    const without = configurationOf({ hosts: { a: { host: 'a' } } });
    expect(makePlan(without, live, keeping).changes).toEqual([]);
    expect(makePlan(without, live, OPTIONS).changes).toHaveLength(1);
  });
});

describe('values of secret macros in the backup', () => {
  const options = { kinds: kindsInOrder(V70), version: V70, keepItems: false };
  const secret = { macro: '{$A}', type: 'SECRET_TEXT' };
  const of = (macros: JsonObject[], prototypeMacros: JsonObject[]) =>
    configurationOf({
      hosts: {
        A: {
          host: 'A',
          macros,
          discovery_rules: [{ key: 'r', host_prototypes: [{ host: '{#P}', macros: prototypeMacros }] }],
        },
      },
    });
  const inPrototype = { macro: '{$P}', type: 'SECRET_TEXT' };
  const live = of([secret], [inPrototype]);

  it('are named, and are no difference', () => {
    const desired = of([{ ...secret, value: 'x' }], [{ ...inPrototype, value: 'y' }]);
    const plan = makePlan(desired, live, options);
    expect(plan).toMatchObject({ changes: [], unchanged: 1 });
    expect(plan.notCompared).toEqual([
      { kind: 'hosts', key: 'A', macro: '{$A}' },
      { kind: 'hosts', key: 'A', macro: '{$P}' },
    ]);
  });

  it('are a difference where they are to be set, or can be read', () => {
    const desired = of([{ ...secret, value: 'x' }], [inPrototype]);
    const asked = makePlan(desired, live, { ...options, setSecrets: true });
    expect(asked.changes).toMatchObject([{ differences: [{ path: ['macros', '[{$A}]', 'value'] }] }]);
    expect(asked.notCompared).toEqual([]);
    const plain = makePlan(desired, of([{ macro: '{$A}', value: 'x' }], [inPrototype]), options);
    expect(plain.changes).toMatchObject([{ differences: [{ path: ['macros', '[{$A}]', 'type'] }] }]);
    expect(plain.notCompared).toEqual([]);
  });

  it('are fields of objects too: set where they are asked for, or where the object comes to need one', () => {
    const directory = (bind_dn: string, bind_password?: string): Configuration =>
      configurationOf({
        userdirectories: {
          d: { name: 'd', idp_type: '1', bind_dn, ...(bind_password && { bind_password }) },
        },
      });
    const desired = directory('cn=z', 'known');
    const plan = makePlan(desired, directory('cn=z'), options);
    expect(plan.changes).toEqual([]);
    expect(plan.notCompared).toEqual([{ kind: 'userdirectories', key: 'd', macro: 'bind_password' }]);
    const asked = makePlan(desired, directory('cn=z'), { ...options, setSecrets: true });
    expect(asked.changes).toMatchObject([{ differences: [{ path: ['bind_password'] }] }]);
    const needed = makePlan(desired, directory(''), options);
    expect(needed.changes).toMatchObject([
      { differences: [{ path: ['bind_dn'] }, { path: ['bind_password'] }] },
    ]);
  });
});

describe('items on interfaces', () => {
  const options = { kinds: kindsInOrder(V70), version: V70 };
  const agent = (ref: string, port: string, more: JsonObject = {}): JsonObject => ({
    interface_ref: ref,
    port,
    ...more,
  });
  const host = (interfaces: JsonObject[], items: Record<string, string>): JsonObject => ({
    host: 'A',
    interfaces,
    items: Object.entries(items).map(([key, interface_ref]) => ({ key, interface_ref })),
  });
  const planOf = (desired: JsonObject, live: JsonObject, keepItems: boolean) => {
    const of = (content: JsonObject) => configurationOf({ hosts: { A: content } });
    const [change] = makePlan(of(desired), of(live), { ...options, keepItems }).changes;
    if (change?.type !== 'update') throw new Error('no update');
    return change;
  };
  // The interface of port 3 becomes the one of port 1, its counterpart as the main one.
  const live = host([agent('if1', '2', { default: 'NO' }), agent('if2', '3')], { own: 'if2', other: 'if1' });
  const desired = host([agent('if1', '1'), agent('if2', '2', { default: 'NO' })], { other: 'if2' });

  it('are compared by what their interface will be, not by its number', () => {
    expect(planOf(desired, live, false).differences).toEqual([
      { path: ['interfaces', '[if1]', 'port'], live: '3', desired: '1' },
      { path: ['items', '[own]'], live: { key: 'own', interface_ref: 'if1' } },
    ]);
  });

  it('stay on their interface with --keep-items', () => {
    const { desired: target, differences } = planOf(desired, live, true);
    expect(target.content.items).toEqual([
      { key: 'other', interface_ref: 'if2' },
      { key: 'own', interface_ref: 'if1' },
    ]);
    expect(differences).toEqual([{ path: ['interfaces', '[if1]', 'port'], live: '3', desired: '1' }]);
  });
});

describe('what is not compared', () => {
  it('is what the desired side does not record, in that kind only', () => {
    const side = (description: string): Configuration =>
      configurationOf({
        proxies: { p: { name: 'p', description } },
        proxygroups: { g: { name: 'g', description } },
      });
    const notRecorded = new Map([['proxies', ['description']]]);
    expect(makePlan(side('x'), side('y'), OPTIONS).changes).toHaveLength(2);
    const changes = makePlan(side('x'), side('y'), { ...OPTIONS, notRecorded }).changes;
    expect(changes.map(({ kind }) => kind)).toEqual(['proxygroups']);
  });

  it('tells no objects apart: services whose links are not recorded are found by name', () => {
    const disk = { name: 'Disk', weight: '2', children: [] };
    const desired = configurationOf({ services: { Disk: { name: 'Disk', weight: '1' } } });
    const live = configurationOf({ services: { 'Shop / Disk': disk } });
    const notRecorded = new Map([['services', ['children']]]);
    expect(makePlan(desired, live, { ...OPTIONS, notRecorded }).changes).toMatchObject([
      { type: 'update', key: 'Disk', liveKey: 'Shop / Disk', differences: [{ path: ['weight'] }] },
    ]);
  });

  it.each([
    ['6.0', 0],
    ['7.0', 1],
  ])('is the uuid of a service before 7.0: on %s %i changes', (name, count) => {
    const version = VERSIONS.find(([text]) => text === name)?.[1] ?? V70;
    const side = (uuid: string): Configuration => configurationOf({ services: { s: { name: 's', uuid } } });
    const plan = makePlan(side('1'), side('2'), {
      kinds: [kindNamed('services')],
      version,
      keepItems: false,
    });
    expect(plan.changes).toHaveLength(count);
  });

  it('is what one side does not record beside the object', () => {
    const side = (supplement?: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, supplement)]);
    const changes = (desired?: JsonObject, live?: JsonObject): readonly Change[] =>
      makePlan(side(desired), side(live), OPTIONS).changes;
    expect(changes({ tls_connect: '2' }, undefined)).toEqual([]);
    expect(changes(undefined, { tls_connect: '2' })).toEqual([]);
    expect(changes({ tls_connect: '2' }, { tls_connect: '2' })).toEqual([]);
    expect(changes({ tls_connect: '2' }, { tls_connect: '1' })).toMatchObject([
      { differences: [{ path: ['tls_connect'], live: '1', desired: '2' }] },
    ]);
    const inherited = { inherited: { items: [{ key: 'a.b', status: '1' }] } };
    expect(changes({ tls_connect: '2' }, { tls_connect: '2', ...inherited })).toEqual([]);
    expect(changes(undefined, inherited)).toEqual([]);
    expect(changes({ inherited: {} }, inherited)).toMatchObject([
      { differences: [{ path: ['inherited', 'items', '[a.b]'], live: { status: '1' } }] },
    ]);
    expect(changes({ inherited: { items: [{ key: 'a.b', status: '0' }] } }, inherited)).toMatchObject([
      { differences: [{ path: ['inherited', 'items', '[a.b]', 'status'], live: '1', desired: '0' }] },
    ]);
    expect(changes(inherited, undefined)).toHaveLength(1);
  });

  it('is a pre-shared key that the backup holds and nobody can read on the target, save where secrets are set', () => {
    const encrypted = { tls_connect: '2', tls_accept: '2' };
    const side = (supplement: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, supplement)]);
    const desired = side({ ...encrypted, tls_psk_identity: 'i', tls_psk: 'fake' });
    const plan = makePlan(desired, side(encrypted), OPTIONS);
    expect(plan.changes).toEqual([]);
    expect(plan.notCompared.map(({ macro }) => macro)).toEqual(['tls_psk_identity', 'tls_psk']);
    const set = makePlan(desired, side(encrypted), { ...OPTIONS, setSecrets: true });
    expect(set.changes).toMatchObject([
      { differences: [{ path: ['tls_psk_identity'] }, { path: ['tls_psk'] }] },
    ]);
    // A host that comes to use a key gets this one.
    const open = { tls_connect: '1', tls_accept: '1' };
    expect(makePlan(desired, side(open), OPTIONS).changes).toMatchObject([
      {
        differences: [
          { path: ['tls_connect'] },
          { path: ['tls_accept'] },
          { path: ['tls_psk_identity'] },
          {},
        ],
      },
    ]);
  });

  it('is no loss of an item where a change of an inherited one goes', () => {
    const side = (inherited: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, { inherited })]);
    expect(lossesOf(makePlan(side({}), side({ items: [{ key: 'a.b', status: '1' }] }), OPTIONS))).toEqual([]);
  });
});

describe('operations of actions', () => {
  it('are a set: their order is no difference, their number is', () => {
    const side = (...types: string[]): Configuration =>
      configurationOf({
        trigger_actions: { a: { name: 'a', operations: types.map((operationtype) => ({ operationtype })) } },
      });
    expect(makePlan(side('0', '1', '1'), side('1', '0', '1'), OPTIONS).changes).toEqual([]);
    expect(makePlan(side('0', '1'), side('1', '0', '1'), OPTIONS).changes).toHaveLength(1);
  });
});

describe('what the desired side does not have', () => {
  const pruned: PlanOptions = { ...OPTIONS, prunes: () => true };
  const deletes = (desired: Configuration, live: Configuration, options: PlanOptions = pruned): string[] =>
    makePlan(desired, live, options).deletes.map(({ kind, key }) => `${kind}: ${key}`);

  it('stays unless it is given up', () => {
    const live = configurationWith([
      objectOf('hostgroups', 'G', { name: 'G' }),
      objectOf('hostgroups', 'H', { name: 'H' }),
    ]);
    const desired = configurationWith([objectOf('hostgroups', 'G', { name: 'G' })]);
    expect(deletes(desired, live, OPTIONS)).toEqual([]);
    expect(deletes(desired, live)).toEqual(['hostgroups: H']);
    expect(deletes(desired, live, { ...pruned, prunes: ({ key }) => key !== 'H' })).toEqual([]);
    expect(isEmpty(makePlan(desired, live, pruned))).toBe(false);
  });

  it('is not what was only renamed, also where another object has the name of old', () => {
    const live = configurationWith([
      objectOf('hostgroups', 'old', { name: 'old', uuid: '1' }),
      objectOf('hostgroups', 'G', { name: 'G', uuid: '2' }),
    ]);
    const desired = configurationWith([objectOf('hostgroups', 'new', { name: 'new', uuid: '1' })]);
    expect(deletes(desired, live)).toEqual(['hostgroups: G']);
  });

  it('is never the one object that every installation has', () => {
    const live = configurationWith([objectOf('settings', 'global', { default_lang: 'en_US' })]);
    expect(deletes({ ...live, objects: new Map([['settings', new Map()]]) }, live)).toEqual([]);
  });

  it('and nothing else is deleted, whatever the two sides are', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (desired, live) => {
        const plan = makePlan(desired, live, pruned);
        const gone = new Set(plan.deletes.map(({ kind, key }) => `${kind}: ${key}`));
        const updated = plan.changes.flatMap((change) =>
          change.type === 'update' ? [`${change.kind}: ${change.liveKey}`] : [],
        );
        const sizes = (configuration: Configuration): number =>
          [...configuration.objects.values()].reduce((sum, { size }) => sum + size, 0);
        expect(updated.filter((name) => gone.has(name))).toEqual([]);
        expect(sizes(live) - gone.size + plan.changes.filter(({ type }) => type === 'create').length).toBe(
          sizes(desired),
        );
      }),
    );
  });
});

describe('what a document does not say of an object', () => {
  const exact = { items: [{ key: 'a', line_ends: { params: 'LF' } }] };
  const [says, saysNothing] = [{ exact }, undefined];
  const plan = (
    desired: JsonObject | undefined,
    live: JsonObject | undefined,
    notRecorded?: PlanOptions['notRecorded'],
  ): Plan => {
    const of = (supplement: JsonObject | undefined): Configuration =>
      configurationWith([objectOf('hosts', 'h', { host: 'h', groups: [] }, supplement)]);
    return makePlan(of(desired), of(live), { ...OPTIONS, ...(notRecorded && { notRecorded }) });
  };

  it('is a difference like others, either way', () => {
    expect(isEmpty(plan(says, says))).toBe(true);
    const [missing] = plan(says, saysNothing).changes;
    expect(missing).toMatchObject({ differences: [{ path: ['exact', 'items', '[a]'] }] });
    const [surplus] = plan(saysNothing, says).changes;
    expect(surplus).toMatchObject({ differences: [{ path: ['exact', 'items', '[a]'] }] });
  });

  it('is left alone by a backup that did not look for it', () => {
    expect(isEmpty(plan(saysNothing, says, new Map([['hosts', ['exact']]])))).toBe(true);
  });
});
