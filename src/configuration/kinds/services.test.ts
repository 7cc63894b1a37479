import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { KeyedByOthers, ObjectKind } from '../kind.ts';
import { anyRandom, deepFreeze, shuffled, V50, V60, V70 } from '../testing/builders.ts';
import { kindNamed } from './all-kinds.ts';

const { travel, assignKeys } = kindNamed('services') as ObjectKind;

/** A service as the tests write it: by a mark of its own, with the marks of its children. */
interface Sketch {
  readonly name: string;
  readonly uuid?: string;
  readonly content?: JsonObject;
  readonly children?: readonly string[];
}

const modern = (sketches: Record<string, Sketch>): KeyedByOthers[] =>
  Object.entries(sketches).map(([id, { name, uuid = `uuid of ${id}`, content = {}, children = [] }]) => ({
    id,
    content: { name, uuid, ...content, children: children.map((serviceid) => ({ serviceid })) },
  }));

const classic = (sketches: Record<string, Sketch>): KeyedByOthers[] =>
  Object.entries(sketches).map(([id, { name, content = {}, children = [] }]) => ({
    id,
    content: {
      name,
      ...content,
      dependencies: children.map((dependsOnServiceid) => ({ dependsOnServiceid, soft: '0' })),
    },
  }));

/** The key by the id. */
function keysOf(objects: readonly KeyedByOthers[]): Record<string, string> {
  const keys = assignKeys?.(deepFreeze(objects)) ?? [];
  expect(keys).toHaveLength(objects.length);
  return Object.fromEntries(objects.map(({ id }, index) => [id, keys[index] ?? '']));
}

/** Services without circles, of few names, some of which look like places. */
const anySketches: fc.Arbitrary<Record<string, Sketch>> = fc
  .array(
    fc.record({
      name: fc.constantFrom('A', 'B', 'A / B', 'A [2]', 'B\\', '/ A', ']'),
      weight: fc.constantFrom('1', '2'),
      children: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((list) =>
    Object.fromEntries(
      list.map(({ name, weight, children }, index) => [
        String(100 + index),
        {
          name,
          content: { weight },
          children: children
            .filter((child) => child > index && child < list.length)
            .map((child) => String(100 + child)),
        },
      ]),
    ),
  );

/** The same services as another server has them: other ids, in another order. */
function elsewhere(objects: readonly KeyedByOthers[], random: () => number): KeyedByOthers[] {
  const ids = objects.map(({ id }) => id);
  const mixed = shuffled(ids, random) as string[];
  const other = new Map(ids.map((id, index) => [id, `9${mixed[index]}`]));
  const rename = (link: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(link).map(([field, value]) => [field, other.get(String(value)) ?? value]),
    );
  const copies = objects.map(({ id, content }) => ({
    id: other.get(id) ?? '',
    content: {
      ...content,
      ...(content.children === undefined ? {} : { children: (content.children as JsonObject[]).map(rename) }),
      ...(content.dependencies === undefined
        ? {}
        : { dependencies: (content.dependencies as JsonObject[]).map(rename) }),
    },
  }));
  return (
    shuffled(
      copies.map((_, index) => index),
      random,
    ) as number[]
  ).map((index) => copies[index] as KeyedByOthers);
}

describe('places of services', () => {
  it('lead from a root down', () => {
    expect(
      keysOf(
        modern({
          '1': { name: 'Shop', children: ['2', '3'] },
          '2': { name: 'Backend', children: ['4'] },
          '3': { name: 'Frontend' },
          '4': { name: 'Disk' },
          '5': { name: 'Alone' },
        }),
      ),
    ).toEqual({
      '1': 'Shop',
      '2': 'Shop / Backend',
      '3': 'Shop / Frontend',
      '4': 'Shop / Backend / Disk',
      '5': 'Alone',
    });
  });

  it.each([
    ['children', modern],
    ['dependencies', classic],
  ])('of a service with several parents are by the shortest way, in %s', (_field, build) => {
    expect(
      keysOf(
        build({
          '1': { name: 'Shop', children: ['2'] },
          '2': { name: 'Backend', children: ['3'] },
          '3': { name: 'Database' },
          '4': { name: 'Zoo', children: ['3'] },
          '5': { name: 'Mall', children: ['6'] },
          '6': { name: 'Stairs', children: ['3'] },
        }),
      ),
    ).toMatchObject({ '3': 'Zoo / Database' });
    expect(
      keysOf(
        build({
          '1': { name: 'B', children: ['3'] },
          '2': { name: 'A', children: ['3'] },
          '3': { name: 'Shared' },
        }),
      ),
    ).toMatchObject({ '3': 'A / Shared' });
  });

  it('number what is called the same under one parent, by uuid', () => {
    expect(
      keysOf(
        modern({
          '1': { name: 'Shop', children: ['2', '3', '4'] },
          '2': { name: 'Node', uuid: 'c', content: { algorithm: '0' } },
          '3': { name: 'Node', uuid: 'a', content: { algorithm: '2' } },
          '4': { name: 'Node', uuid: 'b', children: ['5'] },
          '5': { name: 'Disk' },
        }),
      ),
    ).toEqual({
      '1': 'Shop',
      '2': 'Shop / Node [3]',
      '3': 'Shop / Node',
      '4': 'Shop / Node [2]',
      '5': 'Shop / Node [2] / Disk',
    });
  });

  it('number by what they and all below them hold where there is no uuid', () => {
    const twins = classic({
      '1': { name: 'Node', content: { goodsla: '99' } },
      '2': { name: 'Node', content: { goodsla: '1' } },
      '3': { name: 'Rack', children: ['5'] },
      '4': { name: 'Rack', children: ['6'] },
      '5': { name: 'Disk', content: { goodsla: '2' } },
      '6': { name: 'Disk', content: { goodsla: '1' } },
    });
    expect(keysOf(twins)).toEqual({
      '1': 'Node [2]',
      '2': 'Node',
      '3': 'Rack [2]',
      '4': 'Rack',
      '5': 'Rack [2] / Disk',
      '6': 'Rack / Disk',
    });
  });

  it('number by uuid and then by what they hold where several have one uuid', () => {
    const node = (uuid: string, weight: string): Sketch => ({ name: 'Node', uuid, content: { weight } });
    expect(
      keysOf(modern({ '1': node('b', '2'), '2': node('b', '1'), '3': node('a', '3'), '4': node('c', '0') })),
    ).toEqual({ '1': 'Node [3]', '2': 'Node [2]', '3': 'Node', '4': 'Node [4]' });
  });

  it('number by all children, in whatever order they come', () => {
    const disk = (goodsla: string): Sketch => ({ name: 'Disk', content: { goodsla } });
    for (const children of [
      ['3', '5'],
      ['5', '3'],
    ]) {
      const racks = classic({
        '1': { name: 'Rack', children },
        '2': { name: 'Rack', children: ['4'] },
        '3': disk('1'),
        '4': disk('2'),
        '5': disk('3'),
      });
      expect(keysOf(racks)).toMatchObject({ '1': 'Rack', '2': 'Rack [2]' });
    }
  });

  it('do not number by the trigger, whose id says nothing elsewhere', () => {
    const rack = (triggerid: string, child: string): Sketch => ({
      name: 'Rack',
      content: { triggerid },
      children: [child],
    });
    const racks = classic({
      '1': rack('9', '3'),
      '2': rack('1', '4'),
      '3': { name: 'A' },
      '4': { name: 'B' },
    });
    expect(keysOf(racks)).toMatchObject({ '1': 'Rack', '2': 'Rack [2]' });
  });

  it('are places of names that look like places all the same', () => {
    const keys = keysOf(
      modern({
        '1': { name: 'A', children: ['2'] },
        '2': { name: 'B' },
        '3': { name: 'A / B' },
        '4': { name: 'A', uuid: 'z' },
        '5': { name: 'A [2]' },
        '6': { name: 'A \\[2\\]' },
      }),
    );
    expect(new Set(Object.values(keys)).size).toBe(6);
    expect(keys).toMatchObject({ '2': 'A / B', '4': 'A [2]' });
  });

  it('are one each, whatever services are called', () => {
    fc.assert(
      fc.property(anySketches, (sketches) => {
        for (const build of [modern, classic]) {
          const keys = Object.values(keysOf(build(sketches)));
          expect(new Set(keys).size).toBe(keys.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are the same on every server, whatever the ids and their order', () => {
    fc.assert(
      fc.property(anySketches, anyRandom, (sketches, random) => {
        const here = modern(sketches);
        const there = elsewhere(here, random);
        const byUuid = (objects: readonly KeyedByOthers[]): Map<unknown, string> => {
          const keys = keysOf(objects);
          return new Map(objects.map(({ id, content }) => [content.uuid, keys[id] ?? '']));
        };
        expect(byUuid(there)).toEqual(byUuid(here));
        // Without uuids services may be the same in all: then it does not matter which is which.
        const keysHere = Object.values(keysOf(classic(sketches)));
        const keysThere = Object.values(keysOf(elsewhere(classic(sketches), random)));
        expect(keysThere.toSorted()).toEqual(keysHere.toSorted());
      }),
    );
  });

  it('are found where there are more ways to a service than could be gone one by one', () => {
    const depth = 60;
    const sketches = Object.fromEntries(
      Array.from({ length: depth }, (_, level): [string, Sketch][] => {
        const below = [`a${level + 1}`, `b${level + 1}`];
        const children = level + 1 < depth ? below : [];
        return [
          [`a${level}`, { name: 'same', children }],
          [`b${level}`, { name: 'same', content: { weight: '2' }, children }],
        ];
      }).flat(),
    );
    const keys = keysOf(classic(sketches));
    expect(keys).toMatchObject({ a0: 'same [2]', b0: 'same' });
    expect(new Set(Object.values(keys)).size).toBe(2 * depth);
  });

  it('end where services lead to each other in a circle', () => {
    expect(
      keysOf(modern({ '1': { name: 'A', children: ['2'] }, '2': { name: 'B', children: ['1'] } })),
    ).toEqual({
      '1': 'A',
      '2': 'B',
    });
    const looped = classic({
      '1': { name: 'Root', children: ['2'] },
      '2': { name: 'A', children: ['3'] },
      '3': { name: 'B', children: ['2'] },
    });
    expect(keysOf(looped)).toEqual({ '1': 'Root', '2': 'Root / A', '3': 'Root / A / B' });
  });

  it('do not need children that the user may not see', () => {
    expect(keysOf(modern({ '1': { name: 'A', children: ['404'] } }))).toEqual({ '1': 'A' });
  });
});

describe('a service', () => {
  it.each([
    ['6.0', V60],
    ['7.0', V70],
  ])('of %s is what service.create takes, less its links to parents', (_name, version) => {
    const row = deepFreeze({
      serviceid: '3',
      name: 'Backend',
      status: '-1',
      algorithm: '2',
      sortorder: '1',
      weight: '10',
      propagation_rule: '1',
      propagation_value: '2',
      description: '',
      uuid: '71d4ab03',
      created_at: '1795370266',
      readonly: false,
      children: [{ serviceid: '4' }],
      parents: [{ serviceid: '1' }],
      tags: [{ tag: 'a', value: '' }],
      problem_tags: [],
      status_rules: [],
    });
    expect(travel.fromApi(row, version)).toEqual({
      name: 'Backend',
      algorithm: '2',
      sortorder: '1',
      weight: '10',
      propagation_rule: '1',
      propagation_value: '2',
      description: '',
      uuid: '71d4ab03',
      children: [{ serviceid: '4' }],
      tags: [{ tag: 'a', value: '' }],
      problem_tags: [],
      status_rules: [],
    });
  });

  it('of 5.0 has its links and times in the words of service.create', () => {
    const row = deepFreeze({
      serviceid: '8',
      name: 'Shared',
      status: '0',
      algorithm: '1',
      triggerid: '17778',
      showsla: '0',
      goodsla: '99.9',
      sortorder: '0',
      dependencies: [
        { linkid: '8', serviceupid: '8', servicedownid: '9', soft: '1', sortorder: '0', serviceid: '9' },
      ],
      times: [{ timeid: '4', serviceid: '8', type: '0', ts_from: '115200', ts_to: '151200', note: '' }],
      parent: [],
    });
    expect(travel.fromApi(row, V50)).toEqual({
      name: 'Shared',
      algorithm: '1',
      triggerid: '17778',
      showsla: '0',
      goodsla: '99.9',
      sortorder: '0',
      dependencies: [{ dependsOnServiceid: '9', soft: '1' }],
      times: [{ type: '0', ts_from: '115200', ts_to: '151200', note: '' }],
    });
  });

  it('is asked for with what makes it up', () => {
    expect(travel.parameters(V50)).toEqual({
      output: 'extend',
      selectDependencies: 'extend',
      selectTimes: 'extend',
    });
    expect(travel.parameters(V60)).toEqual({
      output: 'extend',
      selectChildren: ['serviceid'],
      selectTags: 'extend',
      selectProblemTags: 'extend',
      selectStatusRules: 'extend',
    });
    expect([V50, V60, V70].map((version) => travel.links?.(version))).toEqual([
      'dependencies',
      'children',
      'children',
    ]);
    expect([V50, V60, V70].map((version) => travel.notCompared?.(version))).toEqual([['uuid'], ['uuid'], []]);
  });
});
