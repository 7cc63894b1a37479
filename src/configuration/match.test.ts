import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigurationObject } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { kindNamed, kindsInOrder } from './kinds/all-kinds.ts';
import { alignLive, pairObjects } from './match.ts';
import { makePlan } from './plan.ts';
import { configurationOf, deepFreeze, objectOf, V50, V60, V70, VERSIONS } from './testing/builders.ts';
import { estate, renameable } from './testing/estate.ts';

function objects(kind: string, contents: Record<string, JsonObject>): Map<string, ConfigurationObject> {
  return new Map(Object.entries(contents).map(([key, content]) => [key, objectOf(kind, key, content)]));
}

/** The live key by the desired key. */
function pairs(
  kind: string,
  desired: Record<string, JsonObject>,
  live: Record<string, JsonObject>,
  notRecorded?: string[],
): Record<string, string> {
  return Object.fromEntries(
    pairObjects(
      kindNamed(kind),
      deepFreeze(objects(kind, desired)),
      deepFreeze(objects(kind, live)),
      notRecorded,
    ),
  );
}

describe('pairObjects', () => {
  it('pairs by key, and by uuid what is not there by key', () => {
    expect(
      pairs(
        'templates',
        { A: { template: 'A', uuid: '1' }, B: { template: 'B', uuid: '2' }, C: { template: 'C', uuid: '3' } },
        { A: { template: 'A', uuid: '9' }, X: { template: 'X', uuid: '2' }, Y: { template: 'Y', uuid: '8' } },
      ),
    ).toEqual({ A: 'A', B: 'X' });
  });

  it('takes the key for more than the uuid', () => {
    expect(
      pairs(
        'hostgroups',
        { A: { name: 'A', uuid: '1' }, B: { name: 'B', uuid: '2' } },
        { A: { name: 'A', uuid: '2' }, C: { name: 'C', uuid: '1' } },
      ),
    ).toEqual({ A: 'A' });
  });

  it.each(['hosts', 'templates'])(
    'pairs %s by visible name, which is the name where there is no other',
    (kind) => {
      const field = kind === 'hosts' ? 'host' : 'template';
      expect(
        pairs(
          kind,
          { A: { [field]: 'A', name: 'Web' }, B: { [field]: 'B' } },
          { X: { [field]: 'X', name: 'Web' }, Y: { [field]: 'Y', name: 'B' } },
        ),
      ).toEqual({ A: 'X', B: 'Y' });
    },
  );

  it('prefers a uuid to a visible name', () => {
    expect(
      pairs(
        'templates',
        { A: { template: 'A', uuid: '1', name: 'Web' } },
        { X: { template: 'X', uuid: '9', name: 'Web' }, Y: { template: 'Y', uuid: '1', name: 'Other' } },
      ),
    ).toEqual({ A: 'Y' });
  });

  it('does not take what has no uuid for the same', () => {
    expect(pairs('hostgroups', { A: { name: 'A' } }, { B: { name: 'B' } })).toEqual({});
    expect(pairs('mediatypes', { A: { name: 'A', uuid: '1' } }, { B: { name: 'B', uuid: '1' } })).toEqual({});
  });

  it('pairs every object once at most', () => {
    const content = fc.record({ uuid: fc.constantFrom('', '1', '2'), name: fc.constantFrom('a', 'b', 'c') });
    const side = fc.dictionary(fc.constantFrom('K', 'L', 'M', 'N'), content, { maxKeys: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom('templates', 'hosts', 'services', 'proxies'),
        side,
        side,
        (kind, desired, live) => {
          const found = Object.entries(pairs(kind, desired, live));
          expect(new Set(found.map(([, present]) => present)).size).toBe(found.length);
          for (const [wanted, present] of found) {
            expect(desired).toHaveProperty([wanted]);
            expect(live).toHaveProperty([present]);
          }
          // Nothing is left on both sides under one key.
          const taken = found.map(([, present]) => present);
          const left = Object.keys(desired).filter((key) => !found.some(([wanted]) => wanted === key));
          expect(left.filter((key) => key in live && !taken.includes(key))).toEqual([]);
        },
      ),
    );
  });

  it('pairs everything with itself where both sides are the same', () => {
    for (const [, version] of VERSIONS) {
      for (const [kind, all] of estate(version).objects) {
        const found = pairObjects(kindNamed(kind), all, all);
        expect([...found]).toEqual([...all.keys()].map((key) => [key, key]));
      }
    }
  });
});

describe('services that look alike', () => {
  it('are told apart by uuid, whatever their places are called', () => {
    const node = (uuid: string): JsonObject => ({ name: 'Node', uuid, weight: '1' });
    expect(
      pairs(
        'services',
        { Node: node('1'), 'Node [2]': node('2') },
        { Node: node('2'), 'Node [2]': node('3'), 'Node [3]': node('1') },
      ),
    ).toEqual({ Node: 'Node [3]', 'Node [2]': 'Node' });
  });

  it('are told apart by what they hold where there is no uuid', () => {
    const node = (goodsla: string): JsonObject => ({ name: 'Node', goodsla, dependencies: [{ a: goodsla }] });
    expect(
      pairs(
        'services',
        { Node: node('1'), 'Node [2]': node('2') },
        { Node: { ...node('2'), dependencies: [] }, 'Node [2]': { ...node('1'), dependencies: [] } },
      ),
    ).toEqual({ Node: 'Node [2]', 'Node [2]': 'Node' });
  });

  it('are taken by their places where they are the same in all', () => {
    const node = { name: 'Node', goodsla: '1' };
    const places = { Node: node, 'Node [2]': node, 'Shop / Node': node };
    expect(pairs('services', places, { 'Shop / Node': node, 'Node [2]': node, Node: node })).toEqual({
      Node: 'Node',
      'Node [2]': 'Node [2]',
      'Shop / Node': 'Shop / Node',
    });
  });

  it('are renamed where all else is the same, under the same parent only', () => {
    const content = (name: string): JsonObject => ({ name, goodsla: '1', triggerid: 't' });
    expect(pairs('services', { 'Shop / Disk': content('Disk') }, { 'Shop / Disc': content('Disc') })).toEqual(
      { 'Shop / Disk': 'Shop / Disc' },
    );
    expect(pairs('services', { 'Shop / Disk': content('Disk') }, { 'Mall / Disc': content('Disc') })).toEqual(
      {},
    );
    const withUuid = (name: string, uuid: string): JsonObject => ({ ...content(name), uuid });
    expect(pairs('services', { Disk: withUuid('Disk', '1') }, { Disc: withUuid('Disc', '2') })).toEqual({});
  });

  it('are taken by their place where their content has changed', () => {
    expect(
      pairs('services', { Shop: { name: 'Shop', goodsla: '1' } }, { Shop: { name: 'Shop', goodsla: '2' } }),
    ).toEqual({ Shop: 'Shop' });
  });

  it('are taken by name where the backup does not record their links', () => {
    const desired = { Disk: { name: 'Disk', weight: '1' } };
    const live = { 'Shop / Disk': { name: 'Disk', weight: '2', children: [] } };
    expect(pairs('services', desired, live, ['children'])).toEqual({ Disk: 'Shop / Disk' });
    expect(pairs('services', desired, live)).toEqual({});
  });

  it('are taken by content without what the backup does not record', () => {
    const node = (weight: string): JsonObject => ({ name: 'Node', weight });
    expect(
      pairs(
        'services',
        { Node: node('1'), 'Node [2]': node('2') },
        {
          'Shop / Node': { ...node('2'), tags: [{ tag: 'a' }] },
          'Shop / Node [2]': { ...node('1'), tags: [] },
        },
        ['tags'],
      ),
    ).toEqual({ Node: 'Shop / Node [2]', 'Node [2]': 'Shop / Node' });
  });
});

describe.each(VERSIONS)('renames on %s', (_name, version) => {
  const kinds = kindsInOrder(version);
  const anyNaming = fc
    .shuffledSubarray(renameable(version))
    // Without uuids a service that is renamed is found under its parent, which must be called the same then.
    .filter((some) => version !== V50 || !(some.includes('shop') && some.includes('disk')))
    .map((some) => (object: string) => (some.includes(object) ? `New ${object}` : object));

  it('change nothing but the names of what is renamed: every reference to it follows', () => {
    fc.assert(
      fc.property(anyNaming, (naming) => {
        const desired = deepFreeze(estate(version, naming));
        const live = deepFreeze(estate(version));
        const { changes, formerKeys } = makePlan(desired, live, { kinds, version, keepItems: false });
        const renamed = renameable(version).filter((object) => naming(object) !== object);
        const names = changes.map((change) => ({
          key: change.key,
          was: change.type === 'update' ? change.liveKey : undefined,
          fields: change.type === 'update' ? change.differences.map(({ path }) => path.join(' ')) : undefined,
        }));
        const disk = (of: (object: string) => string): string => `${of('shop')} / ${of('disk')}`;
        expect(names).toHaveLength(renamed.length);
        expect(names).toEqual(
          expect.arrayContaining(
            renamed.map((object) => ({
              key: object === 'disk' ? disk(naming) : naming(object),
              was: object === 'disk' ? disk((other) => other) : object,
              fields: [
                ['base', 'app'].includes(object)
                  ? 'template'
                  : ['web', 'db'].includes(object)
                    ? 'host'
                    : 'name',
              ],
            })),
          ),
        );
        const goByHosts = ['discovereditems', 'discoveredtriggers'];
        for (const kind of goByHosts) {
          expect(formerKeys.get(kind)?.size ?? 0, kind).toBe(renamed.includes('web') ? 1 : 0);
        }
        const former = [...formerKeys].flatMap(([kind, keys]) =>
          goByHosts.includes(kind) ? [] : [...keys.values()],
        );
        // The place of a service changes with the name of the one above it.
        expect(former.filter((key) => key !== disk((other) => other)).sort()).toEqual(
          renamed.filter((object) => object !== 'disk').sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('leave objects alone that name nothing of what is renamed', () => {
    const live = estate(version);
    const naming = (object: string): string => (object === 'web' ? 'New web' : object);
    const { configuration } = alignLive(estate(version, naming), live, kinds, version);
    const template = configuration.objects.get('templates')?.get('base');
    expect(template?.content).toBe(live.objects.get('templates')?.get('base')?.content);
    expect(alignLive(live, live, kinds, version).configuration).toBe(live);
  });
});

describe('alignLive', () => {
  it('rewrites only references of the kind that was renamed', () => {
    const condition = (conditiontype: string): JsonObject => ({ conditiontype, value: 'X' });
    const action = { name: 'a', filter: { conditions: [condition('0'), condition('13'), condition('3')] } };
    const live = configurationOf({
      hostgroups: { X: { name: 'X', uuid: '1' } },
      templates: { X: { template: 'X', uuid: '1' } },
      trigger_actions: { a: action },
    });
    const desired = configurationOf({
      hostgroups: { G: { name: 'G', uuid: '1' } },
      templates: { X: { template: 'X', uuid: '1' } },
      trigger_actions: { a: action },
    });
    const { configuration } = alignLive(desired, live, kindsInOrder(V70), V70);
    expect(configuration.objects.get('trigger_actions')?.get('a')?.content).toEqual({
      name: 'a',
      filter: { conditions: [{ ...condition('0'), value: 'G' }, condition('13'), condition('3')] },
    });
    expect(action.filter.conditions[0]).toEqual(condition('0'));
  });

  it.each([
    [
      '5.0',
      V50,
      'Alarm\n{web:k["{web:k.last()}"].last()}>{$X:"web"}',
      'Alarm\n{Web 1:k["{web:k.last()}"].last()}>{$X:"web"}',
    ],
    ['6.0', V60, 'web\nlast(/web/k)>1\nlast(/web/k)<1', 'web\nlast(/Web 1/k)>1\nlast(/Web 1/k)<1'],
  ])('finds the host in the trigger of a condition of %s', (_name, version, before, after) => {
    const action = { filter: { conditions: [{ conditiontype: '2', value: before }] } };
    const side = (host: string): ReturnType<typeof configurationOf> =>
      configurationOf(
        { hosts: { [host]: { host, name: 'Visible' } }, trigger_actions: { a: action } },
        version,
      );
    const { configuration } = alignLive(side('Web 1'), side('web'), kindsInOrder(version), version);
    expect(configuration.objects.get('trigger_actions')?.get('a')?.content.filter).toEqual({
      conditions: [{ conditiontype: '2', value: after }],
    });
  });

  it.each<[string, Record<string, JsonObject>, Record<string, string>]>([
    [
      'below one that was renamed too',
      { 'Old / Web server': { goodsla: '1' }, 'Old / Web server / Disks': { goodsla: '2' }, Old: {} },
      { 'Shop / Web': 'Old / Web server', 'Shop / Web / Disk': 'Old / Web server / Disks', Shop: 'Old' },
    ],
    [
      'that differs in more than its name, below one that was renamed',
      { Old: {}, 'Old / Web': { goodsla: '77' }, 'Old / Web / Disk': { goodsla: '2' } },
      { Shop: 'Old', 'Shop / Web': 'Old / Web', 'Shop / Web / Disk': 'Old / Web / Disk' },
    ],
  ])('finds a service without uuid %s', (_which, live, pairs) => {
    const side = (all: Record<string, JsonObject>): Map<string, ConfigurationObject> =>
      new Map(
        Object.entries(all).map(([key, content]) => [
          key,
          objectOf('services', key, { name: key.split(' / ').at(-1) ?? '', ...content }),
        ]),
      );
    const desired = side({
      Shop: {},
      'Shop / Web': { goodsla: '1' },
      'Shop / Web / Disk': { goodsla: '2' },
      Other: { goodsla: '3' },
    });
    const found = pairObjects(kindNamed('services'), desired, side({ ...live, Others: { goodsla: '4' } }));
    expect(Object.fromEntries(found)).toEqual(pairs);
  });

  it('does not hide a service whose key another one now goes by', () => {
    const desired = configurationOf({ services: { Node: { name: 'Node', uuid: '1' } } });
    const live = configurationOf({
      services: { Node: { name: 'Node', uuid: '2' }, 'Node [2]': { name: 'Node', uuid: '1' } },
    });
    const { configuration, formerKeys } = alignLive(desired, live, kindsInOrder(V70), V70);
    const uuids = [...(configuration.objects.get('services') ?? [])].map(([key, object]) => [
      key,
      object.key,
      object.content.uuid,
    ]);
    expect(uuids).toEqual([
      ['Node (on the target only)', 'Node (on the target only)', '2'],
      ['Node', 'Node', '1'],
    ]);
    expect(formerKeys).toEqual(new Map([['services', new Map([['Node', 'Node [2]']])]]));
  });

  it('does not take a service for another one that now goes by its key: what links to it differs', () => {
    const shop = { name: 'Shop', uuid: 's', children: [{ serviceid: 'Shop / Node' }] };
    const node = { name: 'Node', uuid: '1' };
    const desired = configurationOf({ services: { Shop: shop, 'Shop / Node': node } });
    const live = configurationOf({
      services: { Shop: shop, 'Shop / Node': { ...node, uuid: '2' }, Node: node },
    });
    const { configuration } = alignLive(desired, live, kindsInOrder(V70), V70);
    expect(configuration.objects.get('services')?.get('Shop')?.content.children).toEqual([
      { serviceid: 'Shop / Node (on the target only)' },
    ]);
  });

  it('keeps what is beside the content', () => {
    const live = configurationOf({ hosts: {} });
    const supplement = { tls_connect: '2' };
    const withHost = (key: string): typeof live => ({
      ...live,
      objects: new Map([
        ['hosts', new Map([[key, objectOf('hosts', key, { host: key, name: 'V' }, supplement)]])],
      ]),
    });
    const { configuration } = alignLive(withHost('b'), withHost('a'), kindsInOrder(V70), V70);
    expect(configuration.objects.get('hosts')?.get('b')).toEqual(
      objectOf('hosts', 'b', { host: 'a', name: 'V' }, supplement),
    );
    expect(configuration.zabbixVersion).toBe(live.zabbixVersion);
  });
});
