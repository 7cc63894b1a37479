import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interfaceForApi } from './export-constants.ts';
import { alignInterfaces, type InterfaceSteps, type LiveInterface, planInterfaces } from './interfaces.ts';
import { byText, type JsonObject, objectsIn, stableText } from './json.ts';
import { deepFreeze } from './testing/builders.ts';

const WORDS = { '1': 'ZABBIX', '2': 'SNMP', '3': 'IPMI', '4': 'JMX' } as const;
type Type = keyof typeof WORDS;

interface AnyInterface {
  readonly type: Type;
  readonly ip: string;
  readonly port: string;
  readonly community: string;
  readonly main: boolean;
}

/** Interfaces of a host as Zabbix holds them: of every type that there is, exactly one is the main one. */
const anyInterfaces: fc.Arbitrary<AnyInterface[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom<Type>('1', '2', '3', '4'),
      ip: fc.constantFrom('127.0.0.1', '127.0.0.2'),
      port: fc.constantFrom('1', '2', '{$PORT}'),
      community: fc.constantFrom('a', 'b'),
      place: fc.nat(),
    }),
    { maxLength: 6 },
  )
  .map((entries) =>
    entries.map((entry, index) => {
      const ofType = entries.flatMap(({ type }, at) => (type === entry.type ? [at] : []));
      const main = ofType[(entries[ofType[0] as number]?.place ?? 0) % ofType.length] === index;
      return { ...entry, main };
    }),
  );

/** As an export writes it. */
function exported({ type, ip, port, community, main }: AnyInterface, index: number): JsonObject {
  return {
    ...(type === '1' ? {} : { type: WORDS[type] }),
    ...(main ? {} : { default: 'NO' }),
    ...(ip === '127.0.0.1' ? {} : { ip }),
    port,
    ...(type === '2' ? { details: { community } } : {}),
    interface_ref: `if${index + 1}`,
  };
}

/** As host.get gives it, with an id. */
function present(entry: AnyInterface, index: number): LiveInterface {
  const { type, ip, port, community, main } = entry;
  return {
    id: String(100 + index),
    content: {
      type,
      main: main ? '1' : '0',
      useip: '1',
      ip,
      dns: '',
      port,
      ...(type === '2' ? { details: { version: '2', bulk: '1', community, max_repetitions: '10' } } : {}),
    },
  };
}

function planned(desired: readonly AnyInterface[], live: readonly AnyInterface[]): InterfaceSteps {
  return planInterfaces(
    deepFreeze({ host: 'A', interfaces: desired.map(exported) }),
    deepFreeze(live.map(present)),
  );
}

function mainsByType(interfaces: readonly JsonObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type, main } of interfaces) {
    counts[String(type)] = (counts[String(type)] ?? 0) + (main === '1' ? 1 : 0);
  }
  return counts;
}

const withoutId = ({ interfaceid: _id, ...content }: JsonObject): JsonObject => content;
const texts = (list: readonly JsonObject[]): string[] => list.map(stableText).sort(byText);

describe('planInterfaces', () => {
  it('has every desired interface once, and nothing more when the surplus is gone', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const { before, surplus } = planned(desired, live);
        const after = before.filter(({ interfaceid }) => !surplus.includes(String(interfaceid)));
        expect(texts(after.map(withoutId))).toEqual(
          texts(objectsIn(desired.map(exported)).map(interfaceForApi)),
        );
      }),
    );
  });

  it('uses every id of the host once', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const { before, surplus } = planned(desired, live);
        const ids = before.flatMap(({ interfaceid }) => (interfaceid === undefined ? [] : [interfaceid]));
        expect(ids.toSorted()).toEqual(live.map((entry, index) => present(entry, index).id));
        expect(surplus.filter((id) => !ids.includes(id))).toEqual([]);
      }),
    );
  });

  it('has exactly one main interface of a type before and after the items are moved', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const { before, surplus } = planned(desired, live);
        const after = before.filter(({ interfaceid }) => !surplus.includes(String(interfaceid)));
        for (const interfaces of [before, after]) {
          expect(Object.values(mainsByType(interfaces)).filter((count) => count !== 1)).toEqual([]);
        }
      }),
    );
  });

  it('changes no type: an interface in use cannot become one of another', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const types = new Map(live.map(present).map(({ id, content }) => [id, content.type]));
        const changed = planned(desired, live).before.filter(
          ({ interfaceid, type }) => interfaceid !== undefined && types.get(String(interfaceid)) !== type,
        );
        expect(changed).toEqual([]);
      }),
    );
  });

  it('takes none away that another could become', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const { before, surplus } = planned(desired, live);
        const types = new Map(live.map(present).map(({ id, content }) => [id, content.type]));
        const created = before.filter(({ interfaceid }) => interfaceid === undefined);
        for (const id of surplus) {
          expect(created.filter(({ type }) => type === types.get(id))).toEqual([]);
        }
      }),
    );
  });

  it('leaves a host as it is that is as it should be, in whatever order', () => {
    fc.assert(
      fc.property(anyInterfaces, (interfaces) => {
        const { before, surplus } = planned(interfaces, interfaces);
        expect(surplus).toEqual([]);
        const now = new Map(interfaces.map(present).map(({ id, content }) => [id, content]));
        for (const entry of before) {
          expect(now.get(String(entry.interfaceid))).toMatchObject(withoutId(entry));
        }
      }),
    );
  });

  it('keeps the id of what is the same, then of the main one, then of any of the type', () => {
    const agent = (port: string, main: boolean): AnyInterface => ({
      type: '1',
      ip: '127.0.0.1',
      port,
      community: 'a',
      main,
    });
    const { before, surplus } = planned(
      [agent('1', true), agent('2', false), agent('3', false)],
      [agent('9', false), agent('8', true), agent('2', false), agent('7', false)],
    );
    expect(before.map(({ interfaceid, port, main }) => [interfaceid, port, main])).toEqual([
      ['101', '1', '1'],
      ['102', '2', '0'],
      ['103', '3', '0'],
      ['100', '9', '0'],
    ]);
    expect(surplus).toEqual(['100']);
  });

  it('lets a surplus main one be the main one as long as there is no other of its type', () => {
    const { before } = planned([], [{ type: '3', ip: '127.0.0.1', port: '1', community: 'a', main: true }]);
    expect(before).toMatchObject([{ interfaceid: '100', type: '3', main: '1' }]);
  });

  it('has one main one of a type even where a side does not', () => {
    const ipmi = (port: string, main: boolean): AnyInterface => ({
      type: '3',
      ip: '127.0.0.1',
      port,
      community: 'a',
      main,
    });
    expect(planned([ipmi('1', true)], [ipmi('2', true), ipmi('3', true)]).before).toMatchObject([
      { interfaceid: '100', port: '1', main: '1' },
      { interfaceid: '101', port: '3', main: '0' },
    ]);
    expect(planned([ipmi('1', false)], [ipmi('1', false), ipmi('2', true)]).before).toMatchObject([
      { interfaceid: '100', port: '1', main: '0' },
      { interfaceid: '101', port: '2', main: '1' },
    ]);
  });

  it('looks at what SNMP holds where the desired side says it', () => {
    const snmp = (community: string): LiveInterface => ({
      id: community,
      content: {
        ...present({ type: '2', ip: '127.0.0.1', port: '1', community, main: false }, 0).content,
      },
    });
    const { before } = planInterfaces(
      { interfaces: [{ type: 'SNMP', default: 'NO', port: '1', details: { community: 'b' } }] },
      [snmp('a'), snmp('b')],
    );
    expect(before.map(({ interfaceid }) => interfaceid)).toEqual(['b', 'a']);
  });
});

describe('alignInterfaces', () => {
  /** A host with an item on every interface, which goes by the interface's number. */
  function hostOf(entries: readonly AnyInterface[]): JsonObject {
    const interfaces = entries.map(exported);
    return {
      host: 'A',
      interfaces,
      items: interfaces.map(({ interface_ref }) => ({
        key: `on ${interface_ref}`,
        interface_ref: interface_ref ?? '',
      })),
    };
  }

  it('gives an item the number that its interface will have, as the ids on the server will be', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, fc.boolean(), (desired, live, reversed) => {
        const wanted = deepFreeze(hostOf(desired));
        const aligned = alignInterfaces(wanted, deepFreeze(hostOf(live)));
        const rows = live.map((entry, index) => present(entry, index));
        const { before, surplus } = planInterfaces(wanted, reversed ? rows.toReversed() : rows);
        objectsIn(aligned.items).forEach((item, index) => {
          const id = rows[index]?.id ?? '';
          const place = before.findIndex(({ interfaceid }) => interfaceid === id);
          const numbers = objectsIn(wanted.interfaces).map(({ interface_ref }) => interface_ref);
          // Two interfaces that are alike may stand for each other.
          if (reversed && hasTwin(live, index)) return;
          if (surplus.includes(id)) expect(numbers).not.toContain(item.interface_ref);
          else expect(item.interface_ref).toBe(numbers[place]);
        });
      }),
    );
  });

  it('leaves the numbers where a type is unknown', () => {
    const live = hostOf([{ type: '1', ip: '127.0.0.1', port: '1', community: 'a', main: true }]);
    const desired = { interfaces: [{ type: 'CARRIER_PIGEON', interface_ref: 'if9' }] };
    expect(alignInterfaces(deepFreeze(desired), deepFreeze(live))).toBe(live);
  });

  it('numbers every interface once, and changes nothing else', () => {
    fc.assert(
      fc.property(anyInterfaces, anyInterfaces, (desired, live) => {
        const host = deepFreeze(hostOf(live));
        const aligned = alignInterfaces(deepFreeze(hostOf(desired)), host);
        const numbers = objectsIn(aligned.interfaces).map(({ interface_ref }) => interface_ref);
        expect(new Set(numbers).size).toBe(live.length);
        const bare = ({ interface_ref: _number, ...content }: JsonObject): JsonObject => content;
        expect(objectsIn(aligned.interfaces).map(bare)).toEqual(objectsIn(host.interfaces).map(bare));
        expect(objectsIn(aligned.items).map(bare)).toEqual(objectsIn(host.items).map(bare));
      }),
    );
  });

  function hasTwin(entries: readonly AnyInterface[], index: number): boolean {
    // The community counts for SNMP only.
    const alike = (entry: AnyInterface): string => stableText(exported(entry, 0));
    const own = alike(entries[index] as AnyInterface);
    return entries.some((entry, at) => at !== index && alike(entry) === own);
  }
});
